import type { Rng } from "../rng.ts";
import type { Deal } from "./deal.ts";
import { BIT, SLOTS, SUIT, SUIT_SIZE } from "./slots.ts";

const deck = new Uint8Array(SLOTS);

/** Deals forty random cards to the five hands of `deal`. */
export const dealRandomly = (deal: Deal, rng: Rng): void => {
  deal.hands.fill(0);
  for (let slot = 0; slot < SLOTS; slot++) deck[slot] = slot;
  for (let at = SLOTS - 1; at >= 0; at--) {
    const other = rng.below(at + 1);
    const slot = deck[other] as number;
    deck[other] = deck[at] as number;
    deck[at] = slot;
    const place = ((at / 8) | 0) * 4 + (SUIT[slot] as number);
    deal.hands[place] = (deal.hands[place] as number) | (BIT[slot] as number);
  }
};

const held = new Uint8Array(SLOTS);

/** Plays `deal` to its end at random, the trump included. Returns the card points of the caller's side. */
export const playRandomly = (deal: Deal, rng: Rng): number => {
  for (let seat = 0; seat < 5; seat++) deal.list(seat, held, seat * 8);
  while (deal.tricks < 8) {
    if (deal.unnamed) {
      if (deal.rank < 0) deal.rank = rng.below(SUIT_SIZE);
      deal.name(rng.below(4));
      continue;
    }
    const first = deal.turn * 8;
    const last = first + (deal.left[deal.turn] as number) - 1;
    const at = first + rng.below(last - first + 1);
    const slot = held[at] as number;
    held[at] = held[last] as number;
    deal.play(slot);
  }
  return deal.made;
};
