import { ANNOUNCED } from "../../shared/game/announced.ts";
import type { Event } from "../../shared/game/events.ts";
import type { Step } from "../../shared/game/evolve.ts";
import type { Phrase } from "../../shared/game/rules.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { once } from "../../shared/once.ts";
import {
  callsForSync,
  handsChanged,
  handUpdate,
  seenBy,
  TOLD_APART,
} from "../../shared/protocol/announcements.ts";
import { type Refusal, type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import {
  ownView,
  secretPartner,
  sharedView,
  type Viewer,
  viewFor,
  withoutShuffle,
} from "../../shared/protocol/view.ts";
import type { Answer } from "../core/action-memory.ts";
import { effectsOf } from "../core/effects.ts";
import type { Framing } from "./session.ts";

/** The input for the encoding of messages, other than the game. */
export interface Occasion {
  /** Epoch ms. */
  readonly now: number;
  /** The number of observers. */
  readonly observers: number;
  /** Tests replace it to count encodings. The default is JSON. */
  readonly encode?: (message: object) => string;
}

/** The socket that a snapshot is for. */
interface Addressee {
  readonly framing: Framing;
  readonly connection?: string;
}

/** `snapshot` as a socket with this framing gets it: without batches there is no phase `shuffle` [P40]. */
export const framed = (snapshot: Snapshot, framing: Framing): Snapshot =>
  framing === "batch" ? snapshot : withoutShuffle(snapshot);

/** The fields of a game that every message contains. */
type Place = Pick<Game, "id" | "epoch" | "revision" | "turn">;

/** A whole message: `body` with the envelope fields of `game` [P2]. */
const messageOf = <Body extends object>(game: Place, body: Body, now: number) => ({
  ...("message_type" in body ? { message_type: body.message_type } : {}),
  game_id: game.id,
  version: PROTOCOL_VERSION,
  origin: "game" as const,
  ts: now,
  epoch: game.epoch,
  revision: game.revision,
  turn: game.turn,
  ...body,
});

const placeOf = ({ id, epoch, revision, turn }: Place): Place => ({ id, epoch, revision, turn });

const whoIs = (viewer: Viewer) => (viewer === "observer" ? { role: viewer } : { player_id: viewer });

/** The answer to `join` or `sync`. Without an `actionId`, the message that the server sends unasked [P8, P10]. */
export const snapshotMessage = (
  type: "join.ok" | "sync",
  game: Game,
  viewer: Viewer,
  actionId: string | null,
  { now, observers, framing, connection }: Occasion & Addressee,
) => ({
  ...showing(type, game, viewer, actionId, framed(viewFor(game, viewer, observers), framing), now),
  ...(connection === undefined ? {} : { connection }),
});

/** The same with a snapshot that has already been built. */
export const showing = (
  type: "join.ok" | "sync",
  place: Place,
  viewer: Viewer,
  actionId: string | null,
  snapshot: Snapshot,
  now: number,
) => {
  const asked = actionId === null ? {} : { action_id: actionId };
  return messageOf(place, { message_type: type, ...asked, ...whoIs(viewer), snapshot }, now);
};

/**
 * The answer to an accepted action, and to each repeat of it, with the revision and epoch of the first answer [P6,
 * P19].
 */
export const acceptedMessage = (
  gameId: string,
  { actionId, epoch, revision, turn, action }: Answer,
  now: number,
) =>
  messageOf(
    { id: gameId, epoch, revision, turn },
    { message_type: "action.result", action_id: actionId, status: "ok", effects: effectsOf(action) },
    now,
  );

/** The answer to a refused action [P6]. */
export const refusedMessage = (game: Place, actionId: string, rejection: Rejection, now: number) => {
  const { code, reason, recovery } = refusalOf(rejection);
  return messageOf(
    game,
    { message_type: "action.result", action_id: actionId, status: "error", code, reason, recovery },
    now,
  );
};

/** An `error` to one socket, when no action is concerned. */
export const errorMessage = (
  game: Place,
  refusal: Pick<Refusal, "code" | "reason">,
  actionId: string | null,
  now: number,
) => {
  const { code, reason } = refusal;
  const about = actionId === null ? {} : { action_id: actionId };
  return messageOf(game, { message_type: "error", ...about, code, reason }, now);
};

/** The hand of `seat` for its owner [P9]. */
export const handMessage = (game: Game, seat: Seat, now: number) =>
  messageOf(game, handUpdate(game, seat), now);

/** What `seat` says, for all clients that get batches [P28]. */
export const saidMessage = (game: Game, seat: Seat, phrase: Phrase, now: number) =>
  messageOf(game, { message_type: "player.said", player_id: seat, phrase }, now);

export interface Broadcast {
  /** The frames for `viewer`, in order. They depend on the framing only around the phase `shuffle` [P40]. */
  readonly framesFor: (viewer: Viewer, framing: Framing) => readonly string[];
  /** Whether the frames depend on the framing. */
  readonly isParted: boolean;
  /** The public messages for observers. */
  readonly announced: readonly object[];
}

/** Makes the frame for `viewer`, or null when the viewer gets none. */
type Frame = (viewer: Viewer, framing: Framing) => string | null;

/**
 * The frames for the events in `steps`. The first one begins at `revision`. A public message is encoded once for all
 * viewers who may see the same, and once more for a secret partner who may see more [V5]. Snapshots and hands are built
 * on demand.
 */
export const broadcastOf = (revision: number, steps: readonly Step[], occasion: Occasion): Broadcast => {
  const { now, encode = JSON.stringify } = occasion;
  const frames: Frame[] = [];
  const announced: object[] = [];
  const isParted = steps.some(concernsShuffle);
  for (const { event, after } of steps) {
    const numbered = (viewer: Viewer, from: number) =>
      seenBy(event, after, viewer).map((body, index) =>
        messageOf({ ...placeOf(after), revision: from + index + 1 }, body, now),
      );
    const from = revision + announced.length;
    const forAll = numbered("observer", from);
    announced.push(...forAll);
    const isToldApart = ANNOUNCED[event.type].some((message) => message === TOLD_APART);
    const partner = isToldApart ? secretPartner(after) : undefined;
    const forPartner = partner === undefined ? [] : numbered(partner, from);
    for (const [index, message] of forAll.entries()) {
      const text = once(() => encode(message));
      const apart = forPartner[index];
      const partnerText = apart?.message_type === TOLD_APART ? once(() => encode(apart)) : text;
      const former = formerly(message, event);
      const formerText = former === message ? text : once(() => encode(former));
      frames.push((viewer, framing) => {
        if (viewer === partner) return partnerText();
        return framing === "batch" ? text() : formerText();
      });
    }
    for (const seat of handsChanged(event, after)) {
      frames.push((viewer) => (viewer === seat ? encode(handMessage(after, seat, now)) : null));
    }
  }
  const last = steps.at(-1)?.after;
  if (last && steps.some(({ event }) => callsForSync(event))) frames.push(snapshotsOf(last, occasion));
  // Sockets without batches were told `ready` for the shuffle, and get a snapshot when it is over.
  else if (last && steps.some(({ event }) => event.type === "nonces-revealed")) {
    const snapshots = snapshotsOf(last, occasion);
    frames.push((viewer, framing) => (framing === "batch" ? null : snapshots(viewer, framing)));
  }
  const made = { batch: new Map<Viewer, readonly string[]>(), single: new Map<Viewer, readonly string[]>() };
  return {
    announced,
    isParted,
    framesFor: (viewer, framing) => {
      const known = made[isParted ? framing : "batch"];
      const texts =
        known.get(viewer) ?? frames.map((frame) => frame(viewer, framing)).filter((text) => text !== null);
      known.set(viewer, texts);
      return texts;
    },
  };
};

/** An unasked `sync` for everyone, without a change of `game`. */
export const syncOf = (game: Game, occasion: Occasion): Broadcast => {
  const frame = snapshotsOf(game, occasion);
  return {
    announced: [],
    isParted: game.phase.name === "shuffle",
    framesFor: (viewer, framing) => [frame(viewer, framing)],
  };
};

/** Whether sockets without batches are told something else about a step [P40]. */
const concernsShuffle = ({ event, after }: Step): boolean =>
  event.type === "nonces-revealed" || (after.phase.name === "shuffle" && callsForShuffle(event));

const callsForShuffle = (event: Event): boolean => event.type === "shuffle-begun" || callsForSync(event);

/** An announcement as sockets without batches get it [P40]. */
const formerly = (message: object, event: Event): object =>
  event.type === "shuffle-begun" ? withoutShuffle(message as Parameters<typeof withoutShuffle>[0]) : message;

/** The unasked snapshots of `game`. The shared part is encoded once for each kind of viewer. */
const snapshotsOf = (
  game: Game,
  { now, observers, encode = JSON.stringify }: Occasion,
): ((viewer: Viewer, framing: Framing) => string) => {
  const forAll = once(() => encode(sharedView(game, "observer", observers)));
  const partner = secretPartner(game);
  return (viewer, framing) => {
    const message = encode(messageOf(game, { message_type: "sync", ...whoIs(viewer) }, now));
    if (game.phase.name === "shuffle")
      return joined(message, encode({ snapshot: framed(viewFor(game, viewer, observers), framing) }));
    const shared = viewer === partner ? encode(sharedView(game, viewer, observers)) : forAll();
    const snapshot = joined(shared, encode(ownView(game, viewer)));
    return joined(message, `{"snapshot":${snapshot}}`);
  };
};

/** The JSON of one object with the fields of two non-empty ones. */
const joined = (one: string, other: string): string => `${one.slice(0, -1)},${other.slice(1)}`;
