import { type LoadTable, openTable } from "../dev/load/table.ts";
import { openTally } from "../dev/load/tally.ts";
import { median } from "../dev/programs/quantile.ts";
import { memoryOf } from "../dev/workerd/processes.ts";
import type { Target } from "../dev/workerd/target.ts";
import { openInspector } from "./inspector.ts";
import type { Idle } from "./results.ts";

export interface IdlePlan {
  /** How many games memory is divided by. */
  readonly games: number;
  /** How many of them are woken. */
  readonly woken: number;
}

/**
 * Before any is counted so many times as many games are there already: code, connections and the allocator's own stock,
 * which the first few hundred games of a server bring into being, belong to none of them.
 */
const BEFORE = 3;

/**
 * What a game takes while nobody acts: seated and in memory, put to sleep, and for each socket that is open; and how
 * long waking takes. `start` gives a fresh target, twice: memory that has been given back would hide what is taken next.
 */
export const measureIdle = async (
  start: () => Promise<Target>,
  plan: IdlePlan,
  report: (problem: string) => void,
): Promise<Idle> => ({
  asleep: await measureAsleep(await start(), plan),
  ...(await measureAwake(await start(), plan, report)),
});

/** What each of the last of many sleeping games adds. */
const measureAsleep = async (target: Target, { games }: IdlePlan): Promise<number> => {
  const memory = await openMemory(target);
  const seatAndEvict = async (count: number) => {
    for (let seated = 0; seated < count; seated += 1) {
      const { gameId } = await target.seat();
      await target.workerd.evict(gameId);
    }
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

/** Reads how much memory the server has in use once its garbage is collected, in bytes. */
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
