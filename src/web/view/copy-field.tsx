import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { copyText } from "../store/device.ts";
import { words } from "../store/settings.ts";
import { Icon } from "./icon.tsx";

/** How long the button confirms the copy, in ms. */
const SAYS_MS = 1_800;

/** A text to read, select or copy. */
export const CopyField = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const outcome = useSignal<"copied" | "refused" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    outcome.value = (await copyText(text)) ? "copied" : "refused";
    if (outcome.value === "refused") return field.current?.select();
    setTimeout(() => {
      outcome.value = null;
    }, SAYS_MS);
  };
  const isCopied = outcome.value === "copied";
  return (
    <label class="field copy">
      <span>{label}</span>
      <span class="row">
        <input ref={field} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button plain" onClick={() => void copy()}>
          <Icon name={isCopied ? "check" : "copy"} />
          <span aria-live="polite">{isCopied ? words.value.copied : words.value.copy}</span>
        </button>
      </span>
      {outcome.value === "refused" && <small role="alert">{words.value.copyByHand}</small>}
    </label>
  );
};
