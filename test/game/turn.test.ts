import { describe, expect, test } from "vitest";
import { turnAfter } from "../../src/shared/game/announced.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { bySeat } from "../../src/shared/game/seats.ts";

describe("[P26] the turn", () => {
  const hands = bySeat(() => []);
  const moves: readonly [string, Event, number][] = [
    ["a bid", { type: "bid-placed", seat: 0, bid: 61 }, 1],
    ["a pass", { type: "bid-placed", seat: 0, bid: null }, 1],
    ["a call of a rank", { type: "rank-called", rank: 3 }, 1],
    ["a call of a suit", { type: "trump-named", suit: "cups", partner: 2 }, 1],
    ["a card", { type: "card-played", seat: 3, card: 7 }, 1],
    ["cards that are dealt", { type: "dealt", hands }, 1],
    [
      "cards that are thrown in for a weak hand",
      { type: "thrown-in", reason: "weak_hand", attempt: 1, dealer: 0 },
      1,
    ],
    [
      "a deal that all have passed, which was counted when it was dealt",
      { type: "thrown-in", reason: "all_passed", attempt: 1, dealer: 0 },
      0,
    ],
    ["the end of an auction", { type: "auction-won", caller: 0, bid: 61 }, 0],
    ["the winning of a trick", { type: "trick-won" }, 0],
    ["a trick that lies there", { type: "trick-rested" }, 0],
    ["the lead of the next", { type: "trick-led" }, 0],
    ["the end of a deal", { type: "deal-ended", nextSecret: "" }, 0],
    ["a hand that is put in order", { type: "hand-reordered", seat: 0, hand: [] }, 0],
    ["a player who is ready", { type: "player-readied", seat: 0, nonce: "" }, 0],
    ["a player who comes back", { type: "player-reconnected", seat: 0 }, 0],
    ["more time", { type: "clock-extended", until: 1 }, 0],
    ["a restore", { type: "game-restored" }, 0],
  ];
  test.each(moves)("[P26] after %s", (_, event, more) => {
    expect(turnAfter(41, [event])).toBe(41 + more);
  });
});
