import { type CardId, DECK, type Rank, rankOf, type Suit, suitOf } from "../game/cards.ts";
import type { Action, Wanted } from "../game/decide.ts";
import type { Added } from "../game/occupant.ts";
import { err, ok, type Result } from "../result.ts";
import { CLIENT_MESSAGES, type ClientMessage, type ClientMessageType } from "./client.ts";
import { actionId, type CardInput, problemOf } from "./fields.ts";

/** The sender as named in its message. It is compared with the sender's token. */
export interface Address {
  readonly gameId: string | null;
  readonly playerId: number | null;
  readonly version: string | null;
}

/** A message that has passed its schema, with the names of the game. */
export type Inbound =
  | { readonly kind: "ping" }
  | {
      readonly kind: "join";
      readonly actionId: string | null;
      readonly address: Address;
      readonly token: string | null;
      readonly resume: string | null;
    }
  | { readonly kind: "sync"; readonly actionId: string | null; readonly address: Address }
  | {
      readonly kind: "action";
      readonly actionId: string;
      readonly address: Address;
      readonly expectedRevision: number | null;
      readonly expectedTurn: number | null;
      readonly action: Action;
    };

/** Why a message was rejected. It is `answerable` if it is a known action with a valid `action_id`. */
export interface InvalidFrame {
  readonly actionId: string | null;
  readonly answerable: boolean;
  readonly detail: string;
}

/** A frame of binary data. */
export const BINARY: InvalidFrame = {
  actionId: null,
  answerable: false,
  detail: "messages are text, not binary",
};

/** Decodes the text of one frame [P21]. */
export const decodeText = (text: string): Result<Inbound, InvalidFrame> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ actionId: null, answerable: false, detail: "the message is not JSON" });
  }
  return decode(value);
};

/** Decodes one message from its parsed JSON. */
export const decode = (value: unknown): Result<Inbound, InvalidFrame> => {
  const type = (value as { message_type?: unknown } | null)?.message_type;
  if (typeof type !== "string" || !Object.hasOwn(CLIENT_MESSAGES, type)) {
    const known = Object.keys(CLIENT_MESSAGES).join(", ");
    return err({ actionId: null, answerable: false, detail: `message_type: must be one of ${known}` });
  }
  const parsed = CLIENT_MESSAGES[type as ClientMessageType].safeParse(value);
  if (parsed.success) return ok(inboundOf(parsed.data));
  const id = actionId.safeParse((value as { action_id?: unknown }).action_id);
  return err({
    actionId: id.success ? id.data : null,
    answerable: id.success && type !== "join" && type !== "sync" && type !== "ping",
    detail: problemOf(parsed.error),
  });
};

const inboundOf = (message: ClientMessage): Inbound => {
  if (message.message_type === "ping") return { kind: "ping" };
  const { game_id, player_id, version, expected_revision, expected_turn } = message;
  const address = { gameId: game_id ?? null, playerId: player_id ?? null, version: version ?? null };
  if (message.message_type === "join") {
    return {
      kind: "join",
      actionId: message.action_id ?? null,
      address,
      token: message.token ?? null,
      resume: message.resume ?? null,
    };
  }
  if (message.message_type === "sync") return { kind: "sync", actionId: message.action_id ?? null, address };
  return {
    kind: "action",
    actionId: message.action_id,
    address,
    expectedRevision: expected_revision ?? null,
    expectedTurn: expected_turn ?? null,
    action: actionOf(message),
  };
};

/** An action's message without the fields that identify it and its sender. */
type Asking = {
  [T in Exclude<ClientMessage["message_type"], "ping" | "join" | "sync">]: Omit<
    Extract<ClientMessage, { message_type: T }>,
    "action_id" | "game_id" | "player_id" | "version" | "expected_revision" | "expected_turn"
  >;
}[Exclude<ClientMessage["message_type"], "ping" | "join" | "sync">];

/** The action that `message` asks for. */
export const actionOf = (message: Asking): Action => {
  switch (message.message_type) {
    case "bid":
      return { type: "bid", ...wantedIn(message) };
    case "call-partner-rank":
      return { type: "call-partner-rank", rank: message.partner_rank as Rank };
    case "call-partner-suit":
      return { type: "call-partner-suit", suit: message.partner_suit as Suit };
    case "play":
      return { type: "play", card: cardOf(message.card) };
    case "reorder":
      return { type: "reorder", hand: message.hand.map(cardOf) };
    case "next-deal":
      return { type: "next-deal", ...addedIn(message) };
    case "reveal":
      return { type: "reveal", nonce: message.nonce };
    case "say":
      return { type: "say", phrase: message.phrase };
  }
};

const wantedIn = ({ bid = -1, rank }: Pick<Asking & { message_type: "bid" }, "bid" | "rank">): Wanted => {
  if (rank !== undefined) return { rank };
  return { bid: bid === -1 ? null : bid };
};

/** What a player adds to the shuffle with a request. */
export const addedIn = ({
  nonce = "",
  nonce_commitment: commitment,
}: {
  readonly nonce?: string | undefined;
  readonly nonce_commitment?: string | undefined;
}): Added => (commitment === undefined ? { nonce } : { nonce, commitment });

/** The card that `given` names in any of the allowed forms [P5]; null when the deck has no such card. */
const cardOf = (given: CardInput): CardId | null => {
  // The result is the deck's own number, so that -0 becomes 0 in the log.
  if (typeof given === "number") return DECK[given] ?? null;
  const { suit, rank, card_id } = given;
  return (
    DECK.find(
      (card) =>
        (card_id === undefined || card === card_id) &&
        (suit === undefined || suitOf(card) === suit) &&
        (rank === undefined || rankOf(card) === rank),
    ) ?? null
  );
};
