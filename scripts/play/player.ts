import type { ActionMessage, Snapshot } from "../../src/client/messages.ts";
import type { Table } from "../../src/client/table.ts";
import { pointsOf, RANKS, SUITS, strengthOf, suitOf } from "../../src/shared/game/cards.ts";

/** The lowest bid that a hand is worth to a player who bids by its card points; 0 never bids. */
const worthOf = (hand: readonly number[]): number => {
  const points = hand.reduce((sum, card) => sum + pointsOf(card), 0);
  return points < 22 ? 0 : 50 + Math.floor(points / 2);
};

/**
 * What a scripted player does with its own view: bids what its hand is worth, calls the strongest card it lacks in its
 * longest suit, plays its cheapest card, and goes on until the match is over. Null when it has nothing to do.
 */
const scriptedMove = ({
  allowed = [],
  hand = [],
  partner_rank,
  end_state,
}: Snapshot): ActionMessage | null => {
  const held = hand.map((card) => card.card_id);
  const byLength = [...SUITS].sort((a, b) => length(held, b) - length(held, a));
  for (const { message_type, bids, cards = [] } of allowed) {
    switch (message_type) {
      case "bid": {
        const worth = worthOf(held);
        return { message_type, bid: bids && worth >= bids.min ? bids.min : -1 };
      }
      case "call-partner-rank": {
        const ranks = hand.filter(({ suit }) => suit === byLength[0]).map(({ rank }) => rank);
        const lacking = [1, 3, 10, 9, 8].find((rank) => !ranks.includes(rank));
        return { message_type, partner_rank: lacking ?? RANKS[1] };
      }
      case "call-partner-suit": {
        const has = (suit: string) => hand.some((card) => card.suit === suit && card.rank === partner_rank);
        return { message_type, partner_suit: byLength.find((suit) => !has(suit)) ?? byLength[0] ?? "coins" };
      }
      case "play": {
        const sorted = [...cards].sort((a, b) => pointsOf(a) - pointsOf(b) || strengthOf(a) - strengthOf(b));
        const [card = 0] = sorted;
        return { message_type, card };
      }
      case "next-deal":
        return end_state?.match_over ? null : { message_type };
    }
  }
  return null;
};

/** Lets a scripted player play at `table`, each move after `paceMs`. */
export const playAlong = (table: Table, paceMs: number): void => {
  let moved = "";
  table.onPicture((picture) => {
    const move = scriptedMove(picture);
    const moment = `${picture.epoch} ${picture.deal_number} ${picture.phase} ${picture.revision}`;
    if (!move || moment === moved) return;
    moved = moment;
    setTimeout(() => void table.act(move), paceMs);
  });
};

const length = (hand: readonly number[], suit: string): number =>
  hand.filter((card) => suitOf(card) === suit).length;
