import { HIGHEST_BID, highestOffer, lowestBid } from "./auction.ts";
import { type CardId, cardId, DECK, RANKS, type Rank, rankOf, SUITS, type Suit, suitOf } from "./cards.ts";
import { deadlineOf } from "./clock.ts";
import { PLAY_PHASES } from "./decide.ts";
import { ANNOUNCED, type Announcement, type Event } from "./events.ts";
import type { Rules } from "./rules.ts";
import { rankingOf, scoreDeal } from "./scoring.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "./seats.ts";
import { commitmentTo } from "./shuffle.ts";
import {
  type End,
  type Game,
  handOf,
  isBot,
  isMatchOver,
  isPlaying,
  isWaiting,
  leaderOf,
  mayAskForNext,
  type PhaseName,
  revealedPartner,
  turnOf,
} from "./state.ts";
import type { PlayedCard } from "./tricks.ts";

/*
 * The only way out of a game [V1]. Everything a person, a log or Redis may see of one is made here, in wire names;
 * nothing else reads a hand, the partner or the secret in order to show it.
 */

/** Who looks: a seat, or anyone who watches. */
export type Viewer = Seat | "observer";

export interface Card {
  readonly suit: Suit;
  readonly rank: Rank;
  readonly card_id: CardId;
}
export interface Played {
  readonly player_id: Seat;
  readonly card: Card;
}
export interface Points {
  readonly player_id: Seat;
  readonly points: number;
}
export interface Placed {
  readonly player_id: Seat;
  /** -1 is a pass. */
  readonly bid: number;
}

/** A message that would be accepted right now. */
export interface Allowed {
  readonly message_type: string;
  readonly bids?: { readonly min: number; readonly max: number };
  readonly cards?: readonly CardId[];
  readonly ranks?: readonly Rank[];
  readonly suits?: readonly Suit[];
}

export interface EndState {
  readonly winner_ids: readonly Seat[];
  readonly caller_id: Seat;
  readonly partner_id: Seat;
  readonly bid: number;
  readonly caller_side_points: number;
  readonly final_scores: readonly Points[];
  readonly match_delta: readonly Points[];
  readonly deal_reveal: {
    readonly deal_number: number;
    readonly attempt: number;
    readonly secret: string;
    readonly nonces: BySeat<string>;
  };
  readonly ready: readonly Seat[];
  readonly match_over: boolean;
  readonly ranking?: readonly Seat[];
  readonly next_deal_commitment: string;
}

/** What `viewer` may know of where the game stands; the fields a phase change announces too. */
interface Standing {
  readonly phase: PhaseName;
  readonly deal_number: number;
  readonly current_player_id: Seat | null;
  readonly current_leader_id: Seat | null;
  readonly caller_id: Seat | null;
  readonly bid: number | null;
  readonly partner_rank: Rank | null;
  readonly trump_suit: Suit | null;
  readonly partner_id: Seat | null;
}

/** What is in the pictures of all viewers, alike for all but a secret partner. */
interface SharedView extends Standing {
  readonly game_id: string;
  readonly epoch: number;
  readonly revision: number;
  readonly rules: Rules;
  readonly players: readonly {
    readonly player_id: Seat;
    readonly name: string;
    readonly seat: Seat;
    readonly connected: boolean;
    readonly bot: boolean;
  }[];
  readonly observers: number;
  readonly scores: readonly Points[];
  readonly match_scores: readonly Points[];
  readonly trick: readonly Played[];
  readonly trick_history: readonly {
    readonly winner_id: Seat;
    readonly points: number;
    readonly cards: readonly Played[];
  }[];
  readonly cards_left: readonly { readonly player_id: Seat; readonly count: number }[];
  readonly deal_commitment: string;
  /** When the seat on turn runs out of time, epoch ms [C1]. */
  readonly deadline: number | null;
  readonly bids?: readonly Placed[];
  readonly trick_cards?: readonly Played[];
  readonly trick_points?: number;
  readonly winner_id?: Seat;
  readonly end_state?: EndState;
  /** After a restore that may have lost moves, until the next deal [R7]. */
  readonly recovery?: { readonly moves_may_be_lost: true; readonly secret_may_be_told: boolean };
}

/** What is in the picture of one seat, or of those who watch, alone. */
interface OwnView {
  readonly player_id?: Seat;
  readonly hand?: readonly Card[];
  readonly allowed?: readonly Allowed[];
  /** Of a newcomer who waits for the end of the deal. */
  readonly waiting?: true;
  readonly role?: "observer";
}

export interface Snapshot extends SharedView, OwnView {}

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

/** The picture of the game that `viewer` may see; `observers` is how many watch [P12-P14]. */
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

/** Whether everyone is sent a fresh picture after `event` [P8]. */
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
