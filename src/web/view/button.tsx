import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface Props {
  readonly kind?: "main" | "plain" | "quiet" | "danger";
  readonly onPress: () => unknown;
  readonly label?: string;
  readonly children: ComponentChildren;
  readonly disabled?: boolean;
}

/** A button that cannot be pressed again while what it does is being done. */
export const Button = ({ kind = "plain", onPress, label, children, disabled = false }: Props) => {
  const busy = useSignal(false);
  const press = async () => {
    if (busy.value) return;
    busy.value = true;
    await onPress();
    busy.value = false;
  };
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-label={label}
      aria-busy={busy.value}
      disabled={disabled}
      onClick={() => void press()}
    >
      {children}
    </button>
  );
};
