import { lastFinished } from "../../shared/game/finished.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Alarm, NEVER } from "../core/alarm.ts";
import type { EventLog } from "../core/event-log.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Memo } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { openDealsOutbox } from "./deals-outbox.ts";
import { openFreshness } from "./freshness.ts";
import { fitting, openOutbox } from "./outbox.ts";
import { openReplica, type Publication, type Replica } from "./redis-replica.ts";
import type { Found, Place } from "./stored-copy.ts";
import { openTallyKeeper } from "./tally-keeper.ts";

/** The delay before an unconfirmed deletion is retried, in ms [D9]. */
const REMOVAL_RETRY_MS = 5_000;

/** Keeps the copy of a game in Redis up to date: writes, heartbeats, the claim of a restore, deletion. */
export interface Replicator {
  /** Sends the newest record and the public messages of its change [D1, D4, D8]. */
  readonly offer: (record: GameRecord, publication: Publication | null) => void;
  /** The time when `tick` is next due, epoch ms; Infinity for never. */
  readonly dueAt: () => number;
  /** Sends a heartbeat if it is due and a player is connected, or retries a write if the copy is behind [D3, D8]. */
  readonly tick: (record: GameRecord, now: number) => void;
  /** Sends a heartbeat at once [D5]. */
  readonly beat: (record: GameRecord, now: number) => void;
  /** Removes the game from the list of live games [D5]. */
  readonly rest: (gameId: string) => void;
  /** Reads the copy of the game; null when Redis cannot be reached. */
  readonly read: (gameId: string) => Promise<Found | null>;
  /** Reads finished deals from Redis [D13]; null when it cannot be reached. */
  readonly readDeals: (gameId: string, numbers: readonly number[]) => Promise<readonly FinishedDeal[] | null>;
  /**
   * Writes a record that is being restored, so that its epoch is never used again. `copy` is what was read. Returns
   * whether the record was written [P4, R12].
   */
  readonly claim: (record: GameRecord, copy: Found) => Promise<boolean>;
  /**
   * Whether Redis has confirmed the record with this `touchedAt`, or a later one. Resolves with the next write [T9].
   */
  readonly confirmed: (touchedAt: number) => Promise<boolean>;
  /**
   * Deletes the copy and publishes `farewell`. No write after `last` follows. Returns whether Redis has confirmed it
   * [D9].
   */
  readonly remove: (gameId: string, last: Place, farewell: readonly Publication[]) => Promise<boolean>;
  /** The time when a failed `remove` is due again, epoch ms. */
  readonly removeAt: () => number;
  /** Continues from `memo` after a hibernation. */
  readonly wake: (memo: Memo) => void;
  /**
   * Records that this actor found the game in storage or in Redis and did not create it. A confirmation from Redis is
   * outstanding.
   */
  readonly resume: () => void;
  /** The time since Redis last confirmed a renewal, in ms; null when there was none since the actor started. */
  readonly age: (now: number) => number | null;
  /** Whether it is unknown if the copy is up to date [P11]. */
  readonly isRecovering: (now: number) => boolean;
}

export interface ReplicatorPorts {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly alarm: Alarm;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly galleries: FanOut;
}

export const openReplicator = (ports: ReplicatorPorts): Replicator => {
  const { platform, settings, alarm, store, sessions, galleries } = ports;
  const { heartbeatMs, actionLogLength } = settings;
  const tallies = openTallyKeeper(platform, sessions, galleries);
  const freshness = openFreshness({ platform, alarm, sessions, tallies, heartbeatMs });
  let replica: Replica | null = null;
  const replicaOf = (gameId: string) => {
    replica ??= openReplica(platform, gameId, settings);
    return replica;
  };
  const deals = openDealsOutbox(store.deals);
  const outbox = openOutbox({ platform, replicaOf, freshness, deals });
  const actions = actionLogLength > 0 ? () => store.lastActions(actionLogLength) : null;
  let removeAt = 0;
  let farewell: readonly Publication[] = [];

  const dueAt = () => (sessions.hasPlayers() || outbox.isBehind() ? freshness.dueAt() : NEVER);

  const beat: Replicator["beat"] = ({ game: { id, revision }, touchedAt }, now) => {
    freshness.renewedAt(now);
    replicaOf(id)
      .beat(revision, platform.wallNow(), tallies.due(id, now))
      .then(
        () => freshness.confirmed(id, outbox.isBehind() ? null : touchedAt),
        (error: unknown) => freshness.failed("beat", id, error),
      );
  };

  return {
    offer: (record, publication) => {
      freshness.renewedAt(platform.now());
      const beside = { observers: galleries.observers(), galleries: galleries.entries(), actions };
      outbox.offer({ record, ...beside }, publication);
    },
    dueAt,
    tick: (record, now) => {
      if (now < dueAt()) return;
      if (!outbox.isBehind()) return beat(record, now);
      freshness.renewedAt(now);
      outbox.retry();
    },
    beat,
    rest: (gameId) => {
      replicaOf(gameId)
        .rest(tallies.take(gameId, platform.now()))
        .catch((error: unknown) => freshness.failed("rest", gameId, error));
    },
    read: async (gameId) => {
      try {
        return await replicaOf(gameId).read();
      } catch (error) {
        freshness.failed("restore", gameId, error);
        return null;
      }
    },
    readDeals: async (gameId, numbers) => {
      try {
        return await replicaOf(gameId).readDeals(numbers);
      } catch (error) {
        freshness.failed("replay", gameId, error);
        return null;
      }
    },
    claim: async (record, { stamp: over, dealsUpTo: copied }) => {
      const { id, epoch, revision } = record.game;
      const beside = { observers: galleries.observers(), galleries: galleries.entries(), actions: null };
      const told = { epoch, revision };
      // Of a deal that the record has not finished, Redis has another course.
      deals.confirmed(Math.min(copied, lastFinished(record.game)));
      // A record from damaged rows may have finished deals that Redis lacks.
      const finished = deals.next(record.game);
      try {
        const writing = { record, ...beside, publications: [], told, over, finished };
        if ((await replicaOf(id).write(writing)) !== "written") return false;
        deals.confirmed(finished.upTo);
        return true;
      } catch (error) {
        freshness.failed("restore", id, error);
        return false;
      }
    },
    confirmed: outbox.confirmed,
    remove: async (gameId, last, events) => {
      removeAt = platform.now() + REMOVAL_RETRY_MS;
      const left = [...(await outbox.stop()), ...farewell, ...events];
      // The newest messages take precedence, because they say that the game has ended.
      farewell = fitting(left.toReversed()).toReversed();
      try {
        await replicaOf(gameId).remove(last, farewell);
      } catch (error) {
        freshness.failed("remove", gameId, error);
        return false;
      }
      const tally = tallies.take(gameId, platform.now());
      if (tally)
        replicaOf(gameId)
          .keep(tally)
          .catch((error: unknown) => freshness.failed("tally", gameId, error));
      return true;
    },
    removeAt: () => removeAt,
    wake: (memo) => {
      freshness.wake(memo);
      tallies.wake(memo.keptAt);
    },
    resume: freshness.resume,
    age: freshness.age,
    isRecovering: (now) => freshness.isRecovering(sessions.hasPlayers(), now),
  };
};
