import type { Role } from "../weights.ts";
import type { Deal } from "./deal.ts";
import { BIT, SUIT } from "./slots.ts";
import type { Suspicion } from "./suspicion.ts";

const holdsCalled = ({ called, hands }: Deal, seat: number): boolean =>
  called >= 0 && ((hands[seat * 4 + (SUIT[called] as number)] as number) & (BIT[called] as number)) !== 0;

/** The side of `seat` as the seat knows it. */
export const roleOf = (deal: Deal, seat: number): Role => {
  if (seat === deal.caller) return "caller";
  return deal.shown === seat || holdsCalled(deal, seat) ? "partner" : "defender";
};

/** Writes to `friends` the probability, as `seat` knows it, that each seat is on its side. Its own is 1. */
export const allegiance = (
  deal: Deal,
  suspicion: Suspicion,
  seat: number,
  role: Role,
  friends: Float64Array,
): void => {
  const { caller, shown } = deal;
  if (role === "partner") only(caller, friends);
  else {
    if (role === "caller" && holdsCalled(deal, seat)) only(seat, friends);
    else if (shown >= 0) only(shown, friends);
    else suspicion.read(seat, caller, friends);
    if (role === "defender")
      for (let at = 0; at < 5; at++) friends[at] = at === caller ? 0 : 1 - (friends[at] as number);
  }
  friends[seat] = 1;
};

const only = (one: number, friends: Float64Array): void => {
  for (let at = 0; at < 5; at++) friends[at] = at === one ? 1 : 0;
};
