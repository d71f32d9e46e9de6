import { useSignal } from "@preact/signals";
import { words } from "../store/settings.ts";
import { Icon } from "./icon.tsx";

/** How long the button confirms the copy, in ms. */
const SAYS_MS = 1_800;

/** A text to read, select or copy. */
export const CopyField = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const copied = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.value = true;
      setTimeout(() => {
        copied.value = false;
      }, SAYS_MS);
    } catch {
      // The player can select the text instead.
    }
  };
  return (
    <label class="field copy">
      <span>{label}</span>
      <span class="row">
        <input readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button plain" onClick={() => void copy()}>
          <Icon name={copied.value ? "check" : "copy"} />
          <span aria-live="polite">{copied.value ? words.value.copied : words.value.copy}</span>
        </button>
      </span>
    </label>
  );
};
