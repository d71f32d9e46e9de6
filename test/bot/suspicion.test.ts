import { expect, test } from "vitest";
import { allegiance } from "../../src/bot/playout/allegiance.ts";
import { Deal } from "../../src/bot/playout/deal.ts";
import { SLOT_OF } from "../../src/bot/playout/slots.ts";
import { Suspicion } from "../../src/bot/playout/suspicion.ts";
import { cardId, type Rank, SUITS, type Suit, strengthOf } from "../../src/shared/game/cards.ts";

const [COINS, CUPS, SWORDS] = SUITS;

/** What seat 0, who has called the ace of coins, makes of a trick after an empty blind one; `leader` leads it. */
const trustAfter = (leader: number, ...cards: (readonly [Suit, Rank])[]): readonly number[] => {
  const deal = new Deal();
  const suspicion = new Suspicion();
  deal.begin(0, strengthOf(cardId(COINS, 1)), leader, false);
  deal.name(SUITS.indexOf(COINS));
  for (const [suit, rank] of cards) {
    const slot = SLOT_OF[cardId(suit, rank)] as number;
    suspicion.note(deal, slot);
    deal.play(slot);
  }
  const friends = new Float64Array(5);
  allegiance(deal, suspicion, 0, "caller", friends);
  return [...friends];
};

test("[B10] to the caller all others are alike until they have played", () => {
  expect(trustAfter(0)).toEqual([1, 0.25, 0.25, 0.25, 0.25]);
});

test("[B10] the caller takes for its partner who trumps another's trick, or leads a trump", () => {
  const [, first = 1, trumper = 0] = trustAfter(1, [CUPS, 1], [COINS, 4]);
  expect(trumper).toBeGreaterThan(2 * first);
  const [, , , leader = 0] = trustAfter(3, [COINS, 10]);
  expect(leader).toBeGreaterThan(0.5);
});

test("[B10] the caller gives up on who feeds a trick that it can no longer take", () => {
  const [, fed = 1] = trustAfter(4, [CUPS, 1], [SWORDS, 2], [CUPS, 3]);
  expect(fed).toBeLessThan(0.1);
  // Before the caller has played, the same card may be meant for the caller.
  const [, , , , before = 0] = trustAfter(3, [CUPS, 1], [CUPS, 3], [SWORDS, 2]);
  expect(before).toBeGreaterThanOrEqual(0.25);
});
