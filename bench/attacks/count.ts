import type { Met } from "./order.ts";

/** Counts the results of an attack. */
export interface Count {
  readonly sent: () => void;
  readonly answered: () => void;
  /** By status or close code. */
  readonly refused: (by: number | string) => void;
  readonly met: () => Met;
}

/** Opens a count that starts now. */
export const openCount = (): Count => {
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const refused: Record<string, number> = {};
  let sent = 0;
  let answered = 0;
  let stopped: Met["stopped"] = null;
  return {
    sent: () => {
      sent += 1;
    },
    answered: () => {
      answered += 1;
    },
    refused: (by) => {
      stopped ??= { by: `${by}`, answered, afterMs: performance.now() - began };
      refused[by] = (refused[by] ?? 0) + 1;
    },
    met: () => {
      const { user, system } = process.cpuUsage(cpuBefore);
      const load = (user + system) / 1000 / (performance.now() - began);
      return { sent, answered, refused, stopped, load };
    },
  };
};
