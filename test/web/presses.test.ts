import { expect, test } from "vitest";
import { openPresses } from "../../src/web/model/presses.ts";

const key = (at: number, name = "Enter") => ({ at, key: name, x: 0, y: 0 });
const point = (at: number, x = 50) => ({ at, key: null, x, y: 300 });
type Step = ReturnType<typeof key> | ReturnType<typeof point> | number;

/** Presses, and the times at which presses end, before a choice for a question that appeared at 100 ms. */
test.each<[string, readonly Step[], boolean]>([
  ["no press, as with a screen reader's command", [], true],
  ["a press after the question", [point(150), 200], true],
  ["a press from before the question that is handled late", [point(80), 90], false],
  ["a drag that begins before the question and ends after it", [point(50), 400], true],
  ["the second press of a double", [point(0), 90, point(250), 320], false],
  ["the second press of a double key", [key(0), 20, key(250), 270], false],
  ["a double after the question", [point(110), 120, point(250), 320], true],
  ["a second press half a second later", [point(0), 90, point(500), 560], true],
  ["a second press elsewhere", [point(0), 90, point(250, 200), 320], true],
  ["another key", [key(0, "ArrowLeft"), 20, key(250), 270], true],
  ["a drag that begins after a press in the same place", [point(0), 90, point(250), 900], true],
  ["a command long after a double", [point(0), 90, point(250), 320, 5_000], true],
])("[W7] %s", (_what, steps, isMeant) => {
  const presses = openPresses();
  for (const step of steps) typeof step === "number" ? presses.done(step) : presses.down(step);
  expect(presses.isMeantFor(100)).toBe(isMeant);
});
