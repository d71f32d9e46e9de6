import { pointsOf, suitOf } from "../shared/game/cards.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../shared/game/seats.ts";
import type { PlayedCard } from "../shared/game/tricks.ts";
import { type Facts, leadingCard } from "./facts.ts";
import { ALONE, SUSPICION } from "./habits.ts";

/** How likely each seat is the partner, from 0 to 1, as far as `facts` tell. */
const suspicion = (facts: Facts): BySeat<number> => {
  const { partner, caller, seat } = facts;
  if (partner !== null) return bySeat((at) => (at === partner ? 1 : 0));
  const weights = SEATS.map((at): number => {
    if (at === seat) return 0;
    return at === caller ? ALONE : 1;
  });
  // Whatever was played before the suit was called says nothing: nobody was the partner yet.
  const told = facts.trump === null ? [] : [...facts.tricks.slice(1), facts.trick];
  for (const trick of told) weigh(trick, facts, weights);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return bySeat((at) => (weights[at] as number) / sum);
};

/** Raises the weight of those who helped the caller in `trick`, lowers that of those who did not. */
const weigh = (trick: readonly PlayedCard[], { caller, trump, role }: Facts, weights: number[]): void => {
  const clues = SUSPICION[role === "caller" ? "caller" : "defender"];
  for (const [turn, { seat, card }] of trick.entries()) {
    if (seat === caller) continue;
    const before = trick.slice(0, turn);
    const top = leadingCard(before, trump);
    const beats = leadingCard([...before, { seat, card }], trump)?.seat === seat;
    const given = pointsOf(card);
    let factor = 1;
    if (top?.seat === caller) factor = beats ? 1 : 1 + clues.fed * given;
    else if (!top || beats) factor = suitOf(card) !== trump ? 1 : top ? clues.trumped : clues.trumpLed;
    else if (before.some((played) => played.seat === caller)) factor = 1 / (1 + clues.elsewhere * given);
    else if (given === 0) factor = clues.idle;
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
