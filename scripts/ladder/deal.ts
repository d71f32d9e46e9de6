import { chooseMove } from "../../src/bot/levels.ts";
import type { Source } from "../../src/bot/moves.ts";
import type { Chance } from "../../src/shared/game/dealing.ts";
import { decide } from "../../src/shared/game/decide.ts";
import { evolve, evolveAll } from "../../src/shared/game/evolve.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { takeSeat } from "../../src/shared/game/seating.ts";
import { type BySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { type Game, isPlaying, turnOf } from "../../src/shared/game/state.ts";
import { type Snapshot, viewFor } from "../../src/shared/game/view.ts";
import { actionOf } from "../../src/shared/protocol/codec.ts";

/** The points that every caller of the ladder bids. */
export const TARGET = 90;

/** The levels of the two sides. */
export interface Pairing {
  readonly side: Level;
  readonly defenders: Level;
}

const SECRET = "00".repeat(32);

const chanceOf = (hands: BySeat<Hand>): Chance => ({ now: 0, deal: () => hands, newSecret: () => SECRET });

/** A table with five seats taken and `hands` dealt. Hands that would be thrown in are not for this. */
export const tableWith = (hands: BySeat<Hand>, dealer: Seat): Game => {
  const chance = chanceOf(hands);
  const rules = { ...DEFAULT_RULES, weak_hand_below: 0 };
  let game = evolve(null, {
    type: "game-created",
    id: "LADDER",
    rules,
    dealer,
    secret: SECRET,
    at: 0,
    key: null,
  });
  for (const seat of SEATS) {
    const taken = takeSeat(game, seat, { name: `Bot ${seat}`, nonce: "", key: null }, chance);
    if (taken.ok) game = evolveAll(game, taken.value);
  }
  return game;
};

/** The points that `caller`'s side makes of `hands`, bound to bid {@link TARGET} while the others pass. */
export const playDeal = (
  hands: BySeat<Hand>,
  caller: Seat,
  { side, defenders }: Pairing,
  random: Source,
): number => {
  const chance = chanceOf(hands);
  let game = tableWith(hands, ((caller + 4) % 5) as Seat);
  for (let seat = turnOf(game); seat !== null; seat = turnOf(game)) {
    const { phase } = game;
    // Nobody is the partner before the suit is called: until then all but the caller play as defenders.
    const partner = isPlaying(phase) ? phase.trump?.partner : undefined;
    const level = seat === caller || seat === partner ? side : defenders;
    const view: Snapshot = viewFor(game, seat, 0);
    const move =
      phase.name === "bid"
        ? ({ message_type: "bid", bid: seat === caller ? TARGET : -1 } as const)
        : chooseMove(level, view, random);
    const decision = move && decide(game, seat, actionOf(move), chance);
    if (!decision?.ok) throw new Error(`seat ${seat} was refused ${JSON.stringify(move)}`);
    game = evolveAll(game, decision.value);
  }
  const end = viewFor(game, "observer", 0).end_state;
  if (!end) throw new Error("a deal did not end");
  return end.caller_side_points;
};
