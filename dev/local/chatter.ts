import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** Wrangler's own output: its list of bindings, its requests and reloads. The Worker's lines do not match. */
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

/** Warnings of wrangler that do not apply: `npm start` calls the scheduled handler itself. */
const needless = /^▲ \[WARNING\] Scheduled Workers are not automatically triggered/;

/** Copies the relevant lines of wrangler's output to `out`: its warnings and errors, and the Worker's own lines. */
export function passOn(from: Readable, out: NodeJS.WriteStream): void {
  let skipping = false;
  createInterface({ input: from }).on("line", (line) => {
    const text = stripVTControlCharacters(line);
    // The further lines of a warning are indented.
    skipping = needless.test(text) || (skipping && /^(\s|$)/.test(text));
    if (skipping || chatter.some((pattern) => pattern.test(text))) return;
    // The Worker logs one JSON object on each line, to which wrangler adds a prefix.
    const logged = /^[▲✘] \[(?:WARNING|ERROR)\] (\{.*\})$/.exec(text)?.[1];
    out.write(`${logged ?? (out.isTTY ? line : text)}\n`);
  });
}
