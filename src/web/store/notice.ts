import { signal } from "@preact/signals";

/** How long a notice stays, in ms. */
const STAYS_MS = 4_500;

/** The one sentence that lies over the page for a moment; it keeps its text while it fades. */
export const notice = signal({ text: "", on: false });
/** What the polite live region says. */
export const spoken = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;

export const notify = (text: string): void => {
  notice.value = { text, on: true };
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = { text, on: false };
  }, STAYS_MS);
};

/** What has been said within the last moment is said together: a live region drops what is replaced too soon. */
const SOON_MS = 900;
let saidAt = 0;
export const speak = (text: string): void => {
  const now = Date.now();
  spoken.value = now - saidAt < SOON_MS && spoken.value !== "" ? `${spoken.value} ${text}` : text;
  saidAt = now;
};
