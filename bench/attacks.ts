import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { unstable_readConfig } from "wrangler";
import { quantile } from "../dev/programs/quantile.ts";
import { cpuOf } from "../dev/workerd/processes.ts";
import { startProduct } from "../dev/workerd/product.ts";
import type { Target } from "../dev/workerd/target.ts";
import { openApi } from "../src/client/api.ts";
import { ATTACKS, type Attack, type Scene } from "./attacks/list.ts";
import type { Met, Order } from "./attacks/order.ts";
import { type Played, playMatch, seatVictim } from "./attacks/victim.ts";
import type { Attacked, AttackRound, Felt } from "./results.ts";
import { closeTables, seatTables } from "./tables.ts";

const ATTACKER = fileURLToPath(new URL("./attacks/attacker.ts", import.meta.url));
const LIMITED = fileURLToPath(new URL("./workers/limited.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../wrangler.toml", import.meta.url));

/** The interval of actions, in ms. At this pace no seat of a neighbour approaches its limit of 100 messages in 20 s. */
const EVERY_MS = 60;
/** The time after an attack in which the server still handles its effects, in ms. */
const SETTLING_MS = 1_000;

export interface AttackPlan {
  /** The number of games beside the attacked one, and the number of times for each attack. */
  readonly neighbours: number;
  readonly rounds: number;
  readonly warmUpMs: number;
  /** The duration of each attack, and of each quiet time before and after one, in ms. */
  readonly attackMs: number;
  readonly quietMs: number;
  /** Whether only the first attack runs. */
  readonly isQuick: boolean;
}

/** Attacks the Worker in `bundle`, with the limits of a deployment, in each way in turn. Problems go to `report`. */
export const measureAttacks = async (
  bundle: string,
  plan: AttackPlan,
  report: (problem: string) => void,
): Promise<readonly Attacked[]> => {
  const target = await startLimited(bundle);
  const { url: origin } = target.workerd;
  const api = openApi(origin.origin);
  const neighbours = await seatNeighbours(target, plan.neighbours);
  const attacker = openAttacker();
  let played: Promise<Played> | null = null;
  const scene: Scene = {
    origin,
    victim: () => seatVictim(api),
    match: () => {
      played ??= playMatch(api, new URL("/ws/client", origin));
      return played;
    },
  };
  // The match uses the whole server for some seconds, so it is played before the measurements.
  if (!plan.isQuick) await scene.match();
  await neighbours.listen(plan.warmUpMs);
  let before = await neighbours.listen(plan.quietMs);
  let address = 0;
  const attackOnce = async ({ name, plan: planOn }: Attack): Promise<AttackRound> => {
    address += 1;
    const means = await planOn(scene);
    const order: Order = { ...means, forMs: plan.attackMs, address: `198.51.100.${address}` };
    const [met, under] = await Promise.all([attacker.attack(order), neighbours.listen(plan.attackMs)]);
    await wait(Math.min(SETTLING_MS, plan.quietMs));
    const earlier = before;
    const later = await neighbours.listen(plan.quietMs);
    before = later;
    if (met.sent === 0) report(`${name}: nothing was sent`);
    if (plan.isQuick && !met.stopped) report(`${name}: was not stopped`);
    const quiet = { times: [...earlier.times, ...later.times], cpu: (earlier.cpu + later.cpu) / 2 };
    return {
      met,
      under: feltIn(under),
      before: feltIn(earlier),
      after: feltIn(later),
      quiet: feltIn(quiet),
    };
  };
  const attacks = plan.isQuick ? ATTACKS.slice(0, 1) : ATTACKS;
  const measured = attacks.map(({ name }) => ({ name, rounds: [] as AttackRound[] }));
  for (let round = 0; round < plan.rounds; round += 1)
    for (const [at, attack] of attacks.entries()) measured[at]?.rounds.push(await attackOnce(attack));
  attacker.close();
  await neighbours.close(report);
  return measured;
};

/** The fields in wrangler.toml. */
interface Config {
  readonly ratelimits: readonly {
    readonly name: string;
    readonly simple: { readonly limit: number; readonly period: number };
  }[];
  readonly vars: Readonly<Record<string, string>>;
}

/** The product with the limits of a deployment. Bots make no pause, so that a match is short. */
const startLimited = (bundle: string): Promise<Target> => {
  const { ratelimits, vars } = unstable_readConfig({ config: CONFIG }, { hideWarnings: true }) as Config;
  const floods = Object.entries(vars).filter(([name]) => name.startsWith("FLOOD_"));
  const limits = ratelimits.map(({ name, simple }) => ({ name, ...simple }));
  return startProduct(bundle, {
    before: LIMITED,
    vars: {
      ...Object.fromEntries(floods),
      RATE_LIMITS: "on",
      LIMITS: JSON.stringify(limits),
      BOT_PAUSE_MS: "0",
    },
  });
};

const openAttacker = () => {
  const child = fork(ATTACKER, [], { serialization: "json" });
  const gone = once(child, "exit").then(() => {
    throw new Error("the attacker has ended");
  });
  // Prevents an unhandled rejection between two attacks. A later wait still rejects.
  gone.catch(() => {});
  return {
    attack: async (order: Order): Promise<Met> => {
      const answer = once(child, "message");
      child.send(order);
      return (await Promise.race([answer, gone]))[0] as Met;
    },
    close: () => child.disconnect(),
  };
};

/** Games of five with a steady pace until they are closed. */
const seatNeighbours = async (target: Target, count: number) => {
  const seated = await seatTables(target, count, { everyMs: EVERY_MS });
  const { tables, tally } = seated;
  for (const table of tables) {
    table.start();
    // The starts are spread over the interval.
    await wait(EVERY_MS / count);
  }
  return {
    /** Measures them for `forMs`. */
    listen: async (forMs: number): Promise<Heard> => {
      const cpuBefore = cpuOf([target.workerd.pid]);
      tally.clear();
      await wait(forMs);
      const cpu = (cpuOf([target.workerd.pid]) - cpuBefore) / forMs;
      return { times: tally.times().answers, cpu };
    },
    close: async (report: (problem: string) => void) => {
      await Promise.all(tables.map((table) => table.stop()));
      await closeTables(seated);
      await target.close();
      for (const problem of tally.problems) report(`under attack: ${problem}`);
    },
  };
};

/** Round trips in ms, and the share of a core that the server used during that time. */
interface Heard {
  readonly times: readonly number[];
  readonly cpu: number;
}

const feltIn = ({ times, cpu }: Heard): Felt => ({
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  cpu,
});
