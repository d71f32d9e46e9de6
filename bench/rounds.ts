import { setTimeout as wait } from "node:timers/promises";
import type { LoadTable } from "../dev/load/table.ts";
import { median } from "../dev/programs/quantile.ts";
import { cpuOf, resume, suspend } from "../dev/workerd/processes.ts";
import type { Name, Target } from "../dev/workerd/target.ts";
import { type ByTarget, type Figure, type Load, latencyOf, type Round } from "./results.ts";
import { closeTables, type Seated, seatTables } from "./tables.ts";

/** The time that games play before a round is measured, in ms. */
const RUN_UP_MS = 300;
/**
 * A target is at rest when it has sent no request to Redis for this time, in ms. The maximum number of checks follows.
 */
const QUIET_MS = 100;
const MAX_LOOKS = 20;

export interface Plan {
  readonly games: number;
  readonly rounds: number;
  /** The duration of a round, and the time that each target plays before, until its code is compiled, in ms. */
  readonly roundMs: number;
  readonly warmUpMs: number;
}

interface Side extends Seated {
  readonly rounds: Round[];
}

/**
 * Plays `games` games on each target in turn, round by round. While one plays, the processes of the other are
 * suspended. Problems go to `report`. Stops both targets.
 */
export const measureLoad = async (
  targets: readonly Target[],
  { games, rounds, roundMs, warmUpMs }: Plan,
  report: (problem: string) => void,
): Promise<Load> => {
  const sides: Side[] = [];
  for (const target of targets) {
    const seated = await seatTables(target, games);
    await playRound(seated, warmUpMs);
    await suspendAtRest(target);
    sides.push({ ...seated, rounds: [] });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      resume(pidsOf(side.target));
      side.rounds.push(await playRound(side, roundMs));
      await suspendAtRest(side.target);
    }
  }
  for (const { target } of sides) resume(pidsOf(target));
  for (const side of sides) await conclude(side, report);
  return {
    games,
    medians: byName(sides, ({ rounds }) => mediansOf(rounds)),
    byType: byName(sides, ({ tally }) =>
      Object.fromEntries([...tally.times().byType].map(([type, times]) => [type, median(times)])),
    ),
    actions: byName(sides, ({ tables }) => tables.reduce((sum, table) => sum + table.acted(), 0)),
  };
};

const playRound = async ({ target, tables, tally }: Seated, forMs: number): Promise<Round> => {
  for (const table of tables) table.start();
  await wait(RUN_UP_MS);
  const before = await readingOf(target, tables);
  tally.clear();
  await wait(forMs);
  const after = await readingOf(target, tables);
  const times = tally.times();
  await Promise.all(tables.map((table) => table.stop()));
  const actions = times.fanOuts.length;
  const each = (read: (reading: Reading) => number) => (read(after) - read(before)) / actions;
  return {
    actionsPerSecond: 1000 / each(({ at }) => at),
    ...latencyOf(times),
    cpu: 1000 * each(({ cpu }) => cpu),
    besidesCpu: 1000 * each(({ besides }) => besides),
    clientCpu: 1000 * each(({ client }) => client),
    bytesSent: each(({ sent }) => sent),
    bytesReceived: each(({ received }) => received),
    framesReceived: each(({ frames }) => frames),
    messagesReceived: each(({ messages }) => messages),
    redisRequests: each(({ requests }) => requests),
    redisCommands: each(({ commands }) => commands),
  };
};

type Reading = Awaited<ReturnType<typeof readingOf>>;

/** The values of all counters; times in ms. */
const readingOf = async ({ workerd, besides, redis }: Target, tables: readonly LoadTable[]) => {
  const { requests, commands } = await redis();
  const { user, system } = process.cpuUsage();
  const traffic = tables.map((table) => table.traffic());
  return {
    at: performance.now(),
    cpu: cpuOf([workerd.pid]),
    besides: cpuOf(besides),
    client: (user + system) / 1000,
    requests,
    commands: commands ?? Number.NaN,
    sent: traffic.reduce((sum, { sent }) => sum + sent, 0),
    received: traffic.reduce((sum, { received }) => sum + received, 0),
    frames: traffic.reduce((sum, { frames }) => sum + frames, 0),
    messages: traffic.reduce((sum, { messages }) => sum + messages, 0),
  };
};

/** Compares the messages of the clients with the server's status and with its storage. */
const conclude = async (side: Side, report: (problem: string) => void) => {
  const { target, tables, tally } = side;
  await closeTables(side);
  const acted = tables.reduce((sum, table) => sum + table.acted(), 0);
  const stored = await target.close();
  if (acted < stored.least || acted > stored.most)
    tally.problem(`${acted} actions were answered and ${stored.least} to ${stored.most} are stored`);
  if (acted === 0) tally.problem("nobody acted");
  for (const problem of tally.problems) report(`${target.name}: ${problem}`);
};

const mediansOf = (rounds: readonly Round[]): Round => {
  const [first] = rounds;
  if (!first) throw new Error("there was no round");
  const figures = Object.keys(first) as Figure[];
  const middle = figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))]);
  return Object.fromEntries(middle) as unknown as Round;
};

const byName = <T>(sides: readonly Side[], read: (side: Side) => T): ByTarget<T> =>
  Object.fromEntries(sides.map((side) => [side.target.name, read(side)])) as Record<Name, T>;

/** Suspends a target after its writes to Redis, because a pause would make a write exceed its timeout. */
const suspendAtRest = async (target: Target): Promise<void> => {
  let asked = Number.NaN;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const { requests } = await target.redis();
    if (requests === asked) break;
    asked = requests;
    await wait(QUIET_MS);
  }
  suspend(pidsOf(target));
};

const pidsOf = ({ workerd, besides }: Target): readonly number[] => [...besides, workerd.pid];
