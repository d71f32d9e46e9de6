import type { Action } from "../game/decide.ts";
import { isPlaying } from "../game/phase.ts";
import { scoreDeal, timesOf } from "../game/scoring.ts";
import { SEATS } from "../game/seats.ts";
import type { Game } from "../game/state.ts";
import { err } from "../result.ts";
import type { ClaimedReplay } from "./claim.ts";
import { act, bidding, differs } from "./retrace.ts";
import { type Look, type Step, seen } from "./steps.ts";

const auction: Look = ({ deal, game }) => {
  const bid = bidding({ game, thrownIn: [] }, deal.bids, "bids");
  if (!bid.ok) return bid;
  const { phase } = bid.value.game;
  if (!("caller" in phase)) return err("bids: the auction is not won");
  if (deal.caller_id !== phase.caller) return differs("caller_id", deal.caller_id, phase.caller);
  if (deal.bid !== phase.bid) return differs("bid", deal.bid, phase.bid);
  return seen(`${phase.caller}: ${phase.bid}`, bid.value.game);
};

const rank: Look = ({ deal, game }) => {
  const { phase } = game;
  // An auction by ranks ends with the called rank.
  if (isPlaying(phase) && phase.rank !== null)
    return deal.partner_rank === phase.rank
      ? seen(`${phase.rank}`)
      : differs("partner_rank", deal.partner_rank, phase.rank);
  const called = act(
    game,
    deal.caller_id,
    { type: "call-partner-rank", rank: deal.partner_rank },
    "caller_id",
  );
  return called.ok ? seen(`${deal.partner_rank}`, called.value) : called;
};

const suit: Look = ({ deal, game }) => {
  const called = act(game, deal.caller_id, { type: "call-partner-suit", suit: deal.trump_suit }, "caller_id");
  return called.ok ? seen(deal.trump_suit, called.value) : called;
};

const partner: Look = ({ deal, game: { phase } }) => {
  const trump = isPlaying(phase) ? phase.trump : null;
  return trump?.partner === deal.partner_id
    ? seen(`${deal.partner_id}`)
    : differs("partner_id", deal.partner_id, trump?.partner);
};

/** Checks the cards of tricks `from` up to but not including `to`, counted from 0. */
const plays =
  (from: number, to: number): Look =>
  ({ deal, game }) => {
    let now = game;
    for (let at = from; at < to; at++) {
      for (const [turn, played] of deal.tricks[at]?.cards.entries() ?? []) {
        const play: Action = { type: "play", card: played.card.card_id };
        const after = act(now, played.player_id, play, `tricks[${at}].cards[${turn}]`);
        if (!after.ok) return after;
        now = after.value;
      }
    }
    return seen(`${(to - from) * SEATS.length}`, now);
  };

const tricks: Look = ({ deal, game: { phase } }) => {
  const taken = "tricks" in phase ? phase.tricks : [];
  for (const [at, { winner_id, points }] of deal.tricks.entries()) {
    const trick = taken[at];
    if (winner_id !== trick?.winner) return differs(`tricks[${at}].winner_id`, winner_id, trick?.winner);
    if (points !== trick.points) return differs(`tricks[${at}].points`, points, trick.points);
  }
  return seen(taken.map(({ winner, points }) => `${winner}: ${points}`).join(", "));
};

const score: Look = ({ deal, game }) => {
  const { points, callerSidePoints, winners } = scoreOf(game);
  for (const seat of SEATS) {
    const found = deal.final_scores[seat]?.points;
    if (found !== points[seat]) return differs(`final_scores[${seat}].points`, found, points[seat]);
  }
  if (deal.caller_side_points !== callerSidePoints)
    return differs("caller_side_points", deal.caller_side_points, callerSidePoints);
  if (deal.winner_ids.join() !== winners.join())
    return differs("winner_ids", `[${deal.winner_ids}]`, `[${winners}]`);
  return seen(`${callerSidePoints}/${deal.bid}`);
};

const matchDelta: Look = ({ deal, game }) => {
  const { delta } = scoreOf(game);
  for (const seat of SEATS) {
    const found = deal.match_delta[seat]?.points;
    if (found !== delta[seat]) return differs(`match_delta[${seat}].points`, found, delta[seat]);
  }
  return seen(SEATS.map((seat) => `${seat}: ${delta[seat]}`).join(", "));
};

/** The score of a deal in `end`. */
const scoreOf = ({ phase, rules }: Game) => {
  if (phase.name !== "end") throw new Error(`expected phase end, found ${phase.name}`);
  const { caller, bid, allPassed, trump, points } = phase;
  const times = timesOf(bid, allPassed, rules);
  return { points, ...scoreDeal({ caller, bid, partner: trump.partner }, points, times) };
};

/** The checks from the auction to the score, in order. */
export const playingSteps = ({
  rules: { rank_call, suit_call },
}: ClaimedReplay): readonly (readonly [Step, Look])[] => [
  ["auction", auction],
  ...(rank_call === "before-play" ? ([["rank", rank]] as const) : []),
  ...(suit_call === "before-play" ? [] : ([["blind-trick", plays(0, 1)]] as const)),
  ...(rank_call === "before-play" ? [] : ([["rank", rank]] as const)),
  ["suit", suit],
  ["partner", partner],
  ["plays", suit_call === "before-play" ? plays(0, 8) : plays(1, 8)],
  ["tricks", tricks],
  ["score", score],
  ["match-delta", matchDelta],
];
