// Plays one card in the simulator and prints the files of src/actor and src/shared that ran, one on each line, with the
// called functions. node scripts/path.ts
import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";
import { playOneCard } from "../dev/simulator/one-card.ts";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const session = new Session();
session.connect();
await session.post("Profiler.enable");
const play = await playOneCard();
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
await play();
const { result } = await session.post("Profiler.takePreciseCoverage");
for (const { url, functions } of result) {
  const file = url.startsWith("file:") ? fileURLToPath(url) : "";
  if (!file.startsWith(source) || !/^(actor|shared)\b/.test(file.slice(source.length))) continue;
  const called = functions.filter(
    ({ functionName, ranges }) => functionName !== "" && (ranges[0]?.count ?? 0) > 0,
  );
  const names = new Set(called.map(({ functionName }) => functionName));
  if (names.size > 0) process.stdout.write(`src/${file.slice(source.length)} ${[...names].join(" ")}\n`);
}
session.disconnect();
