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

/** The sender of a message, as the token says. */
export type Sender =
  | { readonly role: "player"; readonly seat: Seat }
  | { readonly role: "observer"; readonly seat: null };

/** The result of a message. */
export type Outcome =
  | Watched
  | { readonly kind: "accepted"; readonly entry: Entry; readonly answer: Answer }
  | { readonly kind: "repeated"; readonly answer: Answer }
  /**
   * A nonce that waits in memory until the cards are dealt, and is answered then; null for a repeat of the one that
   * waits already [G41].
   */
  | { readonly kind: "revealing"; readonly actionId: string; readonly nonce: string | null }
  /** Accepted without a change, so nothing is stored. */
  | { readonly kind: "unchanged"; readonly answer: Answer };

/** The possible results of a message from an observer. */
export type Watched =
  | { readonly kind: "pong" }
  | { readonly kind: "join" | "sync"; readonly actionId: string | null }
  /** A refused action. The answer is one `action.result`. */
  | { readonly kind: "refused"; readonly actionId: string; readonly rejection: Rejection }
  /**
   * An error that concerns no action. The answer is an `error`. `invalidFrame` is true when the frame was not a message
   * [P21].
   */
  | {
      readonly kind: "error";
      readonly actionId: string | null;
      readonly rejection: Rejection;
      readonly invalidFrame: boolean;
    };

/** What the actor remembers of actions in memory alone. */
export interface Memory extends Pick<UnstoredAnswers, "find"> {
  /** Whether `actionId` is that of a nonce that waits, for one version of the seat. */
  readonly isRevealing: (seat: Seat, version: number, actionId: string) => boolean;
}

/**
 * Handles a message from its schema to the decision, without side effects [P18]. A refusal and a repeat change nothing.
 * An accepted action returns the one entry that is stored before any message is sent.
 */
export const handle = (
  record: GameRecord,
  sender: Sender,
  message: Result<Inbound, InvalidFrame>,
  context: DecideContext,
  memory: Memory = { find: () => undefined, isRevealing: () => false },
): Outcome => {
  const outcome = receive(record.game.id, sender, message);
  if (outcome.kind !== "action") return outcome;
  const { actionId } = outcome;
  const refused = (rejection: Rejection): Outcome => ({ kind: "refused", actionId, rejection });
  if (sender.role !== "player") return refused({ kind: "not-a-player", role: sender.role });
  const { seat } = sender;
  // A newcomer who is waiting may send `say` and no other action [B13, P28].
  if (isWaiting(record.game, seat) && outcome.action.type !== "say") return refused({ kind: "waiting" });
  const { version } = record.game.seats[seat];
  const answered = answerTo(record, seat, actionId) ?? memory.find(seat, version, actionId);
  if (answered) return { kind: "repeated", answer: answered };
  if (memory.isRevealing(seat, version, actionId)) return { kind: "revealing", actionId, nonce: null };
  const { expectedRevision, expectedTurn, action } = outcome;
  const { revision, turn } = record.game;
  if (expectedRevision !== null && expectedRevision !== revision)
    return refused({ kind: "stale", what: "revision", expected: expectedRevision, current: revision });
  if (expectedTurn !== null && expectedTurn !== turn)
    return refused({ kind: "stale", what: "turn", expected: expectedTurn, current: turn });
  const decision = decide(record.game, seat, action, context);
  if (!decision.ok) return refused(decision.error);
  // A client reveals by itself, so this does not take the seat back from a bot [C4].
  if (action.type === "reveal") return { kind: "revealing", actionId, nonce: action.nonce };
  const events = [...resume(record.game, seat, context.now), ...decision.value];
  return accept(record, seat, actionId, action, events, context.now);
};

/**
 * The same for a message from an observer of game `gameId`. It needs no record, because every action is refused [P22].
 */
export const handleWatcher = (gameId: string, message: Result<Inbound, InvalidFrame>): Watched => {
  const outcome = receive(gameId, WATCHER, message);
  if (outcome.kind !== "action") return outcome;
  const { actionId } = outcome;
  return { kind: "refused", actionId, rejection: { kind: "not-a-player", role: WATCHER.role } };
};

const WATCHER: Sender = { role: "observer", seat: null };

/** The outcome that depends on message and token alone, or the action. */
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

/** What in `address` contradicts the token of the sender, or null [P16]. */
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
  record: GameRecord,
  seat: Seat,
  actionId: string,
  action: Action,
  events: readonly Event[],
  now: number,
): Outcome => {
  const { epoch, revision, turn } = record.game;
  const answer: Accepted = {
    ...{ actionId, epoch, action },
    revision: revisionAfter(revision, events),
    turn: turnAfter(turn, events),
  };
  if (events.length === 0) return { kind: "unchanged", answer };
  return { kind: "accepted", answer, entry: { at: now, by: { seat, accepted: answer }, events } };
};
