import type { Event } from "../../shared/game/events.ts";
import { type Step, stepsFrom } from "../../shared/game/evolve.ts";
import { SEATS } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { log } from "../../shared/log.ts";
import { once } from "../../shared/once.ts";
import type { Viewer } from "../../shared/protocol/view.ts";
import type { Alarm } from "../core/alarm.ts";
import type { EventLog } from "../core/event-log.ts";
import { advanceBy, deedsIn, type Entry, type GameRecord, laterThan } from "../core/game-record.ts";
import type { Platform, Socket } from "../core/platform.ts";
import type { Tombstone } from "../core/stored-row.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Frames } from "../gallery/sequence.ts";
import type { Publication } from "../replica/redis-replica.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Place } from "../replica/stored-copy.ts";
import { type Broadcast, broadcastOf, syncOf } from "../sockets/broadcast.ts";
import { sendAll } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";

/** The state of the game in memory: a cache of the storage. */
export type Held =
  | { readonly kind: "absent" }
  | { readonly kind: "record"; readonly record: GameRecord }
  | { readonly kind: "ended"; readonly tombstone: Tombstone; readonly confirmed: boolean }
  /**
   * Some rows cannot be read. The game continues from the record before them or from the copy, whichever is later [R8].
   */
  | { readonly kind: "damaged"; readonly record: GameRecord | null; readonly since: number }
  /** Later code has stored the game. It is neither served nor overwritten [R9]. */
  | { readonly kind: "newer" };

/** The record of a game. Every change goes through `commit`: first the storage, then the sockets, then Redis [R1]. */
export interface LiveGame {
  readonly held: () => Held;
  readonly hold: (held: Held) => void;
  /** The record if the game can be served from memory; otherwise null. */
  readonly record: () => GameRecord | null;
  /**
   * Stores `entry`, then sends `answer`, then the events to every socket, then the state to Redis. Returns the record
   * after the entry.
   */
  readonly commit: (entry: Entry, answer?: (after: GameRecord) => void) => GameRecord;
  /** The same for a record that is not in memory yet. */
  readonly commitOn: (
    before: GameRecord | null,
    entry: Entry,
    answer?: (after: GameRecord) => void,
  ) => GameRecord;
  /** Sends the effects of `steps` on `before` to every socket of the game. */
  readonly speak: (before: Game, steps: readonly Step[], now: number) => Broadcast;
  /** Sends everyone a `sync` of `record`, also in galleries. Nothing is stored. */
  readonly sync: (record: GameRecord, now: number) => void;
}

export interface LiveGamePorts {
  readonly platform: Pick<Platform, "counters">;
  readonly alarm: Alarm;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
}

/** Opens a game without a state in memory. */
export const openLiveGame = (ports: LiveGamePorts): LiveGame => {
  const { platform, alarm, store, sessions, galleries, replicator } = ports;
  let held: Held = { kind: "absent" };

  const send = (broadcast: Broadcast): Broadcast => {
    const tell = (viewer: Viewer, socket: Socket) =>
      sendAll(socket, broadcast.framesFor(viewer, sessions.framingOf(socket)));
    for (const [seat, socket] of sessions.seated()) tell(seat, socket);
    for (const socket of sessions.watching()) tell("observer", socket);
    return broadcast;
  };
  const speak: LiveGame["speak"] = ({ revision }, steps, now) =>
    send(broadcastOf(revision, steps, { now, observers: galleries.observers() }));

  const logDeal = ({ id, dealNumber, seats }: Game) => {
    const connected = SEATS.filter((seat) => seats[seat].occupant?.connected).length;
    const observers = galleries.observers();
    log("info", "deal_ended", { game_id: id, deal_number: dealNumber, connected, observers });
  };

  const commitOn: LiveGame["commitOn"] = (before, entry, answer) => {
    const steps = stepsFrom(before?.game ?? null, entry.events, entry.at);
    const after = advanceBy(before, entry, steps);
    store.append(entry, after);
    held = { kind: "record", record: after };
    answer?.(after);
    const said = before ? speak(before.game, steps, entry.at) : null;
    const messages = said?.announced ?? [];
    // After the players' frames, but in the same turn as the row, so that the output gate also holds back these calls.
    if (before && said && galleries.areOpen() && concernsWatchers(entry))
      galleries.tell({ before, after, ...framesIn(said) });
    platform.counters.add("actions", deedsIn(entry).length);
    if (entry.events.some(({ type }) => type === "deal-ended")) logDeal(after.game);
    replicator.offer(after, messages.length > 0 ? publicationOf(after.game, messages) : null);
    alarm.rearm();
    return after;
  };

  const record = () => (held.kind === "record" ? held.record : null);
  return {
    held: () => held,
    hold: (now) => {
      held = now;
    },
    record,
    commit: (entry, answer) => commitOn(record(), entry, answer),
    commitOn,
    speak,
    sync: (record, now) => {
      const told = send(syncOf(record.game, { now, observers: galleries.observers() }));
      if (!galleries.areOpen()) return;
      // A gallery sends on what is later than the last that it has heard.
      const after = { ...record, touchedAt: laterThan(record.touchedAt, now) };
      galleries.tell({ before: record, after, ...framesIn(told) });
    },
  };
};

/** The frames for the observers in galleries. `single` has those for sockets without batches, if they differ. */
const framesIn = ({ framesFor, isParted }: Broadcast): Frames => ({
  frames: framesFor("observer", "batch"),
  ...(isParted ? { single: framesFor("observer", "single") } : {}),
});

/** The public `messages` of one action. The last message is at `place`. */
export const publicationOf = ({ epoch, revision }: Place, messages: readonly object[]): Publication => ({
  epoch,
  revision,
  count: messages.length,
  text: once(() => JSON.stringify(messages)),
});

/** The events that change nothing of an observer's view. */
const UNSEEN: readonly Event["type"][] = [
  "hand-reordered",
  "host-revoked",
  "seat-code-made",
  "seat-code-missed",
  "seat-code-redeemed",
];

/** Whether `entry` can change what observers see. A renewal has no events. */
const concernsWatchers = ({ events }: Entry): boolean => events.some(({ type }) => !UNSEEN.includes(type));
