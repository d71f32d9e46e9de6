import type { Bid } from "../game/auction.ts";
import { type CardId, DECK, rankOf, suitOf } from "../game/cards.ts";
import { deadlineOf } from "../game/clock.ts";
import { commitmentsOf } from "../game/commit-reveal.ts";
import { isBot } from "../game/occupant.ts";
import { type End, isPlaying, revealedPartner } from "../game/phase.ts";
import { factorAfter, rankingOf, scoreDeal, timesOf } from "../game/scoring.ts";
import { readyDeadlineOf } from "../game/seating.ts";
import { bySeat, SEATS, type Seat } from "../game/seats.ts";
import { commitmentTo } from "../game/shuffle.ts";
import {
  type FinishedDeal,
  type Game,
  handOf,
  isMatchOver,
  isWaiting,
  leaderOf,
  turnOf,
} from "../game/state.ts";
import type { PlayedCard } from "../game/tricks.ts";
import { allowedFor } from "./allowed.ts";
import type { Card } from "./fields.ts";
import type { EndState, Placed, Played, Points, Snapshot } from "./snapshot.ts";

/*
 * What a viewer may see of a game, with the names of the wire [V1]. Secrets leave a game through this file,
 * announcements.ts and replay.ts alone.
 */

/** Whose view it is: a seat's, or an observer's. */
export type Viewer = Seat | "observer";

/** The fields of a snapshot that `phase.change` has too. */
type Standing = Pick<
  Snapshot,
  | "phase"
  | "deal_number"
  | "current_player_id"
  | "current_leader_id"
  | "caller_id"
  | "bid"
  | "partner_rank"
  | "trump_suit"
  | "partner_id"
  | "deal_factor"
>;
/** The fields of the phase `shuffle`. */
type ShuffleFields = Pick<Snapshot, "nonce_commitments" | "shuffle_deadline">;
/** The fields that belong to one viewer. */
type OwnView = Pick<Snapshot, "player_id" | "hand" | "allowed" | "waiting" | "role">;
/** The fields that all viewers have. They differ only for a secret partner. */
type SharedView = Omit<Snapshot, keyof OwnView>;

const FACES: readonly Card[] = DECK.map((card) =>
  Object.freeze({ suit: suitOf(card), rank: rankOf(card), card_id: card }),
);
export const cardFace = (card: CardId): Card => FACES[card] as Card;
export const played = ({ seat, card }: PlayedCard): Played => ({ player_id: seat, card: cardFace(card) });
/** A call of the auction. A pass is a bid of -1 and has no rank. */
export const placed = ({ seat, bid, rank }: Bid): Placed => ({
  player_id: seat,
  bid: bid ?? -1,
  ...(rank === undefined ? {} : { rank }),
});
export const bySeatPoints = (points: (seat: Seat) => number): readonly Points[] =>
  SEATS.map((seat) => ({ player_id: seat, points: points(seat) }));

/** The card points that each seat has taken in this deal. */
export const pointsTaken = ({ phase }: Game): readonly Points[] =>
  bySeatPoints((seat) => ("points" in phase ? phase.points[seat] : 0));

/** Whether `viewer` is the partner, and no other viewer may know it yet [V3]. */
const isPartnerInSecret = ({ phase }: Game, viewer: Viewer): boolean =>
  isPlaying(phase) && phase.trump?.partner === viewer && revealedPartner(phase) === null;

/** The viewer whose knowledge `viewer` has: a newcomer who waits knows what an observer knows [B13]. */
export const insight = (game: Game, viewer: Viewer): Viewer =>
  viewer !== "observer" && isWaiting(game, viewer) ? "observer" : viewer;

/** The fields of the current phase, as `viewer` may know them. */
export const standing = (game: Game, viewer: Viewer): Standing => {
  const { phase } = game;
  const contract = "caller" in phase ? phase : null;
  const called = "rank" in phase ? phase : null;
  return {
    phase: phase.name,
    deal_number: game.dealNumber,
    current_player_id: turnOf(game),
    current_leader_id: leaderOf(game),
    caller_id: contract?.caller ?? null,
    bid: contract?.bid ?? null,
    partner_rank: called?.rank ?? null,
    trump_suit: called?.trump?.suit ?? null,
    partner_id: isPartnerInSecret(game, viewer) ? (viewer as Seat) : revealedPartner(phase),
    deal_factor: factorAfter("allPassed" in phase ? phase.allPassed : 0, game.rules.thrown_in),
  };
};

/** The fields of the phase `shuffle` [G41]. */
export const shuffleFields = ({ phase, seats }: Game): ShuffleFields =>
  phase.name === "shuffle"
    ? { nonce_commitments: commitmentsOf(seats), shuffle_deadline: phase.deadline }
    : {};

/** A snapshot or a `phase.change` as sockets without batches get it: they are told `ready` for `shuffle` [P40]. */
export const withoutShuffle = <T extends ShuffleFields & Pick<Snapshot, "phase" | "allowed">>(told: T): T => {
  if (told.phase !== "shuffle") return told;
  const { nonce_commitments: _commitments, shuffle_deadline: _deadline, ...rest } = told;
  const allowed = rest.allowed && { allowed: [] };
  return { ...rest, phase: "ready", ...allowed } as unknown as T;
};

/** The commitment of the current deal, in `end` of the deal that has just finished. */
export const commitmentOf = ({ phase, secret }: Game): string =>
  commitmentTo(phase.name === "end" ? phase.secret : secret);

