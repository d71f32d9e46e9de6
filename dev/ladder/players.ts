import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chooseMove } from "../../src/bot/levels.ts";
import type { BotMove } from "../../src/bot/moves.ts";
import { putInto } from "../../src/bot/observation.ts";
import type { Source } from "../../src/bot/rng.ts";
import type { Hands } from "../../src/bot/search/choose.ts";
import { BY_EVIDENCE, type Method, searchMove, weighMoves } from "../../src/bot/search/search.ts";
import { Worlds } from "../../src/bot/search/worlds.ts";
import { LEVELS, type Level } from "../../src/shared/game/levels.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { type Forecast, forecastOf } from "./forecast.ts";

/** The players of the ladder: the levels, and two for comparison with `search`. */
export const PLAYERS = [...LEVELS, "plain", "seer", "before"] as const;
/**
 * `plain` searches like `search`, but considers all hands equally likely that its own cards do not exclude. `seer`
 * plays out the actual hands, which no seat may see. `before` is `search` of the checkout at BRISCOLA_BEFORE.
 */
export type Player = (typeof PLAYERS)[number];

/** The cost of the decisions, and what they expected. */
export interface Meter {
  /** The time of each decision among several moves, in ms. */
  readonly times: number[];
  playouts: number;
  readonly forecasts: Forecast[];
}

export const emptyMeter = (): Meter => ({ times: [], playouts: 0, forecasts: [] });

const checkout = process.env.BRISCOLA_BEFORE;
const earlier: { readonly chooseMove: typeof chooseMove } | null = checkout
  ? await import(pathToFileURL(join(checkout, "src/bot/levels.ts")).href)
  : null;

const isLevel = (player: Player): player is Level => LEVELS.some((level) => level === player);

/** The move of `player` for `seat`, which is on turn in `game`. */
export const moveOf = (
  player: Player,
  game: Game,
  seat: Seat,
  random: Source,
  meter: Meter,
): BotMove | null => {
  const view = viewFor(game, seat, 0);
  const asked = view.allowed?.find(({ message_type }) => message_type !== "reorder");
  if (!asked || (isLevel(player) && player !== "search")) return chooseMove(player as Level, view, random);
  const onPlayout = () => {
    meter.playouts += 1;
  };
  if (player === "before") {
    if (!earlier) throw new Error("BRISCOLA_BEFORE names no checkout");
    return earlier.chooseMove("search", view, random);
  }
  const before = performance.now();
  const method = { ...methodOf(player, game), onPlayout };
  const isPlay = asked.message_type === "play" && (asked.cards?.length ?? 0) > 1;
  const weighed = isPlay ? weighMoves(asked, view, random, method) : null;
  const move = weighed?.[0].option.move ?? searchMove(asked, view, random, method);
  if (weighed) meter.forecasts.push(forecastOf(view, seat, weighed[0].odds));
  if ((asked.cards?.length ?? 2) > 1) meter.times.push(performance.now() - before);
  return move;
};

const methodOf = (player: Player, game: Game): Method => {
  switch (player) {
    case "plain":
      return {
        ...BY_EVIDENCE,
        open: (seen, { played }, rng) => new Worlds(seen, { played, likelihood: () => 0 }, rng),
      };
    case "seer":
      // There is one world, so more than one playout for each move would give no new information.
      return { playouts: 1, open: () => theHandsOf(game) };
    default:
      return BY_EVIDENCE;
  }
};

const theHandsOf = ({ phase }: Game): Hands => {
  const hands = new Uint16Array(20);
  if ("hands" in phase) for (const [seat, hand] of phase.hands.entries()) putInto(hands, seat, hand);
  return { next: () => hands };
};
