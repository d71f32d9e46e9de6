import { expect, test } from "vitest";
import { climb, contestsFrom } from "../../dev/ladder/climb.ts";
import { tallyOf } from "../../dev/ladder/tally.ts";
import { handWorth } from "../../src/bot/auction.ts";
import { BLUNDER } from "../../src/bot/casual.ts";
import { chooseMove } from "../../src/bot/levels.ts";
import { observationIn } from "../../src/bot/observation.ts";
import { evaluate } from "../../src/bot/playout/evaluate.ts";
import { SLOT_OF } from "../../src/bot/playout/slots.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { matchOver, seatedTable, seatsToAct } from "../support/table.ts";

/** The positions of a deal among casual bots, with the seat on turn. */
const positionsOf = (seed: number): readonly (readonly [Seat, Snapshot])[] => {
  const table = seatedTable({ seed, rules: { deals: 1 } });
  const random = sourceFrom(seed);
  const positions: (readonly [Seat, Snapshot])[] = [];
  while (!matchOver(table.game)) {
    const [seat = 0] = seatsToAct(table);
    const view = table.view(seat);
    positions.push([seat, view]);
    const move = chooseMove("casual", view, random);
    if (!move) throw new Error("nothing to say");
    table.send(seat, move);
  }
  return positions;
};

/** How much worse, by the values of `rule`, the cards are that `level` plays in the positions of some deals. */
const lossesOf = (level: "casual" | "rule" | "random"): readonly number[] => {
  const slots = new Uint8Array(8);
  const values = new Float64Array(8);
  const losses: number[] = [];
  for (let seed = 1; seed <= 30; seed++)
    for (const [at, [, view]] of positionsOf(seed).entries()) {
      const move = chooseMove(level, view, sourceFrom(seed * 100 + at));
      const seen = observationIn(view);
      if (move?.message_type !== "play" || !seen || seen.deal.left[seen.seat] === 1) continue;
      const count = evaluate(seen.deal, seen.suspicion, slots, values);
      const own = values[slots.indexOf(SLOT_OF[move.card] as number)] as number;
      losses.push(Math.max(...values.slice(0, count)) - own);
    }
  return losses;
};

test("[B14] the casual level slips often, and never by much", () => {
  const losses = lossesOf("casual");
  expect(losses.length).toBeGreaterThan(900);
  expect(Math.max(...losses)).toBeLessThanOrEqual(BLUNDER);
  const slips = losses.filter((loss) => loss > 1).length / losses.length;
  expect(slips).toBeGreaterThan(0.15);
  expect(slips).toBeLessThan(0.5);
  // The other two levels show that the measure tells a bot without slips from one that blunders.
  expect(Math.max(...lossesOf("rule"))).toBe(0);
  expect(Math.max(...lossesOf("random"))).toBeGreaterThan(2 * BLUNDER);
});

test("[B14] the casual level makes about half of its contracts at its own table, the rule level more", () => {
  const contests = contestsFrom(11, 400);
  const madeBy = (free: "casual" | "rule") => {
    const { made, deals } = tallyOf(climb(contests, { free }, 11).filter((outcome) => outcome !== null));
    return made / deals;
  };
  const casual = madeBy("casual");
  expect(casual).toBeGreaterThan(0.4);
  expect(casual).toBeLessThan(0.55);
  expect(madeBy("rule")).toBeGreaterThan(casual + 0.05);
});

test("[B14] the casual level bids up to a little more than its hand is worth, and not always the same", () => {
  const table = seatedTable({ seed: 3 });
  const [seat = 0] = seatsToAct(table);
  const view = table.view(seat);
  const worth = handWorth((view.hand ?? []).map(({ card_id }) => card_id));
  const bids = Array.from({ length: 200 }, (_, seed) => chooseMove("casual", view, sourceFrom(seed)));
  const offers = bids.flatMap((move) => (move?.message_type === "bid" && "bid" in move ? [move.bid] : []));
  expect(Math.max(...offers)).toBeLessThanOrEqual(worth + 11);
  expect(new Set(offers).size).toBeGreaterThan(1);
});
