import { signal } from "@preact/signals";

/** How long a notice is visible, in ms. */
const STAYS_MS = 4_500;

/** The sentence over the page. It keeps its text while it fades out. */
export const notice = signal({ text: "", on: false });
/** The text of the polite live region. */
export const spoken = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;

export const notify = (text: string): void => {
  notice.value = { text, on: true };
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = { text, on: false };
  }, STAYS_MS);
};

/** Texts within this time, in ms, are joined, because a live region drops a text that is replaced too soon. */
const SOON_MS = 900;
let saidAt = 0;
export const speak = (text: string): void => {
  const now = Date.now();
  spoken.value = now - saidAt < SOON_MS && spoken.value !== "" ? `${spoken.value} ${text}` : text;
  saidAt = now;
};
