import { HIGHEST_BID, highestOffer, lowestBid } from "../game/auction.ts";
import { type CardId, cardId, DECK, RANKS, rankOf, SUITS, suitOf } from "../game/cards.ts";
import { deadlineOf } from "../game/clock.ts";
import { ANNOUNCED, type Announcement, type Event } from "../game/events.ts";
import { isBot } from "../game/occupant.ts";
import { type End, isPlaying, PLAY_PHASES, revealedPartner } from "../game/phase.ts";
import { rankingOf, scoreDeal } from "../game/scoring.ts";
import { bySeat, SEATS, type Seat } from "../game/seats.ts";
import { commitmentTo } from "../game/shuffle.ts";
import { type Game, handOf, isMatchOver, isWaiting, leaderOf, mayAskForNext, turnOf } from "../game/state.ts";
import type { PlayedCard } from "../game/tricks.ts";
import type { Card } from "./fields.ts";
import type { Allowed, EndState, Played, Points, Snapshot } from "./snapshot.ts";

/*
 * The only way out of a game [V1]. Everything a person, a log or Redis may see of one is made here, in wire names;
 * nothing else reads a hand, the partner or the secret in order to show it.
 */

/** Who looks: a seat, or anyone who watches. */
export type Viewer = Seat | "observer";

/** The fields of a snapshot that a phase change announces too. */
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
>;
/** What is in the snapshot of one seat, or of those who watch, alone. */
type OwnView = Pick<Snapshot, "player_id" | "hand" | "allowed" | "waiting" | "role">;
/** What is in the snapshots of all viewers, the same for all but a secret partner. */
type SharedView = Omit<Snapshot, keyof OwnView>;

const FACES: readonly Card[] = DECK.map((card) =>
  Object.freeze({ suit: suitOf(card), rank: rankOf(card), card_id: card }),
);
export const cardFace = (card: CardId): Card => FACES[card] as Card;
export const played = ({ seat, card }: PlayedCard): Played => ({ player_id: seat, card: cardFace(card) });
export const bySeatPoints = (points: (seat: Seat) => number): readonly Points[] =>
  SEATS.map((seat) => ({ player_id: seat, points: points(seat) }));

/** Whether `viewer` holds the called card and so knows what nobody else may: that it is the partner [V3]. */
const isPartnerInSecret = ({ phase }: Game, viewer: Viewer): boolean =>
  isPlaying(phase) && phase.trump?.partner === viewer && revealedPartner(phase) === null;

/** Whose cards `viewer` is shown: its own seat's, or nobody's for who watches and for a newcomer who waits [B13]. */
const insight = (game: Game, viewer: Viewer): Viewer =>
  viewer !== "observer" && isWaiting(game, viewer) ? "observer" : viewer;

const standing = (game: Game, viewer: Viewer): Standing => {
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
  };
};

/** The commitment that the deal in progress, or in `end` the one just finished, can be checked against. */
const commitmentOf = ({ phase, secret }: Game): string =>
  commitmentTo(phase.name === "end" ? phase.secret : secret);

/** The snapshot of the game that `viewer` may see; `observers` is how many watch [P12-P14]. */
export const viewFor = (game: Game, viewer: Viewer, observers: number): Snapshot => ({
  ...sharedView(game, viewer, observers),
  ...ownView(game, viewer),
});

/** What whoever plays the cards of `seat` sees, a bot for a newcomer too. It goes to bots and nowhere else. */
export const playersView = (game: Game, seat: Seat, observers: number): Snapshot => ({
  ...sharedFor(game, seat, observers),
  ...handView(game, seat),
});

/** The seat that is told of itself what nobody else may know, that it is the partner; undefined when there is none [V3]. */
export const secretPartner = (game: Game): Seat | undefined =>
  SEATS.find((seat) => isPartnerInSecret(game, insight(game, seat)));

