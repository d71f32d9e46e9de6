import { type CardId, rankOf, suitOf } from "../game/cards.ts";
import { endShuffle } from "../game/commit-reveal.ts";
import type { DecideContext } from "../game/dealing.ts";
import { type Action, decide, type Wanted } from "../game/decide.ts";
import type { Event, ThrowInReason } from "../game/events.ts";
import { evolve, evolveAll } from "../game/evolve.ts";
import type { GameRejection } from "../game/rejection.ts";
import { RANK_CONTRACT } from "../game/rules.ts";
import { takeSeat } from "../game/seating.ts";
import { bySeat, SEATS, type Seat } from "../game/seats.ts";
import { shuffledDeal } from "../game/shuffle.ts";
import type { Game } from "../game/state.ts";
import { TOLD_ATTEMPTS } from "../protocol/replay.ts";
import { err, ok, type Result } from "../result.ts";
import type { ClaimedDeal, ClaimedReplay } from "./claim.ts";

/*
 * Repeats the actions of a replay in a game of its own [P25].
 */

const CONTEXT: DecideContext = { now: 0, deal: shuffledDeal, newSecret: () => "" };

/** A game, and why each attempt at its deal so far was thrown in. */
export interface Retraced {
  readonly game: Game;
  readonly thrownIn: readonly ThrowInReason[];
}

/** The game after `events`, with the attempts that they threw in. */
const retrace = ({ game, thrownIn }: Retraced, events: readonly Event[]): Retraced => ({
  game: evolveAll(game, events),
  thrownIn: [...thrownIn, ...events.flatMap((event) => (event.type === "thrown-in" ? [event.reason] : []))],
});

/** A new game with the secret and the nonces of `deal`, after the cards have been dealt. */
export const seated = (
  { game_id, rules }: Pick<ClaimedReplay, "game_id" | "rules">,
  deal: Pick<ClaimedDeal, "deal_number" | "deal_reveal" | "dealer_id" | "thrown_in">,
): Retraced => {
  const { secret, nonces, commitments, shuffle } = deal.deal_reveal;
  const [first] = deal.thrown_in;
  const made = { id: game_id, rules, dealer: first?.dealer_id ?? deal.dealer_id, secret, at: 0 };
  const empty: Game = {
    ...evolve(null, { type: "game-created", ...made, request: null, creator: null }),
    dealNumber: deal.deal_number,
    shuffle,
    phase: { name: "ready", attempt: firstTold(deal), allPassed: 0 },
  };
  const table = SEATS.reduce<Retraced>(
    (before, seat) => {
      const nonce = nonces[seat] ?? "";
      // A commitment that was not revealed stays beside the missing nonce.
      const open = nonce === "" ? (commitments?.[seat] ?? "") : "";
      const arrival = { name: "", nonce, ...(open === "" ? {} : { commitment: open }), request: null };
      const taken = takeSeat(before.game, seat, arrival, CONTEXT);
      return taken.ok ? retrace(before, taken.value) : before;
    },
    { game: empty, thrownIn: [] },
  );
  const isShuffling = table.game.phase.name === "shuffle";
  return isShuffling
    ? retrace(
        table,
        endShuffle(
          table.game,
          bySeat(() => ""),
          CONTEXT,
        ),
      )
    : table;
};

/** The first attempt in a replay: 0, or a later one if the replay has reached its maximum number of attempts. */
export const firstTold = ({
  thrown_in,
  deal_reveal: { attempt },
}: Pick<ClaimedDeal, "deal_reveal" | "thrown_in">): number =>
  thrown_in.length >= TOLD_ATTEMPTS ? Math.max(0, attempt - thrown_in.length) : 0;

/** A failed check of `field`: the value in the replay ≠ the expected value. */
export const differs = (field: string, found: unknown, expected: unknown): { ok: false; error: string } =>
  err(`${field}: ${found} ≠ ${expected}`);

export const cardName = (id: CardId | undefined): string =>
  id === undefined ? "-" : `${suitOf(id)} ${rankOf(id)}`;

/** The game after `action` by `seat`, or the claim that the rules refuse. */
export const act = (game: Game, seat: Seat, action: Action, field: string): Result<Game, string> => {
  const decided = decidedBy(game, seat, action, field);
  return decided.ok ? ok(evolveAll(game, decided.value)) : decided;
};

const decidedBy = (
  game: Game,
  seat: Seat,
  action: Action,
  field: string,
): Result<readonly Event[], string> => {
  const decided = decide(game, seat, action, CONTEXT);
  return decided.ok ? decided : err(`${field}: ${refused(seat, action, decided.error)}`);
};

const refused = (seat: Seat, action: Action, rejection: GameRejection): string => {
  if (rejection.kind === "not-your-turn") return `player_id ${seat} ≠ ${rejection.turn}`;
  if (rejection.kind === "bid-out-of-range" && action.type === "bid")
    return `${wantedOf(action)} ≠ ${rejection.lowest}-${rejection.highest}`;
  if (rejection.kind === "bid-not-weaker" && action.type === "bid")
    return `${wantedOf(action)} ≠ rank ${rejection.ranks.join(", ")}`;
  return action.type === "play" && action.card !== null
    ? `${cardName(action.card)}, ${rejection.kind}`
    : rejection.kind;
};

const wantedOf = (wanted: Wanted): string => ("rank" in wanted ? `rank ${wanted.rank}` : `${wanted.bid}`);

/** The action of a bid in a replay. */
export const bidOf = ({
  bid,
  rank,
}: ClaimedDeal["bids"][number]): Extract<Action, { readonly type: "bid" }> => {
  const isRank = rank !== undefined && bid === RANK_CONTRACT;
  return { type: "bid", ...(isRank ? { rank } : { bid: bid === -1 ? null : bid }) };
};

/** The game after `bids`, which belong to one attempt. */
export const bidding = (
  start: Retraced,
  bids: ClaimedDeal["bids"],
  field: string,
): Result<Retraced, string> => {
  let table = start;
  for (const [at, call] of bids.entries()) {
    // After five passes the cards are dealt again. A sixth call would belong to the next attempt.
    if (table.thrownIn.length > start.thrownIn.length) return differs(field, bids.length, at);
    const decided = decidedBy(table.game, call.player_id, bidOf(call), `${field}[${at}]`);
    if (!decided.ok) return decided;
    const placed = decided.value.find((event) => event.type === "bid-placed");
    if (placed?.rank !== call.rank) return differs(`${field}[${at}].rank`, call.rank, placed?.rank);
    table = retrace(table, decided.value);
  }
  return ok(table);
};
