import { err, ok } from "../result.ts";
import { auctionAfter, type Bid, choiceAfter, highestOffer } from "./auction.ts";
import { type CardId, cardId, type Rank, type Suit } from "./cards.ts";
import { reveal, withNextDeal } from "./commit-reveal.ts";
import { type DecideContext, dealing } from "./dealing.ts";
import type { Event } from "./events.ts";
import { evolveAll } from "./evolve.ts";
import type { Added } from "./occupant.ts";
import { holderOf, isCardDue, type Phase, type Playing } from "./phase.ts";
import type { Decision } from "./rejection.ts";
import { type Phrase, RANK_CONTRACT } from "./rules.ts";
import { arrivals } from "./seating.ts";
import { SEATS, type Seat, seatAfter } from "./seats.ts";
import { eldestOf, type Game, handOf, mayAskForNext, turnOf } from "./state.ts";

/**
 * What a player asks for, with the names of the wire. A bid is of points, null for a pass, or of a rank. A card is null
 * when the message named no card of the deck.
 */
export type Action =
  | ({ readonly type: "bid" } & Wanted)
  | { readonly type: "call-partner-rank"; readonly rank: Rank }
  | { readonly type: "call-partner-suit"; readonly suit: Suit }
  | { readonly type: "play"; readonly card: CardId | null }
  | { readonly type: "reorder"; readonly hand: readonly (CardId | null)[] }
  | ({ readonly type: "next-deal" } & Added)
  | { readonly type: "reveal"; readonly nonce: string }
  | { readonly type: "say"; readonly phrase: Phrase };

/** What a bid asks for. */
export type Wanted = { readonly bid: number | null } | { readonly rank: Rank };

/**
 * The events of `action` by `seat`, or the reason for a refusal. The checks are made in this order: phase, turn, then
 * the bid or card [P18]. Pure: the clock and the shuffle are in `context`.
 */
export const decide = (game: Game, seat: Seat, action: Action, context: DecideContext): Decision => {
  const { phase } = game;
  switch (action.type) {
    case "bid":
      return phase.name === "bid"
        ? onTurn(game, seat, () => bid(game, seat, action, context))
        : misplaced(phase, action);
    case "call-partner-rank":
      return phase.name === "call-partner-rank"
        ? onTurn(game, seat, () => ok([{ type: "rank-called", rank: action.rank }]))
        : misplaced(phase, action);
    case "call-partner-suit":
      return phase.name === "call-partner-suit"
        ? onTurn(game, seat, () => callSuit(phase as Playing, action.suit))
        : misplaced(phase, action);
    case "play":
      return isCardDue(phase)
        ? onTurn(game, seat, () => play(game, phase, seat, action.card, context))
        : misplaced(phase, action);
    case "reorder":
      return reorder(game, seat, action.hand);
    case "next-deal":
      return nextDeal(game, seat, action, context);
    case "reveal":
      return reveal(game, seat, action.nonce);
    case "say":
      // A phrase changes nothing in the game.
      return game.rules.phrases ? ok([]) : err({ kind: "phrases-off" });
  }
};

const misplaced = (phase: Phase, action: Action): Decision =>
  err({ kind: "wrong-phase", phase: phase.name, message: action.type });

const onTurn = (game: Game, seat: Seat, then: () => Decision): Decision => {
  const turn = turnOf(game);
  return turn === seat ? then() : err({ kind: "not-your-turn", turn });
};