/** The part of it that is the same for every viewer but the partner in secret. */
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
    ...standing(game, viewer),
    rules: game.rules,
    players: SEATS.flatMap((seat) => {
      const { occupant } = game.seats[seat];
      if (!occupant) return [];
      const { name, connected } = occupant;
      return [{ player_id: seat, name, seat, connected, bot: isBot(occupant) }];
    }),
    observers,
    scores: bySeatPoints((seat) => ("points" in phase ? phase.points[seat] : 0)),
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
    ...("bids" in phase
      ? { bids: phase.bids.map((call) => ({ player_id: call.seat, bid: call.bid ?? -1 })) }
      : {}),
    ...(last
      ? { trick_cards: last.cards.map(played), trick_points: last.points, winner_id: last.winner }
      : {}),
    ...(phase.name === "end" ? { end_state: endState(game, phase) } : {}),
    ...(game.loss
      ? { recovery: { moves_may_be_lost: true, secret_may_be_told: game.loss.secretTold } as const }
      : {}),
  };
};

/** The rest of it, for `viewer` alone. */
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

const endState = (game: Game, end: End): EndState => {
  const partner = end.trump.partner;
  const score = scoreDeal({ caller: end.caller, partner, bid: end.bid }, end.points, game.rules.multiplier);
  const over = isMatchOver(game);
  return {
    winner_ids: score.winners,
    caller_id: end.caller,
    partner_id: partner,
    bid: end.bid,
    caller_side_points: score.callerSidePoints,
    final_scores: bySeatPoints((seat) => end.points[seat]),
    match_delta: bySeatPoints((seat) => score.delta[seat]),
    deal_reveal: {
      deal_number: game.dealNumber,
      attempt: end.attempt,
      secret: end.secret,
      nonces: end.nonces,
    },
    ready: end.readied,
    match_over: over,
    ...(over ? { ranking: rankingOf(game.standings) } : {}),
    next_deal_commitment: commitmentTo(game.secret),
  };
};

/** The messages that `seat` could send now and have accepted; depends on nothing the seat may not know [P15]. */
const allowedFor = (game: Game, seat: Seat): readonly Allowed[] => {
  const { phase } = game;
  const onTurn = turnOf(game) === seat;
  const hand = handOf(game, seat);
  const allowed: Allowed[] = [];
  if (onTurn && phase.name === "bid") {
    const min = lowestBid(phase.bids, game.rules.minimum_bid);
    allowed.push({ message_type: "bid", bids: { min, max: HIGHEST_BID } });
  }
  if (onTurn && phase.name === "call-partner-rank")
    allowed.push({ message_type: "call-partner-rank", ranks: RANKS });
  if (onTurn && phase.name === "call-partner-suit")
    allowed.push({ message_type: "call-partner-suit", suits: SUITS });
  if (onTurn && PLAY_PHASES.some((name) => name === phase.name))
    allowed.push({ message_type: "play", cards: hand });
  if (hand.length > 0) allowed.push({ message_type: "reorder" });
  if (mayAskForNext(game, seat)) allowed.push({ message_type: "next-deal" });
  return allowed;
};

/** A public message without its envelope. */
export type PublicBody = { readonly message_type: Announcement } & Readonly<Record<string, unknown>>;

/** The announcement in which a secret partner is told more than everyone else. */
export const TOLD_APART: Announcement = "phase.change";

/**
 * What `viewer` is told of `event`, given the game `after` it: one body for each announcement of the event, in order
 * [P7]. Only a secret partner's view differs from everyone else's, and only in what is {@link TOLD_APART}.
 */
export const seenBy = (event: Event, after: Game, viewer: Viewer): readonly PublicBody[] =>
  ANNOUNCED[event.type].map((message) => ({
    message_type: message,
    ...bodyOf(message, event, after, viewer),
    ...("auto" in event && event.auto ? { auto: true } : {}),
  }));

