import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median } from "../../dev/programs/quantile.ts";
import { cpuOf } from "../../dev/workerd/processes.ts";
import { startProduct } from "../../dev/workerd/product.ts";
import type { Workerd } from "../../dev/workerd/workerd.ts";
import { openInspector } from "../inspector.ts";
import { type Five, seatFive } from "./players.ts";
import { type Frame, type Spent, spentIn } from "./stacks.ts";

/** The cost of galleries for each action, in ms of CPU time. */
export interface Cost {
  /** The game's own code and the functions that it calls, with galleries; and the part of it for the galleries. */
  readonly own: number;
  readonly forGalleries: number;
  /** All of workerd without galleries and with them, including their calls. */
  readonly allWithout: number;
  readonly allWith: number;
}

const DEAF = fileURLToPath(new URL("../workers/deaf.ts", import.meta.url));
const ACTIONS = 400;
const ROUNDS = 3;

/**
 * Plays the Worker in `bundle` in turn without galleries and with `count` galleries that do nothing. The game's own
 * work is separated within one profile, because the difference between two runs is larger than the measured value.
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

/** The game's own work as a multiple of its work without galleries. */
export const share = ({ own, forGalleries }: Cost): number => own / (own - forGalleries);

/** The CPU time of all of workerd for each action. */
const spend = async ({ pid }: Workerd, five: Five): Promise<number> => {
  const before = cpuOf([pid]);
  await five.play(ACTIONS, () => 0);
  return (cpuOf([pid]) - before) / ACTIONS;
};

/** The galleries that do nothing are in a separate module. Functions without a module belong to V8. */
const isOwn = ({ stack }: Spent): boolean => stack.some(({ url }) => url.endsWith("worker.js"));

/** Whether a frame is in one of the bundle's modules under `folder`. The bundler names the modules in comments. */
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
