import { err, ok, type Result } from "../result.ts";
import { type CardId, rankOf, suitOf } from "./cards.ts";
import type { ClaimedDeal, ClaimedReplay } from "./claim.ts";
import type { Chance } from "./dealing.ts";
import { type Action, decide } from "./decide.ts";
import { evolve, evolveAll } from "./evolve.ts";
import type { GameRejection } from "./rejection.ts";
import { takeSeat } from "./seating.ts";
import { SEATS, type Seat } from "./seats.ts";
import { shuffledDeal } from "./shuffle.ts";
import type { Game } from "./state.ts";

/*
 * What a replay claims to have been done, done again at a table of its own [P25].
 */

const CHANCE: Chance = { now: 0, deal: shuffledDeal, newSecret: () => "" };

/** The table of `deal` once five have sat down with their nonces: dealt to, weak hands thrown in. */
export const seated = ({ game_id, rules }: ClaimedReplay, deal: ClaimedDeal): Game => {
  const { secret, nonces } = deal.deal_reveal;
  const first = deal.thrown_in[0]?.dealer_id ?? deal.dealer_id;
  const made = { id: game_id, rules, dealer: first, secret, at: 0, key: null };
  const empty: Game = { ...evolve(null, { type: "game-created", ...made }), dealNumber: deal.deal_number };
  return SEATS.reduce<Game>((game, seat) => {
    const taken = takeSeat(game, seat, { name: "", nonce: nonces[seat] ?? "", key: null }, CHANCE);
    return taken.ok ? evolveAll(game, taken.value) : game;
  }, empty);
};

/** The claim in `field`: what the replay has there ≠ what should be there. */
export const differs = (field: string, found: unknown, expected: unknown): { ok: false; error: string } =>
  err(`${field}: ${found} ≠ ${expected}`);
export const cardName = (id: CardId | undefined): string =>
  id === undefined ? "-" : `${suitOf(id)} ${rankOf(id)}`;

/** The game after `seat` did `action`, or which claim the rules refuse. */
export const act = (game: Game, seat: Seat, action: Action, field: string): Result<Game, string> => {
  const decided = decide(game, seat, action, CHANCE);
  return decided.ok
    ? ok(evolveAll(game, decided.value))
    : err(`${field}: ${refused(seat, action, decided.error)}`);
};

const refused = (seat: Seat, action: Action, rejection: GameRejection): string => {
  if (rejection.kind === "not-your-turn") return `player_id ${seat} ≠ ${rejection.turn}`;
  if (rejection.kind === "bid-out-of-range" && action.type === "bid")
    return `${action.bid} ≠ ${rejection.lowest}-${rejection.highest}`;
  return action.type === "play" && action.card !== null
    ? `${cardName(action.card)}, ${rejection.kind}`
    : rejection.kind;
};

/** The game after `bids`, all of them of one attempt. */
export const bidding = (start: Game, bids: ClaimedDeal["bids"], field: string): Result<Game, string> => {
  let game = start;
  for (const [at, { player_id, bid }] of bids.entries()) {
    // Five passes have the cards dealt again; a sixth call would be the next attempt's.
    if (game.thrownIn.length > start.thrownIn.length) return differs(field, bids.length, at);
    const after = act(game, player_id, { type: "bid", bid: bid === -1 ? null : bid }, `${field}[${at}]`);
    if (!after.ok) return after;
    game = after.value;
  }
  return ok(game);
};