const bodyOf = (message: Announcement, event: Event, game: Game, viewer: Viewer): object => {
  switch (message) {
    case "player.leave":
      if (event.type === "seat-freed")
        return { player_id: event.seat, name: event.name, bot: event.bot, freed: true, ...byOf(event) };
      return whoOf(event, game);
    case "player.join":
    case "player.reconnect":
    case "player.ready":
    case "seat.reissued":
      return whoOf(event, game);
    case "phase.change":
      return phaseChange(event, game, insight(game, viewer));
    case "bid.placed": {
      const { seat, bid } = event as Event & { type: "bid-placed" };
      const high = "bids" in game.phase ? highestOffer(game.phase.bids) : null;
      return {
        player_id: seat,
        bid: bid ?? -1,
        highest_bid: high?.bid ?? null,
        highest_bidder_id: high?.seat ?? null,
        current_player_id: turnOf(game),
        deadline: deadlineOf(game),
      };
    }
    case "trick.played": {
      const { seat, card } = event as Event & { type: "card-played" };
      const { phase } = game;
      const reveals = isPlaying(phase) && phase.trump && card === cardId(phase.trump.suit, phase.rank);
      return {
        player_id: seat,
        card: cardFace(card),
        trick: "trick" in phase ? phase.trick.map(played) : [],
        current_player_id: turnOf(game),
        deadline: deadlineOf(game),
        ...(reveals ? { revealed_partner_id: seat } : {}),
      };
    }
    case "trick.won": {
      const trick = "tricks" in game.phase ? game.phase.tricks.at(-1) : undefined;
      return {
        winner_id: trick?.winner,
        points: trick?.points,
        trick_cards: trick?.cards.map(played),
        scores: pointsTaken(game),
        current_player_id: turnOf(game),
      };
    }
    case "score.update": {
      const trick = "tricks" in game.phase ? game.phase.tricks.at(-1) : undefined;
      return { scores: pointsTaken(game), delta: { player_id: trick?.winner, points: trick?.points } };
    }
    case "game.ended":
      return { reason: game.ended };
  }
};

const whoOf = (event: Event, game: Game): object => {
  const { seat } = event as Event & { seat: Seat };
  const { occupant } = game.seats[seat];
  return { player_id: seat, name: occupant?.name, bot: isBot(occupant), ...byOf(event) };
};

const byOf = (event: Event): object => ("by" in event ? { by: event.by } : {});

const pointsTaken = ({ phase }: Game): readonly Points[] =>
  bySeatPoints((seat) => ("points" in phase ? phase.points[seat] : 0));

const phaseChange = (event: Event, game: Game, viewer: Viewer): object => ({
  ...standing(game, viewer),
  deadline: deadlineOf(game),
  ...(event.type === "thrown-in" ? { reason: event.reason } : {}),
  ...(game.phase.name === "end" ? { end_state: endState(game, game.phase) } : {}),
  ...(game.phase.name === "ready" || game.phase.name === "bid"
    ? { deal_commitment: commitmentOf(game) }
    : {}),
});

/** The seats whose own hand `event` has changed, which are told in private [P9]; a newcomer who waits is told nothing. */
export const handsChanged = (event: Event, after: Game): readonly Seat[] => {
  if (event.type === "dealt") return SEATS.filter((seat) => !isWaiting(after, seat));
  const isOwn = event.type === "card-played" || event.type === "hand-reordered";
  return isOwn && !isWaiting(after, event.seat) ? [event.seat] : [];
};

/** The body of `hand.update`, for `seat` alone. */
export const handUpdate = (game: Game, seat: Seat) => ({
  message_type: "hand.update" as const,
  player_id: seat,
  hand: handOf(game, seat).map(cardFace),
});

/** Whether everyone is sent a fresh snapshot after `event` [P8]. */
export const callsForSync = (event: Event): boolean =>
  event.type === "trick-rested" ||
  event.type === "deal-ended" ||
  event.type === "game-restored" ||
  event.type === "clock-extended";

/** What anyone may know without a token [P11]. */
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
  observers,
  revision: game.revision,
  epoch: game.epoch,
});
