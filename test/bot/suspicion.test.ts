import { expect, test } from "vitest";
import type { Facts } from "../../src/bot/facts.ts";
import { friendship } from "../../src/bot/suspicion.ts";
import { cardId, SUITS } from "../../src/shared/game/cards.ts";
import { bySeat } from "../../src/shared/game/seats.ts";
import type { PlayedCard } from "../../src/shared/game/tricks.ts";

const [COINS, CUPS, SWORDS] = SUITS;

/** What seat 0 makes of `trick` after an empty blind trick, having called the ace of coins and holding the three. */
const trustAfter = (...trick: PlayedCard[]) => {
  const facts: Facts = {
    seat: 0,
    role: "caller",
    caller: 0,
    rank: 1,
    trump: COINS,
    calledCard: cardId(COINS, 1),
    partner: null,
    hand: [cardId(COINS, 3)],
    trick: [],
    tricks: [[], trick],
    unseen: [],
    cardsLeft: bySeat(() => 1),
  };
  return friendship(facts);
};

test("[B5] to the caller all others are alike until they have played", () => {
  expect(trustAfter().slice(1)).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test("[B5] the caller takes for its partner who trumps another's trick, or leads a trump", () => {
  const trumped = trustAfter({ seat: 1, card: cardId(CUPS, 1) }, { seat: 2, card: cardId(COINS, 4) });
  expect(trumped[2]).toBeGreaterThan(2 * trumped[1]);
  const led = trustAfter({ seat: 3, card: cardId(COINS, 10) });
  expect(led[3]).toBeGreaterThan(0.5);
});

test("[B5] the caller gives up on who feeds a trick that it can no longer take", () => {
  const mine = { seat: 0, card: cardId(SWORDS, 2) } as const;
  const fed = trustAfter({ seat: 4, card: cardId(CUPS, 1) }, mine, { seat: 1, card: cardId(CUPS, 3) });
  expect(fed[1]).toBeLessThan(0.1);
  // Before the caller has played, the same card may be meant for the caller.
  const early = trustAfter({ seat: 4, card: cardId(CUPS, 1) }, { seat: 1, card: cardId(CUPS, 3) }, mine);
  expect(early[1]).toBeGreaterThanOrEqual(0.25);
});
