import { deadlineOf, grace } from "../../shared/game/clock.ts";
import type { DecideContext } from "../../shared/game/dealing.ts";
import type { Event } from "../../shared/game/events.ts";
import { type Step, stepsFrom } from "../../shared/game/evolve.ts";
import { connect, disconnect } from "../../shared/game/seating.ts";
import { SEATS } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { log } from "../../shared/log.ts";
import { once } from "../../shared/once.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Alarm, openAlarm } from "../core/alarm.ts";
import { BEYOND, type EventLog, type Tombstone } from "../core/event-log.ts";
import { advance, advanceBy, type Entry, type GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { GalleryEntry } from "../gallery/registry.ts";
import type { Found, Place, Publication, Replica } from "../replica/redis-replica.ts";
import { openReplicator } from "../replica/replicator.ts";
import { broadcastOf } from "../sockets/broadcast.ts";
import { closeQuietly, sendAll } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { moveDue, nextMoveAt, type Pacing } from "./bots.ts";
import { expiryOf, nextDue, renewalOf } from "./schedule.ts";

/** A turn that ran out longer ago than this, in ms, did so while nobody could be heard [C6]. */
const LATE_MS = 2_000;
/** How many moves of bots one alarm makes at most. */
const MOVES_PER_ALARM = 64;

/** More than the versions that a seat, or the host, can come to within one epoch [T11]. */
const VERSIONS_AN_EPOCH = 2 ** 24;
/** A copy in Redis older than this, in ms, may lack moves: while anybody plays it is renewed more often [R7]. */
const STALE_COPY_MS = 20_000;

/** The table as memory has it: a cache of the store. */
type Held =
  | { readonly kind: "absent" }
  | { readonly kind: "table"; readonly table: GameRecord }
  | { readonly kind: "ended"; readonly tombstone: Tombstone; readonly confirmed: boolean }
  /** Rows that cannot be read: the game goes on from the table before them or from the copy, whichever is later [R8]. */
  | { readonly kind: "damaged"; readonly table: GameRecord | null; readonly since: number }
  /** Stored by later code: nothing is served, and nothing overwritten [R9]. */
  | { readonly kind: "newer" };

/** The record of a game, its storage, and who is told of changes: storage first, then sockets, then Redis [R1]. */
export interface LiveGame {
  /** The table if memory has it. */
  readonly table: () => GameRecord | null;
  /** Whether nothing is known of this game, neither a table nor its end. */
  readonly isAbsent: () => boolean;
  /**
   * Does `act` with the table, restored from Redis if the storage is empty [R3, R4]. It is done in one go with reading
   * the table: whoever else waited for the same restore may have moved it on by the time a promise resolves.
   */
  readonly ready: <T>(
    gameId: string,
    act: (table: GameRecord) => Result<T, Rejection>,
  ) => Promise<Result<T, Rejection>>;
  /** Stores `entry`, then speaks: `answer` first, then the events to every socket, then the state to Redis. */
  readonly commit: (entry: Entry, answer?: (after: GameRecord) => void) => GameRecord;
  /** Ends the game for good: everyone is told, sockets are closed, both sides are cleared [H7, D9]. */
  readonly end: (reason: string) => void;
  /** Ends a game of which nothing can be read [R8]. */
  readonly discard: (gameId: string) => void;
  /** Whether Redis has confirmed the table as it is now; it is asked with the next write [T9]. */
  readonly confirmed: () => Promise<boolean>;
  /** A first player has come: beats at once. */
  readonly wakeUp: () => void;
  /** The last player has gone: no beats until one returns [D5]. */
  readonly rest: (gameId: string) => void;
  /** Does what is due for seats whose players do not do it: bots' moves, and those that the clock asks for [B7, C2]. */
  readonly moveBots: (context: DecideContext, seed: () => number) => void;
  /** What the passing of time asks of Redis and of the game's life. */
  readonly tick: (now: number) => void;
  /** Sets the alarm to the next thing that is due, but not before `earliest` (epoch ms), if that is sooner than it is set to. */
  readonly rearm: (earliest?: number) => void;
  /** Notes that the alarm has fired. Returns how late it was, in ms. */
  readonly alarmFired: Alarm["alarmFired"];
  /** Gives the seat on turn a little time, after nobody could be heard [C6]. */
  readonly giveTime: () => void;
  /** Ms since Redis confirmed a renewal; null when it has not since the actor woke. */
  readonly beatAge: (now: number) => number | null;
  /** Whether the copy in Redis is not known to be fresh [P11]. */
  readonly recovering: (now: number) => boolean;
  /** How many watch, here and from galleries. */
  readonly observers: () => number;
}

export interface LiveGamePorts {
  readonly platform: Platform;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly galleries: FanOut;
  readonly settings: Settings;
  readonly replicaOf: (gameId: string) => Replica;
}

/** Opens the game on what is stored. Players whose sockets did not survive have left [R2, R6]. */
export const openLiveGame = (ports: LiveGamePorts): LiveGame => {
  const { platform, store, sessions, galleries, settings, replicaOf } = ports;
  const { storage, now: timeNow } = platform;
  const { heartbeatMs, actionLogLength } = settings;
  const stateTtlMs = settings.stateTtlSeconds * 1000;
  const { lastActions } = store;
  const { players, leave } = sessions;
  const observers = () => sessions.observers() + galleries.watchers();
  let held: Held = { kind: "absent" };
  let restoring: Promise<Rejection | null> | null = null;
  const stored = store.load();
  if (stored.kind === "table") platform.goOnFrom(stored.table.touchedAt);
  const alarm = openAlarm(platform);

  const tableNow = () => (held.kind === "table" ? held.table : null);
  const failed = () => rearm();
  const { entries: galleriesNow } = galleries;
  const replicator = openReplicator({
    platform,
    replicaOf,
    heartbeatMs,
    actionLogLength,
    lastActions,
    observers,
    galleries: galleriesNow,
    players,
    leave,
    failed,
  });

  const pacing = (): Pacing => ({
    pauseMs: settings.botPauseMs,
    watched: sessions.hasPlayers() || observers() > 0,
    observers: observers(),
  });

  const nextAlarm = (): number | null => {
    const present = sessions.hasPlayers();
    if (held.kind === "ended") return held.confirmed ? null : replicator.removeAt();
    if (held.kind === "damaged") return present ? timeNow() + heartbeatMs : held.since + stateTtlMs;
    if (held.kind !== "table") return null;
    return nextDue({
      table: held.table,
      present,
      deadlines: sessions.deadlines(),
      beatDueAt: replicator.dueAt(present),
      stateTtlMs,
      nextMoveAt: nextMoveAt(held.table.game, pacing()),
    });
  };
  const rearm = (earliest = 0) => {
    const due = nextAlarm();
    if (due === null) return;
    alarm.ringBy(Math.max(due, earliest));
  };

  /** Tells every socket what happened to `before`; returns what was public, for Redis and for galleries. */
  const speak = ({ revision }: Game, steps: readonly Step[], now: number) => {
    const { framesFor, announced } = broadcastOf(revision, steps, { now, observers: observers() });
    for (const [seat, socket] of sessions.seated()) sendAll(socket, framesFor(seat));
    for (const socket of sessions.watching()) sendAll(socket, framesFor("observer"));
    return { announced, frames: () => framesFor("observer") };
  };

  const logDeal = ({ id, dealNumber, seats }: Game) => {
    const connected = SEATS.filter((seat) => seats[seat].occupant?.connected).length;
    log("info", "deal_ended", { game_id: id, deal_number: dealNumber, connected, observers: observers() });
  };

  const commitOn = (
    before: GameRecord | null,
    entry: Entry,
    answer?: (after: GameRecord) => void,
  ): GameRecord => {
    const steps = stepsFrom(before?.game ?? null, entry.events, entry.at);
    const after = advanceBy(before, entry, steps);
    store.append(entry, after);
    held = { kind: "table", table: after };
    answer?.(after);
    const said = before ? speak(before.game, steps, entry.at) : null;
    const messages = said?.announced ?? [];
    // Behind the players' frames, and in the same turn as the row: what is held back until that is durable includes it.
    if (before && said && galleries.areOpen() && concernsWatchers(entry))
      galleries.tell({ before, after, frames: said.frames() });
    if (entry.by) platform.counters.add("actions");
    if (entry.events.some(({ type }) => type === "deal-ended")) logDeal(after.game);
    replicator.offer(after, messages.length > 0 ? publicationOf(after.game, messages) : null);
    rearm();
    return after;
  };
  const commit: LiveGame["commit"] = (entry, answer) => commitOn(tableNow(), entry, answer);

  /**
   * Holds the table against the sockets there are. A crash closes sockets without a word [R6], and a copy may be older
   * than the coming of a socket that has survived. A crash closes all of them, and then the seat on turn is given a
   * little time; a player who closes one while the actor sleeps gains none [C6].
   */
  const reconcilePresence = () => {
    const { game } = tableNow() ?? {};
    if (!game) return;
    const now = timeNow();
    // After a restore a socket may have come in by a token that this table knows nothing of.
    for (const [seat, socket] of [...sessions.seated()]) {
      const { identity } = sessions.get(socket) ?? {};
      if (identity?.kind === "player" && identity.seatVersion === game.seats[seat].version) continue;
      sessions.update(socket, { identity: { kind: "gone" } });
      closeQuietly(socket, CLOSE.badToken, "the token has been revoked");
    }
    const mended = SEATS.flatMap((seat) => {
      if (!sessions.ofSeat(seat)) return disconnect(game, seat, now);
      return game.seats[seat].occupant?.connected === false ? connect(game, seat) : [];
    });
    const fell = mended.length > 0 && sessions.open().length === 0;
    const isLate = (deadlineOf(game) ?? now) < now - LATE_MS;
    const events = [...mended, ...(fell || isLate ? grace(game, now) : [])];
    if (events.length === 0) return;
    if (mended.length > 0) log("info", "presence_mended", { game_id: game.id, seats: mended.length });
    commit({ at: now, by: null, events });
  };

  /** Whether the game has to be taken from somewhere else than from a readable storage. */
  const isLost = () => held.kind === "absent" || held.kind === "damaged";

  /** From where the game goes on: the later of what is readable here and the copy, or why it cannot [R3, R8, R9]. */
  const origin = (copy: Found | null): Result<Origin, Rejection> => {
    const here = held.kind === "damaged" ? held.table : null;
    const unreadable = err({ kind: "unreadable" } as const);
    // What was stored after that is lost.
    const fromHere = here ? ok({ table: here, galleries: null, isStale: true }) : null;
    switch (copy?.kind) {
      case undefined:
        return err({ kind: "unavailable" });
      case "newer":
        return err({ kind: "newer" });
      case "gone":
        return err({ kind: "no-such-game" });
      case "unreadable":
        return fromHere ?? unreadable;
      case "none":
        if (held.kind === "absent") return err({ kind: "no-such-game" });
        return fromHere ?? unreadable;
      case "copy": {
        const { galleries = [], ...table } = copy.table;
        if (fromHere && here && isLater(here, table)) return fromHere;
        const isStale = here !== null || platform.wallNow() - copy.freshAt > STALE_COPY_MS;
        return ok({ table, galleries, isStale });
      }
    }
  };

  const restore = async (gameId: string): Promise<Rejection | null> => {
    const copy = await replicator.read(gameId);
    const found = origin(copy);
    if (!isLost()) return null;
    if (copy?.kind === "gone") {
      // A game that has been deleted needs no rows, and its id is not for another game while its tombstone stands.
      const isDamaged = held.kind === "damaged";
      held = { kind: "ended", tombstone: { gameId, epoch: BEYOND, revision: BEYOND }, confirmed: true };
      if (isDamaged) await storage.deleteAll();
    }
    if (!found.ok) return found.error;
    const { table, isStale } = found.value;
    platform.goOnFrom(table.touchedAt);
    if (found.value.galleries) galleries.adopt(found.value.galleries);
    // The new epoch is in Redis before anybody hears of it: a second loss must not use it again.
    const loss = isStale ? { loss: { secretTold: "hands" in table.game.phase } } : {};
    const versionsFrom = (table.game.epoch + 1) * VERSIONS_AN_EPOCH;
    const restored: Event = { type: "game-restored", ...loss, versionsFrom };
    const claimed = advance(table, { at: timeNow(), by: null, events: [restored] });
    // A claim that arrives late finds something else there, and is dropped [R12].
    if (!copy || !(await replicator.claim(claimed, copy.stamp))) return { kind: "unavailable" };
    if (!isLost()) return null;
    replicator.resume();
    const now = timeNow();
    if (held.kind === "damaged") store.putAside();
    const { game } = commitOn(table, { at: now, by: null, events: [restored, ...grace(table.game, now)] });
    platform.counters.add("recoveries");
    log("warn", "game_restored", { game_id: gameId, epoch: game.epoch, revision: game.revision });
    reconcilePresence();
    return null;
  };

  const ready: LiveGame["ready"] = async (gameId, act) => {
    if (held.kind === "newer") return err({ kind: "newer" });
    let rejection: Rejection | null = null;
    if (isLost()) {
      restoring ??= restore(gameId).finally(() => {
        restoring = null;
      });
      rejection = await restoring;
    }
    const table = tableNow();
    return table ? act(table) : err(rejection ?? { kind: "no-such-game" });
  };

  /** Clears Redis, and then, once it has confirmed, the storage [D9]. */
  const remove = async (tombstone: Tombstone, events: readonly Publication[]) => {
    if (!(await replicator.remove(tombstone.gameId, tombstone, events))) return rearm();
    held = { kind: "ended", tombstone, confirmed: true };
    await storage.deleteAlarm();
    await storage.deleteAll();
  };

  const end = (reason: string) => {
    const table = tableNow();
    if (!table) return;
    const { id, epoch, revision } = table.game;
    const now = timeNow();
    const steps = stepsFrom(table.game, [{ type: "game-ended", reason }], now);
    // The event that ends it is the last there is.
    const tombstone = { gameId: id, epoch, revision: revision + 1 };
    store.writeTombstone(tombstone);
    held = { kind: "ended", tombstone, confirmed: false };
    const { announced: messages, frames } = speak(table.game, steps, now);
    if (galleries.areOpen()) galleries.end(frames());
    for (const { socket } of sessions.open()) {
      sessions.update(socket, { identity: { kind: "gone" } });
      closeQuietly(socket, CLOSE.ended, "the game has ended");
    }
    log("info", "game_ended", { game_id: id, reason });
    void remove(tombstone, [publicationOf(tombstone, messages)]);
    // Only now is it known when the deletion has to be tried again.
    rearm();
  };

  const discard = (gameId: string) => {
    if (held.kind !== "damaged" && held.kind !== "absent") return;
    const tombstone = { gameId, epoch: BEYOND, revision: BEYOND };
    store.writeTombstone(tombstone);
    held = { kind: "ended", tombstone, confirmed: false };
    log("info", "game_ended", { game_id: gameId, reason: "unreadable" });
    void remove(tombstone, []);
    rearm();
  };

  /** Goes on with a damaged game while its players are there, or lets it expire like any other. */
  const mend = async (table: GameRecord | null, since: number, now: number) => {
    if (table && sessions.hasPlayers()) await ready(table.game.id, ok);
    if (held.kind !== "damaged" || sessions.hasPlayers() || now < since + stateTtlMs) return rearm();
    held = { kind: "absent" };
    await storage.deleteAll();
  };

  const tick = (now: number) => {
    if (held.kind === "ended" && !held.confirmed && now >= replicator.removeAt())
      return void remove(held.tombstone, []);
    if (held.kind === "damaged") return void mend(held.table, held.since, now);
    const table = tableNow();
    if (!table) return;
    const life = { table, stateTtlMs };
    const present = sessions.hasPlayers();
    if (!present && now >= expiryOf(life)) return end("expired");
    if (present && now >= renewalOf(life)) return void commit({ at: now, by: null, events: [] });
    replicator.tick(table, present, now);
  };

  if (stored.kind === "tombstone") {
    held = { kind: "ended", tombstone: stored.tombstone, confirmed: false };
    void remove(stored.tombstone, []);
  }
  if (stored.kind === "newer") {
    held = stored;
    log("error", "rows_newer", {});
  }
  if (stored.kind === "damaged") {
    held = { ...stored, since: store.damagedSince(timeNow()) };
    const { id = null, epoch = null, revision = null } = stored.table?.game ?? {};
    log("error", "rows_damaged", { game_id: id, row: stored.seq, epoch, revision });
    rearm();
  }
  if (stored.kind === "table") {
    held = stored;
    const memo = sessions.memo();
    if (memo) platform.counters.resume(memo.tally);
    if (memo?.copiedAt === stored.table.touchedAt) replicator.wake(memo);
    else {
      replicator.resume();
      // What had not reached Redis when the actor went to sleep or fell is not known any more: offer the newest again.
      replicator.offer(stored.table, null);
    }
    reconcilePresence();
    // An alarm that kept failing has been dropped: whoever waits for a bot, or for the clock, would do so for ever.
    rearm();
  }

  return {
    table: tableNow,
    isAbsent: () => held.kind === "absent" && restoring === null,
    ready,
    commit,
    end,
    discard,
    confirmed: async () => {
      const table = tableNow();
      return table !== null && replicator.confirmed(table.touchedAt);
    },
    wakeUp: () => {
      const table = tableNow();
      if (table) replicator.beat(table, timeNow());
    },
    rest: replicator.rest,
    moveBots: (context, seed) => {
      for (let moves = 0; moves < MOVES_PER_ALARM; moves += 1) {
        const { game } = tableNow() ?? {};
        const events = game ? moveDue(game, pacing(), context, seed()) : null;
        if (!events) return;
        commit({ at: context.now, by: null, events });
      }
    },
    tick,
    giveTime: () => {
      const table = tableNow();
      const now = timeNow();
      const events = table ? grace(table.game, now) : [];
      if (events.length > 0) commit({ at: now, by: null, events });
    },
    rearm,
    alarmFired: alarm.alarmFired,
    beatAge: replicator.age,
    observers,
    recovering: (now) => replicator.isRecovering(sessions.hasPlayers(), now),
  };
};

/** Where a game goes on from. */
interface Origin {
  readonly table: GameRecord;
  /** The galleries that the copy knew of; null where the storage still knows them. */
  readonly galleries: readonly GalleryEntry[] | null;
  /** Whether moves may have been made after that. */
  readonly isStale: boolean;
}

const isLater = (one: GameRecord, other: GameRecord): boolean => {
  const [{ epoch, revision }, { epoch: otherEpoch, revision: otherRevision }] = [one.game, other.game];
  if (epoch !== otherEpoch) return epoch > otherEpoch;
  // A hand that is put in order raises no revision.
  return revision === otherRevision ? one.touchedAt >= other.touchedAt : revision > otherRevision;
};

const publicationOf = ({ epoch, revision }: Place, messages: readonly object[]): Publication => ({
  epoch,
  revision,
  count: messages.length,
  text: once(() => JSON.stringify(messages)),
});

/** Whether `entry` can change anything that observers see: all but a player's own order of cards, and mere renewals. */
const concernsWatchers = ({ events }: Entry): boolean => events.some(({ type }) => type !== "hand-reordered");
