import type { CpuProfile } from "../inspector.ts";

/** How many functions are named. */
const NAMED = 25;

/**
 * Where a profile's time went: the functions of `source` with the most time of their own, idle time left out. What a
 * function asks of the platform counts as its own.
 */
export const hotFunctions = ({ nodes, samples, timeDeltas }: CpuProfile, source: string): string => {
  const lines = source.split("\n");
  const own = new Map<number, number>();
  for (const [at, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + (timeDeltas[at] ?? 0));
  const byName = new Map<string, number>();
  for (const { id, callFrame } of nodes) {
    const { functionName, lineNumber } = callFrame;
    const name = functionName || nameIn(lines[lineNumber] ?? "");
    if (name !== "(idle)") byName.set(name, (byName.get(name) ?? 0) + (own.get(id) ?? 0));
  }
  const total = [...byName.values()].reduce((sum, time) => sum + time, 0);
  return [...byName]
    .sort(([, a], [, b]) => b - a)
    .slice(0, NAMED)
    .map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}`)
    .join("\n");
};

/** What the bundler's line says that a function is called which has no name of its own. */
const nameIn = (line: string): string =>
  /^\s*(?:var|let|const)?\s*([\w$]+)\s*[:=]/.exec(line)?.[1] ?? `(in: ${line.trim().slice(0, 60)})`;
