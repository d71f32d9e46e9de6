import { RANKS, type Rank } from "../../shared/game/cards.ts";
import { RANK_CONTRACT } from "../../shared/game/rules.ts";
import { multiplierFor } from "../../shared/game/scoring.ts";
import type { Allowed, Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Observation } from "../observation.ts";
import { Deal, NONE } from "../playout/deal.ts";
import { playByRule } from "../playout/rule.ts";
import { strengthOfRank } from "../playout/slots.ts";
import { Suspicion } from "../playout/suspicion.ts";
import { bestRank, bestRanks } from "../playout/worth.ts";
import { type Hands, RESERVE } from "./choose.ts";

/** The number of worlds for a bid, and of ranks that are tried in each. */
const WORLDS = 80;
const RANKS_TRIED = 3;

/** The result of a playout for a seat: the points of the caller's side, and the seat's share of the deal score. */
interface Result {
  readonly points: number;
  readonly share: number;
}

const deal = new Deal();
const suspicion = new Suspicion();

/** What a hand promises in an auction. */
export interface Appraisal {
  /**
   * The highest bid at which calling has a better expected deal score than passing, 61 for a rank; 0 when there is none.
   */
  readonly limit: number;
  /** The rank that makes that bid most often. */
  readonly rank: Rank;
  /** The probability that the seat makes `bid` as caller. */
  readonly odds: (bid: number) => number;
}

/** Plays out the seat's own contract with its best ranks, and the contract of the highest bidder [B11]. */
export const appraise = (
  { seat }: Observation,
  { bids, ranks: biddable }: Pick<Allowed, "bids" | "ranks">,
  view: Snapshot,
  worlds: Hands,
  onPlayout?: () => void,
): Appraisal => {
  const high = (view.bids ?? []).findLast(({ bid }) => bid > 0);
  const left: Result[] = [];
  const isOpen = view.rules.rank_call === "after-first-trick";
  const callable = biddable ?? (view.rules.auction === "ranks" ? [2] : RANKS);
  const ranks = bestRanks(worlds.next(), seat, callable, isOpen ? 1 : RANKS_TRIED).map((rank) => ({
    rank,
    // After an open blind trick the playout calls what is best then.
    strength: isOpen ? NONE : strengthOfRank(rank),
    results: [] as Result[],
  }));
  const called = (hands: Uint16Array, caller: number, rank: Rank | undefined): number => {
    if (rank !== undefined) return strengthOfRank(rank);
    return isOpen ? NONE : bestRank(hands, caller);
  };
  const play = (hands: Uint16Array, caller: number, strength: number): Result => {
    const blind = view.rules.suit_call === "after-first-trick";
    const leader = view.current_leader_id ?? caller;
    deal.begin(caller, strength, leader, blind);
    deal.hands.set(hands);
    suspicion.clear();
    onPlayout?.();
    const points = playByRule(deal, suspicion) - RESERVE;
    return { points, share: shareOf(deal, seat) };
  };
  for (let world = 0; world < WORLDS; world++) {
    const hands = worlds.next();
    for (const { strength, results } of ranks) results.push(play(hands, seat, strength));
    if (high) left.push(play(hands, high.player_id, called(hands, high.player_id, high.rank)));
  }
  const expected = (results: readonly Result[], bid: number): number => {
    const times = multiplierFor(bid, view.rules.multiplier);
    const sum = results.reduce((all, { points, share }) => all + (points >= bid ? share : -share), 0);
    return (times * sum) / Math.max(1, results.length);
  };
  const passing = high ? expected(left, high.bid) : 0;
  const { min, max } = bids ?? { min: RANK_CONTRACT, max: RANK_CONTRACT };
  let limit = 0;
  for (let bid = min; bid <= max; bid++) {
    if (!ranks.some(({ results }) => expected(results, bid) > passing)) break;
    limit = bid;
  }
  const odds = (results: readonly Result[], bid: number): number =>
    results.filter(({ points }) => points >= bid).length / WORLDS;
  const at = Math.max(limit, min);
  const best = ranks.reduce((one, other) => (odds(other.results, at) > odds(one.results, at) ? other : one));
  return { limit, rank: best.rank, odds: (bid) => odds(best.results, bid) };
};

/** The match points of `seat` for a contract that is made, at multiplier 1. A failed contract costs the same. */
const shareOf = ({ caller, partner }: Deal, seat: number): number => {
  if (seat === caller) return partner === caller ? 4 : 2;
  return seat === partner ? 1 : -1;
};
