import { DEAF } from "./deaf.ts";
import { type Five, seatFive } from "./players.ts";
import { openProfiler, type Profile } from "./profile.ts";
import { type Server, startServer } from "./server.ts";

/** What one action costs, in ms of the processor. */
export interface Cost {
  /** In the game's own code and in what that calls. */
  readonly own: number;
  /** Of all of workerd, the galleries' being called included. */
  readonly all: number;
}

const ACTIONS = 400;
const ROUNDS = 3;
/** What V8 has no stack for, and what is not the game's: waiting, and galleries being called. */
const NOT_OWN = ["(idle)", "(program)", "(garbage collector)", "feed", "open"];

/** The median cost of an action with no gallery and with `count` that do nothing, measured by turns. */
export const measureOwnWork = async (worker: string, count: number): Promise<readonly [Cost, Cost]> => {
  const server = await startServer(worker, DEAF);
  const without: Cost[] = [];
  const within: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    without.push(await cost(server, 0));
    within.push(await cost(server, count));
  }
  await server.close();
  return [median(without), median(within)];
};

const cost = async (server: Server, galleries: number): Promise<Cost> => {
  const five = await seatFive(server.url);
  await five.play(40, () => 0);
  if (galleries > 0) await openDeaf(server, five, galleries);
  const before = server.spentMs();
  await five.play(ACTIONS, () => 0);
  const all = (server.spentMs() - before) / ACTIONS;
  const profiler = await openProfiler(await server.inspector(), "briscola");
  const profile = await profiler.during(async () => void (await five.play(ACTIONS, () => 0)));
  profiler.close();
  five.close();
  return { own: ownIn(profile) / ACTIONS, all };
};

const ownIn = (profile: Profile): number =>
  [...profile].reduce((sum, [name, ms]) => (NOT_OWN.includes(name) ? sum : sum + ms), 0);

const openDeaf = async ({ url }: Server, { gameId, created }: Five, count: number): Promise<void> => {
  const opened = await fetch(`${url.origin}/deaf/${gameId}/${created}/${count}`, { method: "POST" });
  if (!opened.ok) throw new Error("the galleries did not open");
};

const median = (costs: readonly Cost[]): Cost => {
  const middle = (of: (cost: Cost) => number) =>
    costs.map(of).toSorted((a, b) => a - b)[Math.floor(costs.length / 2)] ?? 0;
  return { own: middle(({ own }) => own), all: middle(({ all }) => all) };
};
