import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { notify } from "../store/notice.ts";
import { words } from "../store/settings.ts";

interface Props {
  readonly kind?: "main" | "plain" | "quiet" | "danger";
  readonly onPress: () => unknown;
  readonly label?: string;
  readonly children: ComponentChildren;
  readonly disabled?: boolean;
  /** Set for a switch: whether it is on. */
  readonly isPressed?: boolean;
  /** Whether Enter in a field of its form presses it too. */
  readonly isSubmit?: boolean;
}

/** A button that is inactive until its action is complete. An action that fails shows a notice. */
export const Button = ({
  kind = "plain",
  onPress,
  label,
  children,
  disabled = false,
  isPressed,
  isSubmit = false,
}: Props) => {
  const busy = useSignal(false);
  const press = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await onPress();
    } catch (error) {
      console.error(error);
      notify(words.value.refused.unknown);
    } finally {
      busy.value = false;
    }
  };
  return (
    <button
      type={isSubmit ? "submit" : "button"}
      class={`button ${kind}`}
      aria-label={label}
      aria-busy={busy.value}
      aria-pressed={isPressed}
      disabled={disabled}
      onClick={() => void press()}
    >
      {children}
    </button>
  );
};
