import type { CpuProfile } from "../inspector.ts";

/** The number of listed functions. */
const NAMED = 25;

/**
 * The functions of `source` in which a profile spent the most time, without idle time. The time of calls to the
 * platform counts for the calling function.
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

/** The name of an anonymous function, from its line in the bundle. */
const nameIn = (line: string): string =>
  /^\s*(?:var|let|const)?\s*([\w$]+)\s*[:=]/.exec(line)?.[1] ?? `(in: ${line.trim().slice(0, 60)})`;
