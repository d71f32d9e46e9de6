import { pointsIn, pointsOf } from "../shared/game/cards.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../shared/game/seats.ts";
import type { PlayedCard } from "../shared/game/tricks.ts";
import { type Facts, leadingCard } from "./facts.ts";
import { SUSPICION } from "./habits.ts";

/** How likely each seat is the partner, from 0 to 1, as far as `facts` tell. */
const suspicion = (facts: Facts): BySeat<number> => {
  const { partner, caller, seat } = facts;
  if (partner !== null) return bySeat((at) => (at === partner ? 1 : 0));
  const weights = SEATS.map((at) => {
    if (at === seat) return 0;
    return at === caller ? SUSPICION.alone : 1;
  });
  // Whatever was played before the suit was called says nothing: nobody was the partner yet.
  const told = facts.trump === null ? [] : [...facts.tricks.slice(1), facts.trick];
  for (const trick of told) weigh(trick, facts, weights);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return bySeat((at) => (weights[at] as number) / sum);
};

/** Raises the weight of those who helped the caller in `trick`, lowers that of those who did not. */
const weigh = (trick: readonly PlayedCard[], { caller, trump }: Facts, weights: number[]): void => {
  for (const [turn, { seat, card }] of trick.entries()) {
    const before = trick.slice(0, turn);
    const top = leadingCard(before, trump);
    if (!top || seat === caller) continue;
    const beats = leadingCard([...before, { seat, card }], trump)?.seat === seat;
    const stake = pointsIn(before.map((played) => played.card));
    const given = pointsOf(card);
    let factor = 1;
    if (top.seat === caller) factor = beats ? 1 / (1 + SUSPICION.against * stake) : 1 + SUSPICION.fed * given;
    else if (!beats) factor = 1 / (1 + SUSPICION.elsewhere * given);
    weights[seat] = (weights[seat] as number) * factor;
  }
};

/** How likely each seat is on this seat's side, from 0 to 1; its own is 1. */
export const friendship = (facts: Facts): BySeat<number> => {
  const { seat, caller, role } = facts;
  const suspected = suspicion(facts);
  return bySeat((at: Seat) => {
    if (at === seat) return 1;
    switch (role) {
      case "caller":
        return suspected[at];
      case "partner":
        return at === caller ? 1 : 0;
      case "defender":
        return at === caller ? 0 : 1 - suspected[at];
    }
  });
};
