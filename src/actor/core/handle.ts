import { revisionAfter, turnAfter } from "../../shared/game/announced.ts";
import { resume } from "../../shared/game/bots.ts";
import type { DecideContext } from "../../shared/game/dealing.ts";
import { type Action, decide } from "../../shared/game/decide.ts";
import type { Event } from "../../shared/game/events.ts";
import type { Seat } from "../../shared/game/seats.ts";
import { isWaiting } from "../../shared/game/state.ts";
import type { Address, Inbound, InvalidFrame } from "../../shared/protocol/codec.ts";
import { gameIdOf } from "../../shared/protocol/ids.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { isSameMajor, PROTOCOL_VERSION } from "../../shared/protocol/version.ts";
import type { Result } from "../../shared/result.ts";
import type { Answer } from "./action-memory.ts";
import { type Accepted, answerTo, type Entry, type GameRecord } from "./game-record.ts";
import type { UnstoredAnswers } from "./unstored-answers.ts";

/** Whose message it is, as the token has shown. */
export type Sender =
  | { readonly role: "player"; readonly seat: Seat }
  | { readonly role: "observer"; readonly seat: null };

/** What is to be done about a message. */
export type Outcome =
  | Watched
  | { readonly kind: "accepted"; readonly entry: Entry; readonly answer: Answer }
  | { readonly kind: "repeated"; readonly answer: Answer }
  /** Accepted, and nothing is to be stored: it asks for what is so already. */
  | { readonly kind: "unchanged"; readonly answer: Answer };

/** What can come of the message of somebody who only watches. */
export type Watched =
  | { readonly kind: "pong" }
  | { readonly kind: "join" | "sync"; readonly actionId: string | null }
  /** An action is refused: it gets its one `action.result`. */
  | { readonly kind: "refused"; readonly actionId: string; readonly rejection: Rejection }
  /** No action is concerned: an `error`. `misfit` when the frame was no message at all [P21]. */
  | {
      readonly kind: "error";
      readonly actionId: string | null;
      readonly rejection: Rejection;
      readonly invalidFrame: boolean;
    };

/**
 * What a message does to a table: the whole line from schema to decision, pure [P18]. A refusal changes nothing, a
 * repeat changes nothing, and what is accepted comes back as the one entry to be stored before anybody hears of it.
 */
export const handle = (
  table: GameRecord,
  sender: Sender,
  message: Result<Inbound, InvalidFrame>,
  context: DecideContext,
  unstored: Pick<UnstoredAnswers, "find"> = { find: () => undefined },
): Outcome => {
  const outcome = receive(table.game.id, sender, message);
  if (outcome.kind !== "action") return outcome;
  const { actionId } = outcome;
  const refused = (rejection: Rejection): Outcome => ({ kind: "refused", actionId, rejection });
  if (sender.role !== "player") return refused({ kind: "not-a-player", role: sender.role });
  const { seat } = sender;
  // A newcomer who waits may speak and nothing else [B13, P28].
  if (isWaiting(table.game, seat) && outcome.action.type !== "say") return refused({ kind: "waiting" });
  const answered =
    answerTo(table, seat, actionId) ?? unstored.find(seat, table.game.seats[seat].version, actionId);
  if (answered) return { kind: "repeated", answer: answered };
  const { expectedRevision, expectedTurn, action } = outcome;
  const { revision, turn } = table.game;
  if (expectedRevision !== null && expectedRevision !== revision)
    return refused({ kind: "stale", what: "revision", expected: expectedRevision, current: revision });
  if (expectedTurn !== null && expectedTurn !== turn)
    return refused({ kind: "stale", what: "turn", expected: expectedTurn, current: turn });
  const decision = decide(table.game, seat, action, context);
  if (!decision.ok) return refused(decision.error);
  const events = [...resume(table.game, seat, context.now), ...decision.value];
  return accept(table, seat, actionId, action, events, context.now);
};

/** The same for somebody who only watches game `gameId`, for which the game need not be known: no action passes [P22]. */
export const handleWatcher = (gameId: string, message: Result<Inbound, InvalidFrame>): Watched => {
  const outcome = receive(gameId, WATCHER, message);
  if (outcome.kind !== "action") return outcome;
  const { actionId } = outcome;
  return { kind: "refused", actionId, rejection: { kind: "not-a-player", role: WATCHER.role } };
};

const WATCHER: Sender = { role: "observer", seat: null };

/** What is settled by message and token alone, or the action that is not. */
const receive = (
  gameId: string,
  sender: Sender,
  message: Result<Inbound, InvalidFrame>,
): Watched | Extract<Inbound, { kind: "action" }> => {
  if (!message.ok) return invalidFrame(message.error);
  const inbound = message.value;
  if (inbound.kind === "ping") return { kind: "pong" };
  const rejection = contradictionOf(gameId, sender, inbound.address);
  if (inbound.kind === "action")
    return rejection ? { kind: "refused", actionId: inbound.actionId, rejection } : inbound;
  const { kind, actionId } = inbound;
  return rejection ? { kind: "error", actionId, rejection, invalidFrame: false } : { kind, actionId };
};

const invalidFrame = ({ actionId, answerable, detail }: InvalidFrame): Watched => {
  const rejection: Rejection = { kind: "malformed", detail };
  return answerable && actionId !== null
    ? { kind: "refused", actionId, rejection }
    : { kind: "error", actionId, rejection, invalidFrame: true };
};

/** What in `address` does not fit the token it came with, if anything [P16]. */
export const contradictionOf = (
  ownId: string,
  sender: Sender,
  { gameId, playerId, version }: Address,
): Rejection | null => {
  if (version !== null && !isSameMajor(version))
    return { kind: "other-major", version: version.slice(0, 16), ours: PROTOCOL_VERSION };
  if (gameId !== null && gameIdOf(gameId) !== ownId) return { kind: "other-game" };
  if (playerId === null || playerId === sender.seat) return null;
  return sender.role === "player"
    ? { kind: "other-seat", seat: sender.seat }
    : { kind: "not-a-player", role: sender.role };
};

const accept = (
  table: GameRecord,
  seat: Seat,
  actionId: string,
  action: Action,
  events: readonly Event[],
  now: number,
): Outcome => {
  const { epoch, revision, turn } = table.game;
  const answer: Accepted = {
    ...{ actionId, epoch, action },
    revision: revisionAfter(revision, events),
    turn: turnAfter(turn, events),
  };
  if (events.length === 0) return { kind: "unchanged", answer };
  return { kind: "accepted", answer, entry: { at: now, by: { seat, accepted: answer }, events } };
};
