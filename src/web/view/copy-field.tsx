import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { copyText } from "../store/device.ts";
import { words } from "../store/settings.ts";
import { Icon } from "./icon.tsx";

/** How long the button confirms the copy, in ms. */
const SAYS_MS = 1_800;

/** A text to read, select or copy. */
export const CopyField = ({ label, text }: { readonly label: string; readonly text: string }) => {
  const copied = useSignal(false);
  const refused = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    copied.value = await copyText(text);
    refused.value = !copied.value;
    if (refused.value) field.current?.select();
    setTimeout(() => {
      copied.value = false;
    }, SAYS_MS);
  };
  return (
    <label class="field copy">
      <span>{label}</span>
      <span class="row">
        <input ref={field} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class="button plain" onClick={() => void copy()}>
          <Icon name={copied.value ? "check" : "copy"} />
          <span aria-live="polite">{copied.value ? words.value.copied : words.value.copy}</span>
        </button>
      </span>
      {refused.value && <small role="alert">{words.value.copyByHand}</small>}
    </label>
  );
};
