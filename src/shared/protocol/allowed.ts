import { choiceAfter } from "../game/auction.ts";
import { RANKS, SUITS } from "../game/cards.ts";
import { isOpen } from "../game/commit-reveal.ts";
import { isCardDue } from "../game/phase.ts";
import type { Seat } from "../game/seats.ts";
import { type Game, handOf, mayAskForNext, turnOf } from "../game/state.ts";
import type { Allowed } from "./snapshot.ts";

/** The messages that the game would accept from `seat` now. They depend only on what the seat may know [P15]. */
export const allowedFor = (game: Game, seat: Seat): readonly Allowed[] => {
  const { phase } = game;
  const onTurn = turnOf(game) === seat;
  const hand = handOf(game, seat);
  const allowed: Allowed[] = [];
  if (onTurn && phase.name === "bid") {
    const choice = choiceAfter(phase.bids, game.rules);
    allowed.push(
      choice.by === "ranks"
        ? { message_type: "bid", ranks: choice.ranks }
        : { message_type: "bid", bids: { min: choice.min, max: choice.max } },
    );
  }
  if (onTurn && phase.name === "call-partner-rank")
    allowed.push({ message_type: "call-partner-rank", ranks: RANKS });
  if (onTurn && phase.name === "call-partner-suit")
    allowed.push({ message_type: "call-partner-suit", suits: SUITS });
  if (onTurn && isCardDue(phase)) allowed.push({ message_type: "play", cards: hand });
  if (hand.length > 0) allowed.push({ message_type: "reorder" });
  if (phase.name === "shuffle" && isOpen(game, seat)) allowed.push({ message_type: "reveal" });
  if (mayAskForNext(game, seat)) allowed.push({ message_type: "next-deal" });
  return allowed;
};
