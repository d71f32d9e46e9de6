import { openPresses } from "../model/presses.ts";

/** The presses on the page. */
export const presses = openPresses();

addEventListener(
  "pointerdown",
  ({ timeStamp: at, clientX: x, clientY: y }) => presses.down({ at, key: null, x, y }),
  { capture: true },
);
addEventListener(
  "keydown",
  ({ timeStamp: at, key, repeat }) => repeat || presses.down({ at, key, x: 0, y: 0 }),
  { capture: true },
);
for (const type of ["pointerup", "keyup", "click"])
  addEventListener(type, ({ timeStamp }) => presses.done(timeStamp), { capture: true });
