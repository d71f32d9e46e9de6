import { chooseRank, PASS } from "../../src/bot/auction.ts";
import { type Source, sourceFrom } from "../../src/bot/rng.ts";
import type { DecideContext } from "../../src/shared/game/dealing.ts";
import { decide } from "../../src/shared/game/decide.ts";
import { evolve, evolveAll } from "../../src/shared/game/evolve.ts";
import { isPlaying } from "../../src/shared/game/phase.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { takeSeat } from "../../src/shared/game/seating.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Hand } from "../../src/shared/game/shuffle.ts";
import { type Game, turnOf } from "../../src/shared/game/state.ts";
import { TABLES, type TableName } from "../../src/shared/game/tables.ts";
import { actionOf } from "../../src/shared/protocol/codec.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { settled } from "./forecast.ts";
import { emptyMeter, type Meter, moveOf, type Player } from "./players.ts";

/** The bid of every caller of the ladder. */
export const TARGET = 90;

/** The players of the two sides, and their table; `buio` if absent. */
export interface Pairing {
  readonly side: Player;
  readonly defenders: Player;
  readonly table?: TableName;
}

/** The outcome of a deal. */
export interface Outcome {
  readonly bid: number;
  /** The card points of the caller's side. */
  readonly points: number;
  /** The caller and the partner; the same seat twice when the caller plays alone. */
  readonly sides: readonly [Seat, Seat];
  /** The change of each seat's match score. */
  readonly delta: BySeat<number>;
}

const SECRET = "00".repeat(32);

const contextOf = (hands: BySeat<Hand>): DecideContext => ({
  now: 0,
  deal: () => hands,
  newSecret: () => SECRET,
});

/** A game with five taken seats in which `hands` are dealt. Hands that would be thrown in are not supported. */
export const tableWith = (hands: BySeat<Hand>, dealer: Seat, table: TableName = "buio"): Game => {
  const context = contextOf(hands);
  const rules = { ...DEFAULT_RULES, ...TABLES[table], weak_hand_below: 0 };
  let game = evolve(null, {
    type: "game-created",
    id: "LADDER",
    rules,
    dealer,
    secret: SECRET,
    at: 0,
    request: null,
    creator: null,
  });
  for (const seat of SEATS) {
    const taken = takeSeat(game, seat, { name: `Bot ${seat}`, nonce: "", request: null }, context);
    if (taken.ok) game = evolveAll(game, taken.value);
  }
  return game;
};

/**
 * The outcome of `hands` when the others pass and the side of `caller` is bound to the bid {@link TARGET}, or to its best
 * rank in an auction by ranks.
 */
export const playBound = (
  hands: BySeat<Hand>,
  caller: Seat,
  { side, defenders, table }: Pairing,
  random: Source,
  meter: Meter,
): Outcome => {
  const outcome = play(tableWith(hands, ((caller + 4) % 5) as Seat, table), hands, (game, seat) => {
    const { phase } = game;
    if (phase.name === "bid") {
      if (seat !== caller) return PASS;
      return game.rules.auction === "ranks"
        ? { message_type: "bid", rank: chooseRank(hands[caller]) }
        : { message_type: "bid", bid: TARGET };
    }
    // There is no partner before the suit is called. Until then all but the caller play as defenders.
    const partner = isPlaying(phase) ? phase.trump?.partner : undefined;
    return moveOf(seat === caller || seat === partner ? side : defenders, game, seat, random, meter);
  });
  if (!outcome) throw new Error("a bid was not heard");
  return outcome;
};

/**
 * The outcome of `hands` at the table `dealt` when `players` bid freely; null when all of them pass. Each decision has its own random source,
 * so that two tables differ only from the first different move on.
 */
export const playFreely = (
  hands: BySeat<Hand>,
  dealt: Game,
  players: BySeat<Player>,
  seed: number,
  meter: Meter,
): Outcome | null => {
  const own = emptyMeter();
  const outcome = play(dealt, hands, (game, seat) =>
    moveOf(players[seat], game, seat, sourceFrom(seed + game.revision * 104_729), own),
  );
  meter.times.push(...own.times);
  meter.playouts += own.playouts;
  if (outcome) meter.forecasts.push(...own.forecasts.map((forecast) => settled(forecast, outcome)));
  return outcome;
};

const play = (
  dealt: Game,
  hands: BySeat<Hand>,
  choose: (game: Game, seat: Seat) => ReturnType<typeof moveOf>,
): Outcome | null => {
  const context = contextOf(hands);
  let game = dealt;
  for (let seat = turnOf(game); seat !== null; seat = turnOf(game)) {
    const move = choose(game, seat);
    const decision = move && decide(game, seat, actionOf(move), context);
    if (!decision?.ok) throw new Error(`seat ${seat} was refused ${JSON.stringify(move)}`);
    game = evolveAll(game, decision.value);
    if (game.phase.attempt > 0) return null;
  }
  const end = viewFor(game, "observer", 0).end_state;
  if (!end) throw new Error("a deal did not end");
  const { bid, caller_side_points: points, caller_id, partner_id, match_delta } = end;
  return {
    bid,
    points,
    sides: [caller_id, partner_id],
    delta: bySeat((seat) => match_delta[seat]?.points ?? 0),
  };
};
