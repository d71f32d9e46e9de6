import { DEAF } from "./deaf.ts";
import { type Five, seatFive } from "./players.ts";
import { type Frame, openProfiler, type Spent } from "./profile.ts";
import { type Server, startServer } from "./server.ts";

/** What galleries cost for each action, in ms of the processor. */
export interface Cost {
  /** The game's own code and what that calls, with galleries; and the part of it that is for them. */
  readonly own: number;
  readonly forGalleries: number;
  /** All of workerd, without galleries and with them, their being called included. */
  readonly allWithout: number;
  readonly allWith: number;
}

const ACTIONS = 400;
const ROUNDS = 3;
/** What V8 has no stack for. */
const NO_STACK = ["(root)", "(idle)", "(program)", "(garbage collector)"];

/**
 * Plays with no gallery and with `count` that do nothing, by turns. The game's own work is told apart within one
 * profile, since two runs differ by more than what is looked for.
 */
export const measureOwnWork = async (worker: string, count: number): Promise<Cost> => {
  const server = await startServer(worker, DEAF);
  const isForGalleries = linesOf(worker, "src/actor/gallery/");
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const five = await seatFive(server.url);
    await five.play(40, () => 0);
    const allWithout = await spend(server, five);
    await openDeaf(server, five, count);
    const allWith = await spend(server, five);
    const profiler = await openProfiler(await server.inspector(), "briscola");
    const spent = await profiler.during(async () => void (await five.play(ACTIONS, () => 0)));
    profiler.close();
    five.close();
    const own = spent.filter(isOwn);
    const forThem = own.filter(({ stack }) => stack.some(isForGalleries));
    costs.push({ own: sum(own), forGalleries: sum(forThem), allWithout, allWith });
  }
  await server.close();
  return costs.toSorted((a, b) => share(a) - share(b))[Math.floor(ROUNDS / 2)] as Cost;
};

/** How many times its work without galleries the game's own work is. */
export const share = ({ own, forGalleries }: Cost): number => own / (own - forGalleries);

/** Processor time of all of workerd for each action. */
const spend = async (server: Server, five: Five): Promise<number> => {
  const before = server.spentMs();
  await five.play(ACTIONS, () => 0);
  return (server.spentMs() - before) / ACTIONS;
};

/** The deaf galleries are in a module of their own. */
const isOwn = ({ stack: [inner, ...outer] }: Spent): boolean =>
  !NO_STACK.includes(inner?.functionName ?? "") && !outer.some(({ functionName }) => functionName === "feed");

/** Whether a frame is in one of the bundle's modules under `folder`, which the bundler names in comments. */
const linesOf = (worker: string, folder: string): ((frame: Frame) => boolean) => {
  let module = "";
  const modules = worker.split("\n").map((line) => {
    module = /^\/\/ ((?:src|node_modules)\/\S+)$/.exec(line)?.[1] ?? module;
    return module;
  });
  return ({ url, lineNumber }) => url.endsWith("worker.js") && (modules[lineNumber] ?? "").startsWith(folder);
};

const openDeaf = async ({ url }: Server, { gameId, created }: Five, count: number): Promise<void> => {
  const opened = await fetch(`${url.origin}/deaf/${gameId}/${created}/${count}`, { method: "POST" });
  if (!opened.ok) throw new Error("the galleries did not open");
};

const sum = (spent: readonly Spent[]): number => spent.reduce((all, { ms }) => all + ms, 0) / ACTIONS;
