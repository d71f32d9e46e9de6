import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median } from "../../dev/programs/quantile.ts";
import { cpuOf } from "../../dev/workerd/processes.ts";
import { startProduct } from "../../dev/workerd/product.ts";
import type { Workerd } from "../../dev/workerd/workerd.ts";
import { openInspector } from "../inspector.ts";
import { type Five, seatFive } from "./players.ts";
import { type Frame, type Spent, spentIn } from "./stacks.ts";

/** What galleries cost for each action, in ms of the processor. */
export interface Cost {
  /** The game's own code and what that calls, with galleries; and the part of it that is for them. */
  readonly own: number;
  readonly forGalleries: number;
  /** All of workerd, without galleries and with them, their being called included. */
  readonly allWithout: number;
  readonly allWith: number;
}

const DEAF = fileURLToPath(new URL("../workers/deaf.ts", import.meta.url));
const ACTIONS = 400;
const ROUNDS = 3;

/**
 * Plays the Worker in `bundle` with no gallery and with `count` that do nothing, by turns. The game's own work is told
 * apart within one profile, since two runs differ by more than what is looked for.
 */
export const measureOwnWork = async (bundle: string, count: number): Promise<Cost> => {
  const product = await startProduct(bundle, { before: DEAF });
  const { workerd } = product;
  const isForGalleries = linesOf(readFileSync(bundle, "utf8"), "src/actor/gallery/");
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const five = await seatFive(workerd.url);
    await five.play(40, () => 0);
    const allWithout = await spend(workerd, five);
    await openDeaf(workerd, five, count);
    const allWith = await spend(workerd, five);
    const inspector = await openInspector(workerd);
    const profile = await inspector.profile(async () => void (await five.play(ACTIONS, () => 0)));
    inspector.close();
    five.close();
    const own = spentIn(profile).filter(isOwn);
    const forThem = own.filter(({ stack }) => stack.some(isForGalleries));
    costs.push({ own: sum(own), forGalleries: sum(forThem), allWithout, allWith });
  }
  await product.close();
  const middle = median(costs.map(share));
  return costs.find((cost) => share(cost) === middle) as Cost;
};

/** How many times its work without galleries the game's own work is. */
export const share = ({ own, forGalleries }: Cost): number => own / (own - forGalleries);

/** Processor time of all of workerd for each action. */
const spend = async ({ pid }: Workerd, five: Five): Promise<number> => {
  const before = cpuOf([pid]);
  await five.play(ACTIONS, () => 0);
  return (cpuOf([pid]) - before) / ACTIONS;
};

/** The deaf galleries are in a module of their own; what has no module at all is V8's. */
const isOwn = ({ stack }: Spent): boolean => stack.some(({ url }) => url.endsWith("worker.js"));

/** Whether a frame is in one of the bundle's modules under `folder`, which the bundler names in comments. */
const linesOf = (worker: string, folder: string): ((frame: Frame) => boolean) => {
  let module = "";
  const modules = worker.split("\n").map((line) => {
    module = /^\/\/ ((?:src|node_modules)\/\S+)$/.exec(line)?.[1] ?? module;
    return module;
  });
  return ({ url, lineNumber }) => url.endsWith("worker.js") && (modules[lineNumber] ?? "").startsWith(folder);
};

const openDeaf = async ({ url }: Workerd, { gameId, created }: Five, count: number): Promise<void> => {
  const opened = await fetch(`${url.origin}/deaf/${gameId}/${created}/${count}`, { method: "POST" });
  if (!opened.ok) throw new Error("the galleries did not open");
};

const sum = (spent: readonly Spent[]): number => spent.reduce((all, { ms }) => all + ms, 0) / ACTIONS;
