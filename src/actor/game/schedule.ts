import { grace } from "../../shared/game/clock.ts";
import { restartShuffle } from "../../shared/game/commit-reveal.ts";
import type { DecideContext } from "../../shared/game/dealing.ts";
import { awayInEnd, awayInReady, countAway, freeAbandoned } from "../../shared/game/seating.ts";
import type { Game } from "../../shared/game/state.ts";
import { kindOf, log } from "../../shared/log.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Replicator } from "../replica/replicator.ts";
import { type InboundFrames, UNHEARD_MS } from "../sockets/inbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { moveDue, nextMoveAt, type Pacing } from "./bots.ts";
import type { Ending } from "./ending.ts";
import type { LiveGame } from "./live-game.ts";
import type { Presence } from "./presence.ts";
import type { Randomness } from "./randomness.ts";
import type { Recovery } from "./recovery.ts";
import type { Reveals } from "./reveals.ts";

/** The maximum number of bot moves in one alarm. */
const MOVES_PER_ALARM = 64;

/** The time when a record expires in Redis, epoch ms. The game expires with it unless a player is connected [D9]. */
export const expiryOf = ({ touchedAt }: GameRecord, stateTtlMs: number): number => touchedAt + stateTtlMs;

/** The time when an idle record with a connected player is written again, epoch ms. It is well before the expiry. */
export const renewalOf = ({ touchedAt }: GameRecord, stateTtlMs: number): number =>
  touchedAt + stateTtlMs / 2;

/** The time of the next consequence of an absence, epoch ms: a seat is freed, or counts as ready [S15, S9]. */
export const absenceDueAt = (game: Game): number =>
  Math.min(
    NEVER,
    ...awayInReady(game).map(({ freedFrom }) => freedFrom),
    ...awayInEnd(game).map(({ countsFrom }) => countsFrom),
  );

export interface SchedulePorts {
  readonly platform: Pick<Platform, "now">;
  readonly settings: Pick<Settings, "heartbeatMs" | "stateTtlSeconds" | "botPauseMs">;
  readonly alarm: Alarm;
  readonly sessions: Sessions;
  readonly inbound: InboundFrames;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly presence: Presence;
  readonly ending: Ending;
  readonly recovery: Recovery;
  readonly reveals: Pick<Reveals, "duty">;
  readonly randomness: Randomness;
}

/** The duties of a game and the alarm that runs them. */
export interface Schedule {
  /** Runs when the alarm fires. Never throws, because the platform drops an alarm that fails repeatedly. */
  readonly alarm: () => Promise<void>;
}

/** Sets the duties of the alarm. */
export const openSchedule = (ports: SchedulePorts): Schedule => {
  const { platform, settings, alarm, sessions, inbound, galleries } = ports;
  const { replicator, liveGame, presence, ending, recovery, reveals, randomness } = ports;
  const stateTtlMs = settings.stateTtlSeconds * 1000;
  const pacing = (): Pacing => {
    const observers = galleries.observers();
    return { pauseMs: settings.botPauseMs, watched: sessions.hasPlayers() || observers > 0, observers };
  };
  /** A duty that runs only while there is a record. */
  const ofRecord = (
    name: string,
    dueAt: (record: GameRecord) => number,
    run: (record: GameRecord, now: number) => void,
  ): Duty => ({
    name,
    dueAt: () => {
      const record = liveGame.record();
      return record ? dueAt(record) : NEVER;
    },
    run: (now) => {
      const record = liveGame.record();
      if (record) run(record, now);
    },
  });
  const contextAt = (now: number): DecideContext => ({ ...randomness.context(), now });

  alarm.serve([
    ...presence.duties,
    ofRecord(
      "absent players",
      ({ game }) => absenceDueAt(game),
      ({ game }, now) => {
        const events = [...countAway(game, contextAt(now)), ...freeAbandoned(game, now)];
        if (events.length > 0) liveGame.commit({ at: now, by: null, events });
      },
    ),
    reveals.duty,
    ending.duty,
    recovery.duty,
    ofRecord(
      "expiry or renewal",
      (record) => (sessions.hasPlayers() ? renewalOf : expiryOf)(record, stateTtlMs),
      (record, now) => {
        if (!sessions.hasPlayers()) {
          if (now >= expiryOf(record, stateTtlMs)) ending.end("expired");
        } else if (now >= renewalOf(record, stateTtlMs)) liveGame.commit({ at: now, by: null, events: [] });
      },
    ),
    ofRecord("copy in Redis", replicator.dueAt, replicator.tick),
    ofRecord(
      "moves of bots and of the clock",
      ({ game }) => nextMoveAt(game, pacing()),
      (_, now) => {
        const context = contextAt(now);
        for (let moves = 0; moves < MOVES_PER_ALARM; moves += 1) {
          const game = liveGame.record()?.game;
          const events = game ? moveDue(game, pacing(), context, randomness.number()) : null;
          if (!events) return;
          liveGame.commit({ at: now, by: null, events });
        }
      },
    ),
  ]);

  /** Makes silence and the current turn count from now on, because no message could arrive before [C6, C7]. */
  const forgive = (now: number, lateMs: number) => {
    const { game } = liveGame.record() ?? {};
    log("warn", "alarm_late", { game_id: game?.id ?? null, late_ms: lateMs });
    inbound.pardon(now);
    const events = game ? [...grace(game, now), ...restartShuffle(game, now)] : [];
    if (events.length > 0) liveGame.commit({ at: now, by: null, events });
  };

  return {
    alarm: async () => {
      const lateMs = alarm.fired();
      try {
        const now = platform.now();
        // The system clock was set forward, or the actor could not run.
        if (lateMs > UNHEARD_MS) forgive(now, lateMs);
        await alarm.run(now);
      } catch (error) {
        const game_id = liveGame.record()?.game.id ?? null;
        log("error", "alarm_failed", { game_id, kind: kindOf(error) });
        // The failed duty is still due. An immediate retry would fail again.
        return alarm.rearm(platform.now() + settings.heartbeatMs);
      }
      alarm.rearm();
    },
  };
};
