import type { Seat } from "../../shared/game/seats.ts";
import type { Deal } from "../playout/deal.ts";
import { POINTS, SUIT } from "../playout/slots.ts";
import type { Reason } from "./advice.ts";

/**
 * What `slot` does for the seat on turn. `friends` are the probabilities that each seat is on its side. In the blind
 * trick nobody is winning yet.
 */
export const reasonOf = (deal: Deal, slot: number, friends: readonly number[]): Reason => {
  const points = POINTS[slot] as number;
  const isTrump = SUIT[slot] === deal.trump;
  if (slot === deal.called) return { kind: "reveals" };
  if (deal.laid === 0) {
    if (isTrump) return { kind: "leads-trump" };
    return points > 0 ? { kind: "leads-points", points } : { kind: "leads-low" };
  }
  if (deal.trump < 0) return points > 0 ? { kind: "leads-points", points } : { kind: "throws" };
  if (deal.beats(slot)) {
    const overtrumps = isTrump && SUIT[deal.trick[0] as number] !== deal.trump;
    return { kind: overtrumps ? "trumps" : "takes", points: deal.stake + points };
  }
  const seat = deal.taker as Seat;
  const friend = friends[seat] ?? 0;
  if (points > 0) return { kind: "feeds", points, seat, odds: friend };
  return friend < 0.5 ? { kind: "withholds", seat, odds: 1 - friend } : { kind: "throws" };
};
