import type { Event } from "../shared/game/events.ts";
import { evolveAt } from "../shared/game/evolve.ts";
import { SEATS } from "../shared/game/seats.ts";
import type { Game } from "../shared/game/state.ts";
import {
  callsForSync,
  handsChanged,
  handUpdate,
  isPartnerInSecret,
  type Snapshot,
  seenBy,
  type Viewer,
  viewFor,
} from "../shared/game/view.ts";
import { PROTOCOL_VERSION } from "../shared/protocol/version.ts";
import { type Refusal, type Rejection, refusalOf } from "../shared/rejection.ts";
import { effectsOf } from "./effects.ts";
import type { Accepted } from "./table.ts";

/** What the encoding of messages depends on beside the game. */
export interface Occasion {
  /** Epoch ms. */
  readonly now: number;
  /** How many watch. */
  readonly observers: number;
  /** Counted in tests; JSON everywhere else. */
  readonly encode?: (message: object) => string;
}

/** What of a game is on each of its messages. */
type Place = Pick<Game, "id" | "epoch" | "revision">;

/** A whole message: `body` in the envelope of `game` [P2]. */
const messageOf = (game: Place, body: object, now: number) => ({
  ...("message_type" in body ? { message_type: body.message_type } : {}),
  game_id: game.id,
  version: PROTOCOL_VERSION,
  origin: "game" as const,
  ts: now,
  epoch: game.epoch,
  revision: game.revision,
  ...body,
});

const whoIs = (viewer: Viewer) => (viewer === "observer" ? { role: viewer } : { player_id: viewer });

/** The answer to `join` or `sync`, or with no `actionId` the unasked one [P8, P10]. */
export const pictureMessage = (
  type: "join.ok" | "sync",
  game: Game,
  viewer: Viewer,
  actionId: string | null,
  { now, observers }: Occasion,
) => showing(type, game, viewer, actionId, viewFor(game, viewer, observers), now);

/** The same with a snapshot that has been made already. */
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

/** The answer to an accepted action, the first time and on each repeat: its own revision and epoch [P6, P19]. */
export const acceptedMessage = (
  gameId: string,
  { actionId, epoch, revision, action }: Accepted,
  now: number,
) =>
  messageOf(
    { id: gameId, epoch, revision },
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

/** An `error` to one socket, where no action is concerned. */
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

export interface Broadcast {
  /** The frames that `viewer` is sent, in order. */
  readonly framesFor: (viewer: Viewer) => readonly string[];
  /** The public messages as observers get them. */
  readonly announced: readonly object[];
}

/**
 * What everyone is told of `events`, the first of which happened to `before`. A public message is encoded once for all
 * who may see the same, and once more for a secret partner [V5]; pictures and hands are made when asked for.
 */
export const broadcastOf = (before: Game, events: readonly Event[], occasion: Occasion): Broadcast => {
  const { now, encode = JSON.stringify } = occasion;
  type Frame = (viewer: Viewer) => string | null;
  const frames: Frame[] = [];
  const announced: object[] = [];
  let game = before;
  for (const event of events) {
    const { revision } = game;
    const after = evolveAt(game, event, now);
    const secretPartner = SEATS.find((seat) => isPartnerInSecret(after, seat));
    const numbered = (viewer: Viewer) =>
      seenBy(event, after, viewer).map((body, index) =>
        messageOf({ ...after, revision: revision + index + 1 }, body, now),
      );
    const forAll = numbered("observer");
    announced.push(...forAll);
    const texts = forAll.map((message) => once(() => encode(message)));
    const partnerTexts =
      secretPartner === undefined
        ? texts
        : numbered(secretPartner).map((message) => once(() => encode(message)));
    for (const [index, text] of texts.entries()) {
      frames.push((viewer) => (viewer === secretPartner ? (partnerTexts[index] ?? text)() : text()));
    }
    for (const seat of handsChanged(event)) {
      frames.push((viewer) =>
        viewer === seat ? encode(messageOf(after, handUpdate(after, seat), now)) : null,
      );
    }
    game = after;
  }
  if (events.some(callsForSync)) {
    const last = game;
    const forObservers = once(() => encode(pictureMessage("sync", last, "observer", null, occasion)));
    frames.push((viewer) =>
      viewer === "observer" ? forObservers() : encode(pictureMessage("sync", last, viewer, null, occasion)),
    );
  }
  return {
    announced,
    framesFor: (viewer) => frames.map((frame) => frame(viewer)).filter((text) => text !== null),
  };
};

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