const bid = (game: Game, seat: Seat, wanted: Wanted, context: DecideContext): Decision => {
  const { phase, rules } = game;
  if (phase.name !== "bid") return misplaced(phase, { type: "bid", ...wanted });
  if ("rank" in wanted && rules.auction === "points") return err({ kind: "no-rank-auction" });
  const choice = choiceAfter(phase.bids, rules);
  const call = callOf(seat, wanted, phase.bids);
  if (choice.by === "ranks") {
    if (call.bid !== null && !("rank" in wanted && choice.ranks.includes(wanted.rank)))
      return err({ kind: "bid-not-weaker", ranks: choice.ranks });
  } else if ("rank" in wanted || !(call.bid === null || isWithin(call.bid, choice))) {
    return err({ kind: "bid-out-of-range", lowest: choice.min, highest: choice.max });
  }
  const placed: Event = { type: "bid-placed", ...call };
  const standing = auctionAfter(eldestOf(game), [...phase.bids, call]);
  switch (standing.kind) {
    case "open":
      return ok([placed]);
    case "won": {
      const { seat: caller, ...contract } = standing.high;
      return ok([placed, { type: "auction-won", caller, ...contract }]);
    }
    case "all-passed": {
      const attempt = phase.attempt + 1;
      const dealer = seatAfter(game.dealer);
      const thrown: Event[] = [placed, { type: "thrown-in", reason: "all_passed", attempt, dealer }];
      return ok([...thrown, ...dealing(evolveAll(game, thrown), context)]);
    }
  }
};

/** The call that `wanted` stands for after `bids`. Points in an auction by ranks keep the rank before them [G31]. */
const callOf = (seat: Seat, wanted: Wanted, bids: readonly Bid[]): Bid => {
  if ("rank" in wanted) return { seat, bid: RANK_CONTRACT, rank: wanted.rank };
  const { bid } = wanted;
  const rank = bid === null ? undefined : highestOffer(bids)?.rank;
  return rank === undefined ? { seat, bid } : { seat, bid, rank };
};

const isWithin = (bid: number, { min, max }: { readonly min: number; readonly max: number }): boolean =>
  Number.isInteger(bid) && bid >= min && bid <= max;

const callSuit = (phase: Playing, suit: Suit): Decision => {
  if (phase.rank === null) throw new Error("a suit is called before its rank");
  const partner = holderOf(phase, cardId(suit, phase.rank));
  if (partner === null) throw new Error("a called card is in no hand and on no trick");
  const named: Event = { type: "trump-named", suit, partner };
  return phase.trick.length === 0
    ? ok([named, { type: "first-trick-opened" }])
    : ok([named, { type: "trick-won" }, { type: "trick-rested" }]);
};

const play = (
  game: Game,
  phase: Playing,
  seat: Seat,
  card: CardId | null,
  context: DecideContext,
): Decision => {
  if (card === null) return err({ kind: "no-such-card" });
  if (!handOf(game, seat).includes(card)) return err({ kind: "card-not-held" });
  const led: Event[] = phase.name === "trick-won" ? [{ type: "trick-led" }] : [];
  const played: Event[] = [...led, { type: "card-played", seat, card }];
  if (phase.trick.length < SEATS.length - 1) return ok(played);
  if (!phase.trump) return ok([...played, { type: "blind-trick-completed" }]);
  if (phase.tricks.length < 7) return ok([...played, { type: "trick-won" }, { type: "trick-rested" }]);
  const ended: Event = { type: "deal-ended", nextSecret: context.newSecret() };
  return ok([...played, { type: "trick-won" }, ended, ...arrivals(game, context.now)]);
};

const reorder = (game: Game, seat: Seat, wanted: readonly (CardId | null)[]): Decision => {
  const held = handOf(game, seat);
  if (held.length === 0) return err({ kind: "nothing-held" });
  const hand = wanted.filter((card): card is CardId => card !== null);
  const complete = wanted.length === held.length && held.every((card) => hand.includes(card));
  if (!complete) return err({ kind: "not-the-hand" });
  // An order that the hand already has is accepted and produces no event.
  return ok(held.every((card, at) => card === hand[at]) ? [] : [{ type: "hand-reordered", seat, hand }]);
};

const nextDeal = (
  game: Game,
  seat: Seat,
  action: Extract<Action, { type: "next-deal" }>,
  context: DecideContext,
): Decision => {
  const { phase } = game;
  if (phase.name !== "end") return misplaced(phase, action);
  if (!mayAskForNext(game, seat)) return err({ kind: "already-ready" });
  const { type: _type, ...added } = action;
  return ok(withNextDeal(game, [{ type: "player-readied", seat, ...added, at: context.now }], context));
};