/** The snapshot that `viewer` may see [P12-P14]. `observers` is the number of observers. */
export const viewFor = (game: Game, viewer: Viewer, observers: number): Snapshot => ({
  ...sharedView(game, viewer, observers),
  ...ownView(game, viewer),
});

/** The snapshot for the bot that acts for `seat`, also for a newcomer's seat. It must not be sent to anyone. */
export const playersView = (game: Game, seat: Seat, observers: number): Snapshot => ({
  ...sharedFor(game, seat, observers),
  ...handView(game, seat),
});

/** The seat that sees itself as the partner while no other viewer may know it; undefined when there is none [V3]. */
export const secretPartner = (game: Game): Seat | undefined =>
  SEATS.find((seat) => isPartnerInSecret(game, insight(game, seat)));

/** The part of the snapshot that is the same for all viewers except a secret partner. */
export const sharedView = (game: Game, viewer: Viewer, observers: number): SharedView =>
  sharedFor(game, insight(game, viewer), observers);

const sharedFor = (game: Game, viewer: Viewer, observers: number): SharedView => {
  const { phase } = game;
  const tricks = "tricks" in phase ? phase.tricks : [];
  const last = phase.name === "trick-won" ? tricks.at(-1) : undefined;
  return {
    game_id: game.id,
    epoch: game.epoch,
    revision: game.revision,
    turn: game.turn,
    ...standing(game, viewer),
    rules: game.rules,
    players: SEATS.flatMap((seat) => {
      const { occupant } = game.seats[seat];
      if (!occupant) return [];
      const { name, connected } = occupant;
      return [{ player_id: seat, name, seat, connected, bot: isBot(occupant) }];
    }),
    observers,
    scores: pointsTaken(game),
    match_scores: bySeatPoints((seat) => game.standings[seat].score),
    trick: "trick" in phase ? phase.trick.map(played) : [],
    trick_history: tricks.map(({ winner, points, cards }) => ({
      winner_id: winner,
      points,
      cards: cards.map(played),
    })),
    cards_left: SEATS.map((seat) => ({ player_id: seat, count: handOf(game, seat).length })),
    deal_commitment: commitmentOf(game),
    deadline: deadlineOf(game),
    ...shuffleFields(game),
    ...("bids" in phase ? { bids: phase.bids.map(placed) } : {}),
    ...(last
      ? { trick_cards: last.cards.map(played), trick_points: last.points, winner_id: last.winner }
      : {}),
    ...(phase.name === "end" ? { end_state: endState(game, phase) } : {}),
    ...(game.loss
      ? { recovery: { moves_may_be_lost: true, secret_may_be_told: game.loss.secretTold } as const }
      : {}),
  };
};

/** The rest of the snapshot, for `viewer` alone. */
export const ownView = (game: Game, viewer: Viewer): OwnView => {
  if (viewer === "observer") return { role: viewer };
  return isWaiting(game, viewer)
    ? { player_id: viewer, hand: [], allowed: [], waiting: true }
    : handView(game, viewer);
};

const handView = (game: Game, seat: Seat): OwnView => ({
  player_id: seat,
  hand: handOf(game, seat).map(cardFace),
  allowed: allowedFor(game, seat),
});

/** Everything that determined the hands of a deal. A deal of shuffle 1 is told as 1.0 told it [G5]. */
export const dealReveal = ({
  dealNumber: deal_number,
  attempt,
  secret,
  nonces,
  unrevealed,
  shuffle,
}: Pick<
  FinishedDeal,
  "dealNumber" | "attempt" | "secret" | "nonces" | "unrevealed" | "shuffle"
>): EndState["deal_reveal"] => {
  const told = { deal_number, attempt, secret, nonces };
  if (shuffle === 1) return told;
  const added = bySeat((seat) => ({ nonce: nonces[seat], commitment: unrevealed[seat] }));
  return { ...told, commitments: commitmentsOf(added), shuffle };
};

export const endState = (game: Game, end: End): EndState => {
  const partner = end.trump.partner;
  const times = timesOf(end.bid, end.allPassed, game.rules);
  const score = scoreDeal({ caller: end.caller, partner, bid: end.bid }, end.points, times);
  const over = isMatchOver(game);
  return {
    winner_ids: score.winners,
    caller_id: end.caller,
    partner_id: partner,
    bid: end.bid,
    caller_side_points: score.callerSidePoints,
    final_scores: bySeatPoints((seat) => end.points[seat]),
    match_delta: bySeatPoints((seat) => score.delta[seat]),
    deal_reveal: dealReveal({ ...end, dealNumber: game.dealNumber, shuffle: game.shuffle }),
    ready: end.readied,
    ready_deadline: readyDeadlineOf(game),
    match_over: over,
    ...(over ? { ranking: rankingOf(game.standings) } : {}),
    next_deal_commitment: commitmentTo(game.secret),
  };
};

/** The status of a game, which needs no token [P11]. */
export const publicStatus = (game: Game, observers: number) => ({
  game_id: game.id,
  phase: game.phase.name,
  deal_number: game.dealNumber,
  deal_commitment: commitmentOf(game),
  seats: bySeat((seat) => {
    const { occupant } = game.seats[seat];
    return {
      player_id: seat,
      name: occupant?.name ?? null,
      connected: occupant?.connected ?? false,
      bot: isBot(occupant),
    };
  }),
  rules: game.rules,
  observers,
  revision: game.revision,
  epoch: game.epoch,
});
