import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceFrom } from "../../src/bot/rng.ts";
import { freePort } from "../local/port.ts";
import { findOnPath, startRedisServer } from "../upstash/redis-server.ts";
import { audited, forgotten, reached } from "./audit.ts";
import { copyIn, type Level } from "./copy.ts";
import { type KillFigures, NO_FIGURES } from "./figures.ts";
import { type Five, seatFive, until } from "./five.ts";
import { type LocalRun, startLocalRun } from "./local-run.ts";

/** The number of times for each kind of fault. */
export interface KillCounts {
  readonly kills: number;
  readonly wholeKills: number;
  /** Needs a redis-server on the PATH, because a Redis in memory ends with the server. */
  readonly storageRemovals: number;
}

export interface KillOptions {
  /** Determines the players' choices and the times of the faults. The cards and the machine are not deterministic. */
  readonly seed: number;
  readonly counts: KillCounts;
  /** Receives one line for each fault. */
  readonly log: (line: string) => void;
}

type Writable = { -readonly [Figure in keyof KillFigures]: KillFigures[Figure] };

/** The number of latest actions of each seat that are sent again after a fault. At the end of the deal all are sent. */
const SAMPLE = 4;

/**
 * Kills processes of `npm start` during a game of five clients: the process of the actors, all processes, and the
 * actors' storage. Ends with the end of a deal and a check of every action with the answer "ok".
 */
export const killTheServer = async ({ seed, counts, log }: KillOptions): Promise<KillFigures> => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "briscola-kills-")));
  const port = await freePort();
  const start = () => startLocalRun({ port, stateDir: folder });
  const random = sourceFrom(seed);
  const figures: Writable = { ...NO_FIGURES };
  let run: LocalRun = await start();
  let five: Five | null = null;
  try {
    five = await seatFive(run.url, seed);
    for (let done = 0; done < counts.kills; done += 1) {
      await five.play(5 + Math.floor(random() * 20));
      const entries = five.entries();
      const since = performance.now();
      await run.killActors();
      figures.kills += 1;
      await recover(five, entries, since, figures);
      log(`kill ${figures.kills}: ${said(figures)}`);
    }
    for (let done = 0; done < counts.wholeKills; done += 1) {
      await five.play(5 + Math.floor(random() * 20));
      const entries = five.entries();
      await run.killAll();
      run = await start();
      figures.wholeKills += 1;
      await recover(five, entries, run.readyAt, figures);
      log(`whole kill ${figures.wholeKills}: ${said(figures)}`);
    }
    for (let done = 0; done < counts.storageRemovals; done += 1) {
      await five.play(5 + Math.floor(random() * 20));
      const entries = five.entries();
      await run.stop();
      const copy = await copyOnDisk(join(folder, "redis"), five.gameId);
      if (!copy) throw new Error("Redis has no copy of the game");
      run.removeStorage();
      const safe = reached(five.acknowledged, copy);
      figures.onTheirWay += five.acknowledged.length - safe.length;
      five.keepOnly(safe);
      run = await start();
      figures.storageRemovals += 1;
      const { epoch, recoveryMs } = await recover(five, entries, run.readyAt, figures);
      figures.slowestResumeMs = Math.max(figures.slowestResumeMs, recoveryMs);
      if (epoch !== copy.epoch + 1) figures.problems = [...figures.problems, `resumed with epoch ${epoch}`];
      log(`storage removal ${figures.storageRemovals}: ${said(figures)}`);
    }
    await five.endDeal();
    return await audited(five, figures);
  } finally {
    five?.close();
    await run.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Waits for the game's first snapshot and for the clients, and sends some of the acknowledged actions again. */
const recover = async (
  five: Five,
  entries: readonly number[],
  since: number,
  figures: Writable,
): Promise<Level & { readonly recoveryMs: number }> => {
  const { api, gameId, tokens } = five;
  let level: Level = { epoch: 0, revision: 0, ts: 0 };
  await until("the game's snapshot", async () => {
    const snapshot = await api.snapshot(gameId, tokens[0] ?? "");
    if (snapshot.ok) level = { epoch: snapshot.value.epoch, revision: snapshot.value.revision, ts: 0 };
    return snapshot.ok;
  });
  const recoveryMs = performance.now() - since;
  figures.slowestRecoveryMs = Math.max(figures.slowestRecoveryMs, recoveryMs);
  await five.back(entries);
  figures.slowestReturnMs = Math.max(figures.slowestReturnMs, performance.now() - since);
  figures.lost += (await forgotten(five, SAMPLE)).length;
  return { ...level, recoveryMs };
};

/** The copy of the game that a stopped redis-server has stored. */
const copyOnDisk = async (dir: string, gameId: string): Promise<Level | null> => {
  const { redis, child } = await startRedisServer(findOnPath("redis-server") ?? "redis-server", dir);
  const copy = await copyIn(redis, gameId);
  redis.disconnect();
  await child.end();
  return copy;
};

const said = ({ slowestRecoveryMs, slowestReturnMs, lost }: KillFigures): string =>
  `slowest recovery ${Math.round(slowestRecoveryMs)} ms, slowest return ${Math.round(slowestReturnMs)} ms, lost ${lost}`;
