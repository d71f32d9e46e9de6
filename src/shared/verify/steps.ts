import type { Action } from "../game/decide.ts";
import { isPlaying } from "../game/phase.ts";
import { scoreDeal } from "../game/scoring.ts";
import { SEATS, seatAfter } from "../game/seats.ts";
import { commitmentTo } from "../game/shuffle.ts";
import { type Game, handOf } from "../game/state.ts";
import { err, ok, type Result } from "../result.ts";
import type { ClaimedDeal, ClaimedReplay } from "./claim.ts";
import { act, bidding, cardName, differs, firstTold, type Retraced } from "./retrace.ts";

/** What is checked of a deal, in this order; what a replay gives no means to check is left out. */
export const STEPS = [
  /** The form of the replay or of a deal. */
  "shape",
  /** The secret fits the commitment. */
  "commitment",
  /** The commitment is the one that was noted before the deal. */
  "noted",
  /** It is the one announced at the end of the deal before. */
  "chain",
  "deal-number",
  /** The rotation, with its changes when all have passed. */
  "dealer",
  /** Each attempt before the one that was played had to be thrown in, and none was that had not. */
  "thrown-in",
  /** The shuffle. */
  "hands",
  "auction",
  "rank",
  /** The first trick, played before the suit is called. */
  "blind-trick",
  "suit",
  "partner",
  /** Each card by a seat that was on turn and held it. */
  "plays",
  /** The winner and the points of each. */
  "tricks",
  "score",
  "match-delta",
] as const;
export type Step = (typeof STEPS)[number];

/** What a step looks at: the claims, and the game as it stands when played by them so far. */
export interface Sight {
  readonly replay: ClaimedReplay;
  readonly deal: ClaimedDeal;
  /** The deal before in the replay; null if this is the first, or if that one could not be read. */
  readonly previous: ClaimedDeal | null;
  readonly noted: string | null;
  readonly game: Game;
  /** Why each attempt so far was thrown in. */
  readonly thrownIn: Retraced["thrownIn"];
}
interface Seen {
  readonly detail: string;
  /** Where the game stands after the step, if it has moved on. */
  readonly game?: Game;
}
/** What a step finds, or why it does not hold; null when there is nothing to check it against. */
export type Look = (sight: Sight) => Result<Seen, string> | null;

/** The steps for which a replay has to be looked into, with what looks. */
export const looksFor = ({ rules }: ClaimedReplay): readonly (readonly [Step, Look])[] => [
  ["commitment", commitment],
  ["noted", noted],
  ["chain", chain],
  ["deal-number", dealNumber],
  ["dealer", dealer],
  ["thrown-in", thrownIn],
  ["hands", hands],
  ["auction", auction],
  ["rank", rank],
  ...(rules.suit_call === "before-play" ? [] : ([["blind-trick", plays(0, 1)]] as const)),
  ["suit", suit],
  ["partner", partner],
  ["plays", rules.suit_call === "before-play" ? plays(0, 8) : plays(1, 8)],
  ["tricks", tricks],
  ["score", score],
  ["match-delta", matchDelta],
];

const seen = (detail: string, game?: Game): Result<Seen, string> => ok({ detail, ...(game ? { game } : {}) });

const commitment: Look = ({ deal }) => {
  const made = commitmentTo(deal.deal_reveal.secret);
  return made === deal.deal_commitment ? seen(made) : differs("deal_commitment", deal.deal_commitment, made);
};

const noted: Look = ({ deal, noted }) => {
  if (noted === null) return null;
  const same = noted.toLowerCase() === deal.deal_commitment;
  return same ? seen(deal.deal_commitment) : differs("deal_commitment", deal.deal_commitment, noted);
};

const chain: Look = ({ deal, previous }) => {
  if (!previous) return null;
  const announced = previous.next_deal_commitment;
  return announced === deal.deal_commitment
    ? seen(announced)
    : differs("deal_commitment", deal.deal_commitment, announced);
};

const dealNumber: Look = ({ deal, previous }) => {
  const { deal_number, deal_reveal } = deal;
  if (deal_reveal.deal_number !== deal_number)
    return differs("deal_reveal.deal_number", deal_reveal.deal_number, deal_number);
  if (previous && deal_number !== previous.deal_number + 1)
    return differs("deal_number", deal_number, previous.deal_number + 1);
  return seen(`${deal_number}`);
};

const dealer: Look = ({ deal, previous }) => {
  const attempts = [...deal.thrown_in, { dealer_id: deal.dealer_id, reason: null }];
  let due = previous ? seatAfter(previous.dealer_id) : attempts[0]?.dealer_id;
  for (const [at, { dealer_id, reason }] of attempts.entries()) {
    const field = reason === null ? "dealer_id" : `thrown_in[${at}].dealer_id`;
    if (dealer_id !== due) return differs(field, dealer_id, due);
    if (reason === "all_passed") due = seatAfter(dealer_id);
  }
  return seen(attempts.map(({ dealer_id }) => dealer_id).join(" → "));
};

const thrownIn: Look = ({ deal, ...start }) => {
  let now: Retraced = start;
  const first = firstTold(deal);
  for (const [at, thrown] of deal.thrown_in.entries()) {
    const field = `thrown_in[${at}]`;
    if (thrown.attempt !== first + at) return differs(`${field}.attempt`, thrown.attempt, first + at);
    // Weak hands have been thrown in as they were dealt: an attempt that still stands can only have been passed out.
    const reason = now.thrownIn[at] ?? "all_passed";
    if (thrown.reason !== reason) return differs(`${field}.reason`, thrown.reason, reason);
    if (reason === "weak_hand" && thrown.bids.length > 0)
      return differs(`${field}.bids`, thrown.bids.length, 0);
    const passed = bidding(now, thrown.bids, `${field}.bids`);
    if (!passed.ok) return passed;
    now = passed.value;
    if (!now.thrownIn[at]) return differs(`${field}.bids`, thrown.bids.length, "5 × -1");
  }
  const { length } = now.thrownIn;
  if (deal.thrown_in.length !== length) return differs("thrown_in", deal.thrown_in.length, length);
  if (deal.deal_reveal.attempt !== first + length)
    return differs("deal_reveal.attempt", deal.deal_reveal.attempt, first + length);
  return seen(now.thrownIn.join(", ") || "0", now.game);
};

const hands: Look = ({ deal, game }) => {
  for (const seat of SEATS) {
    for (const [at, dealt] of handOf(game, seat).entries()) {
      const found = deal.hands[seat]?.cards[at]?.card_id;
      if (found !== dealt) return differs(`hands[${seat}].cards[${at}]`, cardName(found), cardName(dealt));
    }
  }
  return seen("5 × 8");
};

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

/** The cards of tricks `from` up to but not including `to`, counted from 0. */
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

/** The score of a deal that has been played to its end. */
const scoreOf = ({ phase, rules }: Game) => {
  if (phase.name !== "end") throw new Error(`expected phase end, found ${phase.name}`);
  const { caller, bid, trump, points } = phase;
  return { points, ...scoreDeal({ caller, bid, partner: trump.partner }, points, rules.multiplier) };
};
