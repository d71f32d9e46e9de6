import type { Deal } from "./deal.ts";
import { evaluate } from "./evaluate.ts";
import type { Suspicion } from "./suspicion.ts";
import { chooseCall, chooseTrump } from "./worth.ts";

const slots = new Uint8Array(8);
const promises = new Float64Array(8);

/** The slot with the highest value for the seat on turn; the first of equal ones. */
export const chooseSlot = (deal: Deal, suspicion: Suspicion): number => {
  if (deal.left[deal.turn] === 1) {
    deal.list(deal.turn, slots, 0);
    return slots[0] as number;
  }
  const count = evaluate(deal, suspicion, slots, promises);
  let best = 0;
  for (let at = 1; at < count; at++) if ((promises[at] as number) > (promises[best] as number)) best = at;
  return slots[best] as number;
};

/** The caller names the trump, and the rank if it is still open. */
const nameByRule = (deal: Deal): void => {
  if (deal.rank >= 0) return deal.name(chooseTrump(deal));
  const { rank, suit } = chooseCall(deal);
  deal.rank = rank;
  deal.name(suit);
};

/** Plays `deal` to its end by the rule level, from what each seat may know. Returns the points of the caller's side. */
export const playByRule = (deal: Deal, suspicion: Suspicion): number => {
  while (deal.tricks < 8) {
    if (deal.unnamed) {
      nameByRule(deal);
      continue;
    }
    const slot = chooseSlot(deal, suspicion);
    suspicion.note(deal, slot);
    deal.play(slot);
  }
  return deal.made;
};
