import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** What wrangler says of itself: its table of bindings, its requests and reloads. The Worker's own lines are none of these. */
const chatter = [
  /^\s*$/,
  /^Using secrets defined in /,
  /^Your Worker has access to the following bindings:/,
  /^Binding\s+Resource/,
  /^env\.\w+\s/,
  /^⎔ /,
  /^\[wrangler:info\]/,
  /^\[custom build\] (Running: |$)/,
  /^The file .* changed, restarting build/,
];

/** Blocks of wrangler's warnings that tell nothing here: `npm start` calls the scheduled handler itself. */
const needless = /^▲ \[WARNING\] Scheduled Workers are not automatically triggered/;

/** Copies to `out` the lines of wrangler's output that are worth a look: its warnings and errors, and the Worker's own. */
export function passOn(from: Readable, out: NodeJS.WriteStream): void {
  let skipping = false;
  createInterface({ input: from }).on("line", (line) => {
    const text = stripVTControlCharacters(line);
    // A warning's further lines are indented.
    skipping = needless.test(text) || (skipping && /^(\s|$)/.test(text));
    if (skipping || chatter.some((pattern) => pattern.test(text))) return;
    // The Worker's log is a JSON object a line, which wrangler decorates.
    const logged = /^[▲✘] \[(?:WARNING|ERROR)\] (\{.*\})$/.exec(text)?.[1];
    out.write(`${logged ?? (out.isTTY ? line : text)}\n`);
  });
}
