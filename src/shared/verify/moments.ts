import type { Action } from "../game/decide.ts";
import { isPlaying } from "../game/phase.ts";
import type { Seat } from "../game/seats.ts";
import { type Game, turnOf } from "../game/state.ts";
import { ok, type Result } from "../result.ts";
import type { ClaimedDeal, ClaimedReplay } from "./claim.ts";
import { act, bidding, bidOf, differs, seated } from "./retrace.ts";

/** A choice of a deal, with the game before it. */
export interface Moment {
  readonly game: Game;
  readonly seat: Seat;
  readonly action: Choice;
}
export type Choice = Extract<
  Action,
  { readonly type: "bid" | "call-partner-rank" | "call-partner-suit" | "play" }
>;

/** A deal step by step: its choices in order, from the first bid of the attempt that was played, and the game after them. */
export interface Steps {
  readonly moments: readonly Moment[];
  readonly end: Game;
}

/** What the deal says that is needed to repeat it. */
export type Start = Pick<ClaimedDeal, "deal_number" | "deal_reveal" | "dealer_id" | "thrown_in">;

/** The game when the attempt that was played begins; an error when the attempts before it cannot have been. */
export const openingOf = (
  replay: Pick<ClaimedReplay, "game_id" | "rules">,
  deal: Start,
): Result<Game, string> => {
  let table = seated(replay, deal);
  for (const [at, { bids }] of deal.thrown_in.entries()) {
    const passed = bidding(table, bids, `thrown_in[${at}].bids`);
    if (!passed.ok) return passed;
    table = passed.value;
  }
  return ok(table.game);
};

/**
 * Plays on from `opening` to the end of the deal with the choice that `choose` makes for each turn, or the error of the
 * first one that is missing or that the rules refuse.
 */
export const stepsFrom = (
  opening: Game,
  choose: (game: Game, seat: Seat) => Choice | null,
): Result<Steps, string> => {
  const moments: Moment[] = [];
  let game = opening;
  for (let seat = turnOf(game); seat !== null; seat = turnOf(game)) {
    const action = choose(game, seat);
    const field = `choices[${moments.length}]`;
    if (!action) return differs(field, "-", game.phase.name);
    const next = act(game, seat, action, field);
    if (!next.ok) return next;
    if (next.value.phase.attempt !== game.phase.attempt) return differs(field, "-1", "a bid");
    moments.push({ game, seat, action });
    game = next.value;
  }
  return game.phase.name === "end" ? ok({ moments, end: game }) : differs("phase", game.phase.name, "end");
};

/** The steps of `deal`, or the field that does not fit. The replay is checked by `verify`, not here. */
export const stepsOf = (replay: ClaimedReplay, deal: ClaimedDeal): Result<Steps, string> => {
  const opening = openingOf(replay, deal);
  if (!opening.ok) return opening;
  const plays = deal.tricks.flatMap(({ cards }) => cards);
  return stepsFrom(opening.value, ({ phase }) => {
    if (phase.name === "bid") {
      const placed = deal.bids[phase.bids.length];
      return placed ? bidOf(placed) : null;
    }
    if (phase.name === "call-partner-rank") return { type: "call-partner-rank", rank: deal.partner_rank };
    if (phase.name === "call-partner-suit") return { type: "call-partner-suit", suit: deal.trump_suit };
    if (!isPlaying(phase)) return null;
    const done =
      phase.name === "trick-won" ? phase.tricks.length * 5 : phase.tricks.length * 5 + phase.trick.length;
    const play = plays[done];
    return play ? { type: "play", card: play.card.card_id } : null;
  });
};
