import type { Rank, Suit } from "../../src/shared/game/cards.ts";
import type { Action } from "../../src/shared/game/decide.ts";
import { addedIn } from "../../src/shared/protocol/codec.ts";
import type { Allowed, Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { faceOf } from "./cards.ts";
import { commitmentOf, committed } from "./nonces.ts";
import type { Random } from "./random.ts";

/** A client message without its envelope fields, which any suite can send over a socket or to `decide`. */
export type Move =
  | { readonly message_type: "bid"; readonly bid: number }
  | { readonly message_type: "bid"; readonly rank: Rank }
  | { readonly message_type: "call-partner-rank"; readonly partner_rank: Rank }
  | { readonly message_type: "call-partner-suit"; readonly partner_suit: Suit }
  | { readonly message_type: "play"; readonly card: number }
  | { readonly message_type: "reorder"; readonly hand: readonly number[] }
  | { readonly message_type: "next-deal"; readonly nonce?: string; readonly nonce_commitment?: string }
  | { readonly message_type: "reveal"; readonly nonce: string };

/** The part of a snapshot that the choice of a move needs. A parsed snapshot is sufficient. */
export type OwnView = Pick<Snapshot, "allowed" | "hand">;

/** The probabilities of a random player, each from 0 to 1. */
export interface Temper {
  /** The probability of a pass in the auction. */
  readonly pass: number;
  /** How far above the lowest bid it may go: 1 reaches up to 120. */
  readonly leap: number;
  /** The probability of a reorder of its hand before an action. */
  readonly reorder: number;
  /** The probability of a nonce in its request for the next deal. */
  readonly nonce: number;
  /** The probability of a commitment in its place; 0 by default. */
  readonly commit?: number;
}
export const EVEN: Temper = { pass: 0.6, leap: 0.1, reorder: 0.05, nonce: 0.5 };

const entry = (view: OwnView, type: string): Allowed | undefined =>
  view.allowed?.find(({ message_type }) => message_type === type);

/** Messages that are no choice of a player: clients reveal by themselves. */
const NO_CHOICES: readonly string[] = ["reorder", "reveal"];

/** Whether the seat may send an action other than a reorder and a reveal. */
export const mustAct = (view: OwnView): boolean =>
  view.allowed?.some(({ message_type }) => !NO_CHOICES.includes(message_type)) ?? false;

/** Whether `allowed` says that `move` is accepted. */
export const isPromised = (view: OwnView, move: Move): boolean => {
  const promise = entry(view, move.message_type);
  if (!promise) return false;
  switch (move.message_type) {
    case "bid":
      if ("rank" in move) return promise.ranks?.includes(move.rank) ?? false;
      return (
        move.bid === -1 ||
        (promise.bids !== undefined && move.bid >= promise.bids.min && move.bid <= promise.bids.max)
      );
    case "call-partner-rank":
      return promise.ranks?.includes(move.partner_rank) ?? false;
    case "call-partner-suit":
      return promise.suits?.includes(move.partner_suit) ?? false;
    case "play":
      return promise.cards?.includes(move.card) ?? false;
    case "reorder":
      return sameCards(
        move.hand,
        (view.hand ?? []).map((card) => card.card_id),
      );
    case "next-deal":
    case "reveal":
      return true;
  }
};

const sameCards = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length &&
  new Set(one).size === one.length &&
  one.every((card) => other.includes(card));

/** Every message that `allowed` contains, with one order of the hand. */
export const movesIn = (view: OwnView): readonly Move[] =>
  (view.allowed ?? []).flatMap((promise): Move[] => {
    switch (promise.message_type) {
      case "bid": {
        const { min, max } = promise.bids ?? { min: 0, max: -1 };
        const points = Array.from({ length: max - min + 1 }, (_, step) => min + step);
        return [
          ...[-1, ...points].map((bid): Move => ({ message_type: "bid", bid })),
          ...(promise.ranks ?? []).map((rank): Move => ({ message_type: "bid", rank })),
        ];
      }
      case "call-partner-rank":
        return (promise.ranks ?? []).map((rank) => ({
          message_type: "call-partner-rank",
          partner_rank: rank,
        }));
      case "call-partner-suit":
        return (promise.suits ?? []).map((suit) => ({
          message_type: "call-partner-suit",
          partner_suit: suit,
        }));
      case "play":
        return (promise.cards ?? []).map((card) => ({ message_type: "play", card }));
      case "reorder":
        return [
          { message_type: "reorder", hand: (view.hand ?? []).map((card) => card.card_id).toReversed() },
        ];
      case "next-deal":
        return [{ message_type: "next-deal" }];
      case "reveal":
        return [];
      default:
        throw new Error(`allowed names a message that no player sends: ${promise.message_type}`);
    }
  });

/** A random message that `allowed` contains; null when the seat has no action. */
export const randomMove = (view: OwnView, random: Random, temper: Temper = EVEN): Move | null => {
  if (!mustAct(view)) return null;
  if (entry(view, "reorder") && random.chance(temper.reorder)) {
    const hand = (view.hand ?? []).map((card) => card.card_id);
    return { message_type: "reorder", hand: random.shuffled(hand) };
  }
  const call = entry(view, "bid");
  if (call) {
    if (random.chance(temper.pass)) return { message_type: "bid", bid: -1 };
    const reach = (choices: number) => random.int(Math.floor((choices - 1) * temper.leap) + 1);
    if (call.ranks) return { message_type: "bid", rank: call.ranks[reach(call.ranks.length)] as Rank };
    const { min, max } = call.bids ?? { min: 0, max: 0 };
    return { message_type: "bid", bid: min + reach(max - min + 1) };
  }
  if (entry(view, "next-deal")) {
    if (temper.commit !== undefined && random.chance(temper.commit))
      return { message_type: "next-deal", nonce_commitment: committed(random) };
    return random.chance(temper.nonce)
      ? { message_type: "next-deal", nonce: random.hex(1 + random.int(64)) }
      : { message_type: "next-deal" };
  }
  return random.pick(movesIn(view).filter(({ message_type }) => message_type !== "reorder"));
};

/**
 * Messages of every type with every plausible value, also of cards that the seat does not hold and values that are not
 * allowed.
 */
export const everyMove = (view: OwnView): readonly Move[] => {
  const hand = (view.hand ?? []).map((card) => card.card_id);
  const bids = Array.from({ length: 64 }, (_, step) => step + 59);
  const ranks = Array.from({ length: 10 }, (_, step) => (step + 1) as Rank);
  const suits = ["coins", "cups", "swords", "clubs"] as const;
  const deck = Array.from({ length: 42 }, (_, step) => step - 1);
  return [
    ...[-1, 0, ...bids].map((bid): Move => ({ message_type: "bid", bid })),
    ...ranks.map((rank): Move => ({ message_type: "bid", rank })),
    ...ranks.map((rank): Move => ({ message_type: "call-partner-rank", partner_rank: rank })),
    ...suits.map((suit): Move => ({ message_type: "call-partner-suit", partner_suit: suit })),
    ...deck.map((card): Move => ({ message_type: "play", card })),
    ...[hand.toReversed(), hand.slice(1), [...hand, ...hand], [...hand.slice(1), 40]].map(
      (wanted): Move => ({ message_type: "reorder", hand: wanted }),
    ),
    { message_type: "next-deal" },
    { message_type: "next-deal", nonce: "ab" },
    { message_type: "next-deal", nonce_commitment: commitmentOf("ab") },
    { message_type: "reveal", nonce: "ab" },
  ];
};

const WILD_BIDS: readonly ({ readonly bid: number } | { readonly rank: Rank })[] = [
  ...[-1, 0, 60, 61, 62, 70, 99, 100, 120, 121].map((bid) => ({ bid })),
  ...([1, 3, 10, 7, 4, 2] as const).map((rank) => ({ rank })),
];

/** A random move that ignores `allowed`. In most cases it is refused. */
export const wildMove = (random: Random): Move => {
  const card = () => random.int(42) - 1;
  switch (random.int(6)) {
    case 0:
      return { message_type: "bid", ...random.pick(WILD_BIDS) };
    case 1:
      return { message_type: "call-partner-rank", partner_rank: (1 + random.int(10)) as Rank };
    case 2:
      return {
        message_type: "call-partner-suit",
        partner_suit: random.pick(["coins", "cups", "swords", "clubs"]),
      };
    case 3:
      return { message_type: "play", card: card() };
    case 4:
      return { message_type: "reorder", hand: Array.from({ length: random.int(10) }, card) };
    default:
      return { message_type: "next-deal" };
  }
};

/** The same move, with each card in a random one of the spellings that a client may use [P5]. */
export const respelt = (move: object, random: Random): object => {
  const spell = (card: unknown) => {
    if (typeof card !== "number" || card < 0 || card >= 40) return card;
    const { suit, rank } = faceOf(card);
    return random.pick<unknown>([card, { card_id: card }, { suit, rank }, faceOf(card), { rank, suit }]);
  };
  return Object.fromEntries(
    Object.entries(move).map(([key, value]) => {
      if (key === "card") return [key, spell(value)];
      return key === "hand" && Array.isArray(value) ? [key, value.map(spell)] : [key, value];
    }),
  );
};

/** Converts `move` to an action of the game: a bid of -1 is a pass, and a number that is not a card is null. */
export const actionOf = (move: Move): Action => {
  const known = (card: number) => (Number.isInteger(card) && card >= 0 && card < 40 ? card : null);
  switch (move.message_type) {
    case "bid":
      if ("rank" in move) return { type: "bid", rank: move.rank };
      return { type: "bid", bid: move.bid === -1 ? null : move.bid };
    case "call-partner-rank":
      return { type: "call-partner-rank", rank: move.partner_rank };
    case "call-partner-suit":
      return { type: "call-partner-suit", suit: move.partner_suit };
    case "play":
      return { type: "play", card: known(move.card) };
    case "reorder":
      return { type: "reorder", hand: move.hand.map(known) };
    case "next-deal":
      return { type: "next-deal", ...addedIn(move) };
    case "reveal":
      return { type: "reveal", nonce: move.nonce };
  }
};
