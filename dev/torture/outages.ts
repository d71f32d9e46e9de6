import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../local/port.ts";
import { median } from "../programs/quantile.ts";
import { findOnPath } from "../upstash/redis-server.ts";
import { audited } from "./audit.ts";
import { copyIn, isWithin } from "./copy.ts";
import { type KillFigures, NO_FIGURES } from "./figures.ts";
import { type Five, seatFive, until } from "./five.ts";
import { type LocalRun, startLocalRun } from "./local-run.ts";
import { ask, type OwnRedis, ownRedis } from "./own-redis.ts";
import type { Acknowledged } from "./player.ts";

export interface OutageOptions {
  readonly seed: number;
  readonly counts: {
    readonly redisKills: number;
    /** The duration of each outage of Redis, and the time before it, in ms. */
    readonly outageMs: number;
    readonly calmMs: number;
  };
  /** Receives one line for each outage. */
  readonly log: (line: string) => void;
}

/**
 * Kills the redis-server of `npm start` while five clients play, and starts it again. The copy is checked while the
 * players make no moves, so that no action triggers its next write. Needs a redis-server on the PATH.
 */
export const killRedis = async ({ seed, counts, log }: OutageOptions): Promise<KillFigures> => {
  const program = findOnPath("redis-server");
  if (program === undefined) throw new Error("there is no redis-server on the PATH");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "briscola-outage-")));
  const redis = await ownRedis(program, join(folder, "redis"));
  let run: LocalRun | null = null;
  let five: Five | null = null;
  let figures: KillFigures = NO_FIGURES;
  try {
    await redis.start();
    run = await startLocalRun({ port: await freePort(), stateDir: folder, redisUrl: redis.url });
    five = await seatFive(run.url, seed);
    for (let done = 0; done < counts.redisKills; done += 1) {
      figures = await outage(five, redis, counts, figures);
      log(
        `redis kill ${figures.redisKills}: slowest action ${Math.round(figures.slowestActionDuringOutageMs)} ms ` +
          `(${Math.round(figures.slowestActionBeforeMs)} ms before), level after ${Math.round(figures.copyLevelAfterMs)} ms`,
      );
    }
    await five.endDeal();
    return await audited(five, figures);
  } finally {
    five?.close();
    await run?.stop();
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
};

const outage = async (
  five: Five,
  redis: OwnRedis,
  { calmMs, outageMs }: OutageOptions["counts"],
  figures: KillFigures,
): Promise<KillFigures> => {
  const start = five.acknowledged.length;
  await five.playFor(calmMs);
  await five.play(1);
  const blow = five.acknowledged.length;
  await redis.kill();
  await five.playFor(outageMs);
  await five.rest();
  const [before, during] = [five.acknowledged.slice(start, blow), five.acknowledged.slice(blow)];
  await redis.start();
  const back = performance.now();
  await until("a level copy", () => isLevel(five, redis));
  const levelAfter = performance.now() - back;
  const took = (actions: readonly Acknowledged[]) => actions.map(({ tookMs }) => tookMs);
  const medianOf = (actions: readonly Acknowledged[]) => (actions.length > 0 ? median(took(actions)) : 0);
  return {
    ...figures,
    redisKills: figures.redisKills + 1,
    slowestActionBeforeMs: Math.max(figures.slowestActionBeforeMs, ...took(before)),
    slowestActionDuringOutageMs: Math.max(figures.slowestActionDuringOutageMs, ...took(during)),
    medianActionBeforeMs: Math.max(figures.medianActionBeforeMs, medianOf(before)),
    medianActionDuringOutageMs: Math.max(figures.medianActionDuringOutageMs, medianOf(during)),
    copyLevelAfterMs: Math.max(figures.copyLevelAfterMs, levelAfter),
    problems: during.length > 0 ? figures.problems : [...figures.problems, "nothing was played in an outage"],
  };
};

/** Whether Redis contains the state of the latest answer in a game without further moves. */
const isLevel = async ({ gameId, acknowledged }: Five, { url }: OwnRedis): Promise<boolean> => {
  const { epoch = 0, revision = 0, ts } = acknowledged.at(-1)?.answer ?? { ts: 0 };
  const copy = await ask(url, (redis) => copyIn(redis, gameId), null);
  return copy !== null && isWithin({ epoch, revision, ts }, copy);
};
