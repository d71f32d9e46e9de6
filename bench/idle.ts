import { setTimeout as wait } from "node:timers/promises";
import { type LoadTable, openTable } from "../dev/load/table.ts";
import { openTally } from "../dev/load/tally.ts";
import { median } from "../dev/programs/quantile.ts";
import { memoryOf } from "../dev/workerd/processes.ts";
import type { Target } from "../dev/workerd/target.ts";
import { openInspector } from "./inspector.ts";
import type { Idle } from "./results.ts";

export interface IdlePlan {
  /** The number of games by which the memory is divided. */
  readonly games: number;
  /** The number of games that are woken. */
  readonly woken: number;
  /** The time after which a new game has no alarm that would wake it soon, in ms: more than a heartbeat. */
  readonly settleMs: number;
}

/**
 * This multiple of the number of games exists before any is counted. Code, connections and the allocator's reserve,
 * which the first few hundred games of a server create, do not count for a game.
 */
const BEFORE = 3;

/**
 * Measures an idle game: its memory with five players, hibernated, and for each open socket, and the time until it
 * wakes. `start` is called twice for a new target, because freed memory would hide later allocations.
 */
export const measureIdle = async (
  start: () => Promise<Target>,
  plan: IdlePlan,
  report: (problem: string) => void,
): Promise<Idle> => ({
  asleep: await measureAsleep(await start(), plan),
  ...(await measureAwake(await start(), plan, report)),
});

/** The additional memory of each of the last of many hibernated games. */
const measureAsleep = async (target: Target, { games, settleMs }: IdlePlan): Promise<number> => {
  const memory = await openMemory(target);
  const seatAndEvict = async (count: number) => {
    const seated: string[] = [];
    while (seated.length < count) seated.push((await target.seat()).gameId);
    await wait(settleMs);
    for (const gameId of seated) await target.workerd.evict(gameId);
    return memory.read();
  };
  const before = await seatAndEvict(BEFORE * games);
  const after = await seatAndEvict(games);
  memory.close();
  await target.close();
  return (after - before) / games;
};

const measureAwake = async (
  target: Target,
  { games, woken }: IdlePlan,
  report: (problem: string) => void,
): Promise<Omit<Idle, "asleep">> => {
  const tally = openTally();
  const first = await openTable(await target.seat(), tally);
  await actOnce(first);
  const memory = await openMemory(target);
  for (let seated = 0; seated < BEFORE * games; seated += 1) await target.seat();
  const before = await memory.read();
  const seatings = [];
  for (let seated = 0; seated < games; seated += 1) seatings.push(await target.seat());
  const seated = await memory.read();
  const tables: LoadTable[] = [first];
  for (const seating of seatings) tables.push(await openTable(seating, tally));
  const opened = await memory.read();
  memory.close();
  const cold: number[] = [];
  const warm: number[] = [];
  for (const table of tables.slice(0, woken)) {
    await target.workerd.evict(table.gameId);
    for (const times of [cold, warm]) {
      tally.clear();
      await actOnce(table);
      times.push(...tally.times().answers);
    }
  }
  for (const table of tables) table.close();
  await target.close();
  for (const problem of tally.problems) report(`${target.name}: ${problem}`);
  return {
    awake: (seated - before) / games,
    socket: (opened - seated) / (games * 5),
    coldStart: median(cold),
    warm: median(warm),
  };
};

const actOnce = async (table: LoadTable): Promise<void> => {
  table.start();
  await table.stop();
};

/** Reads the memory of the server after a garbage collection, in bytes. */
const openMemory = async ({ workerd }: Target) => {
  const inspector = await openInspector(workerd);
  return {
    read: async () => {
      await inspector.collectGarbage();
      return memoryOf(workerd.pid);
    },
    close: inspector.close,
  };
};
