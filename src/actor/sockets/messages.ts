import type { Phrase } from "../../shared/game/rules.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { handUpdate } from "../../shared/protocol/announcements.ts";
import { type Refusal, type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import { type Viewer, viewFor, withoutShuffle } from "../../shared/protocol/view.ts";
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
export type Place = Pick<Game, "id" | "epoch" | "revision" | "turn">;

/** A whole message: `body` with the envelope fields of `game` [P2]. */
export const messageOf = <Body extends object>(game: Place, body: Body, now: number) => ({
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

/** The field that names the viewer of a snapshot. */
export const whoIs = (viewer: Viewer) => (viewer === "observer" ? { role: viewer } : { player_id: viewer });

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
