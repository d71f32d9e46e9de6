import type { CpuProfile } from "../inspector.ts";

/** A part of the time: its stack, from the innermost function outwards, and its duration in ms. */
export interface Spent {
  readonly stack: readonly Frame[];
  readonly ms: number;
}
/** A function on the stack, with its module's URL and its line, from 0. */
export type Frame = CpuProfile["nodes"][number]["callFrame"];

/** The stacks of a profile, each with the time of its innermost function. */
export const spentIn = ({ nodes, samples, timeDeltas }: CpuProfile): readonly Spent[] => {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ms = new Map<number, number>();
  for (const [at, id] of samples.entries()) ms.set(id, (ms.get(id) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  const stackOf = (id: number): readonly Frame[] => {
    const stack: Frame[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      stack.push(frames.get(at) as Frame);
    return stack;
  };
  return [...ms].map(([id, spent]) => ({ stack: stackOf(id), ms: spent }));
};
