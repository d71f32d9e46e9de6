import { signal } from "@preact/signals";

/** Whether the browser says that it has a network. */
export const online = signal(navigator.onLine);

for (const change of ["online", "offline"])
  addEventListener(change, () => {
    online.value = navigator.onLine;
  });
