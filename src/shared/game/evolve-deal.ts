import type { DealEvent } from "./events.ts";
import { type Occupant, PLAYER, type SeatState } from "./occupant.ts";
import { type Bidding, isPlaying, type Phase, type Playing } from "./phase.ts";
import { freshStandings, scoreDeal } from "./scoring.ts";
import { bySeat, seatAfter, withSeat } from "./seats.ts";
import { firstLeader, type Game, isMatchOver } from "./state.ts";
import { finish } from "./tricks.ts";

/** What an event of a deal changes in `game`. Throws when the event does not fit the phase. */
export const evolveDeal = (game: Game, event: DealEvent): Partial<Game> => {
  switch (event.type) {
    case "player-readied": {
      const phase = inPhase(game.phase, "end");
      return {
        seats: withSeat(game.seats, event.seat, { ...game.seats[event.seat], nonce: event.nonce }),
        phase: {
          ...phase,
          readied: [...phase.readied.filter((at) => at !== event.seat), event.seat],
          askedAt: phase.askedAt ?? event.at ?? null,
        },
      };
    }
    case "next-deal-begun":
      return {
        dealNumber: game.dealNumber + 1,
        dealer: seatAfter(game.dealer),
        phase: { name: "ready", attempt: 0 },
        loss: null,
        ...(isMatchOver(game) ? { standings: freshStandings(), dealsPlayed: 0 } : {}),
      };
    case "thrown-in":
      return { dealer: event.dealer, phase: { name: "ready", attempt: event.attempt } };
    case "deal-ended":
      return { phase: endOf(game), ...scored(game, event.nextSecret) };
    default:
      return { phase: phaseAfter(game, event) };
  }
};

type PhaseEvent = Exclude<
  DealEvent,
  { type: "player-readied" | "next-deal-begun" | "thrown-in" | "deal-ended" }
>;

const phaseAfter = (game: Game, event: PhaseEvent): Phase => {
  const { phase } = game;
  switch (event.type) {
    case "dealt":
      return { name: "bid", attempt: inPhase(phase, "ready").attempt, hands: event.hands, bids: [] };
    case "bid-placed": {
      const bidding = inPhase(phase, "bid");
      return { ...bidding, bids: [...bidding.bids, { seat: event.seat, bid: event.bid }] };
    }
    case "auction-won": {
      const bidding: Bidding = inPhase(phase, "bid");
      return { ...bidding, name: "call-partner-rank", caller: event.caller, bid: event.bid };
    }
    case "rank-called": {
      const calling = inPhase(phase, "call-partner-rank");
      return {
        ...calling,
        name: game.rules.suit_call === "before-play" ? "call-partner-suit" : "play-first-trick",
        rank: event.rank,
        trump: null,
        leader: firstLeader(game, calling.caller),
        trick: [],
        tricks: [],
        points: bySeat(() => 0),
      };
    }
    case "blind-trick-completed":
      return { ...playing(phase), name: "call-partner-suit" };
    case "trump-named":
      return { ...playing(phase), trump: { suit: event.suit, partner: event.partner } };
    case "first-trick-opened":
      return { ...playing(phase), name: "play-first-trick" };
    case "trick-led":
      return { ...playing(phase), name: "play-tricks" };
    case "card-played": {
      const play = playing(phase);
      const { seat: player, card } = event;
      const hand = play.hands[player].filter((held) => held !== card);
      return {
        ...play,
        hands: withSeat(play.hands, player, hand),
        trick: [...play.trick, { seat: player, card }],
      };
    }
    case "trick-won": {
      const play = playing(phase);
      const trick = finish(play.trick, trumpOf(play).suit);
      return {
        ...play,
        name: "play-tricks",
        leader: trick.winner,
        trick: [],
        tricks: [...play.tricks, trick],
        points: withSeat(play.points, trick.winner, play.points[trick.winner] + trick.points),
      };
    }
    case "trick-rested":
      return { ...playing(phase), name: "trick-won" };
    case "hand-reordered":
      if (!("hands" in phase)) throw new Error("a hand was put in order while nobody holds cards");
      return { ...phase, hands: withSeat(phase.hands, event.seat, event.hand) };
  }
};

const endOf = (game: Game): Phase => {
  const { attempt, bids, caller, bid, rank, tricks, points, trump } = playing(game.phase);
  if (!trump) throw new Error("a deal ended before its suit was called");
  const nonces = bySeat((seat) => game.seats[seat].nonce);
  const told = { attempt, secret: game.secret, nonces };
  return { name: "end", ...told, bids, caller, bid, rank, trump, tricks, points, readied: [], askedAt: null };
};

/** The number of finished deals that are kept: as many as the longest match has. */
const KEPT_DEALS = 40;

/**
 * What the end of a deal changes in addition to the phase: standings, history, and the secret and nonces of the next
 * deal.
 */
const scored = (game: Game, nextSecret: string): Partial<Game> => {
  const { attempt, caller, bid, bids, rank, points, tricks, ...play } = playing(game.phase);
  const { suit, partner } = trumpOf(play);
  const { made, delta } = scoreDeal({ caller, bid, partner }, points, game.rules.multiplier);
  const { dealNumber, dealer, secret } = game;
  const nonces = bySeat((at) => game.seats[at].nonce);
  const plays = tricks.flatMap(({ cards }) => cards.map(({ card }) => card));
  const finished = { dealNumber, dealer, attempt, secret, nonces, bids, rank, suit, plays };
  return {
    secret: nextSecret,
    seats: bySeat((seat) => ({ ...game.seats[seat], nonce: "", ...arrived(game.seats[seat].occupant) })),
    dealsPlayed: game.dealsPlayed + 1,
    finished: [...game.finished, finished].slice(-KEPT_DEALS),
    standings: bySeat((seat) => {
      const { score, called, made: kept } = game.standings[seat];
      const isCaller = seat === caller;
      return {
        score: score + delta[seat],
        called: called + (isCaller ? 1 : 0),
        made: kept + (isCaller && made ? 1 : 0),
      };
    }),
  };
};

/** A newcomer who waited for the end of the deal acts for its seat from now on [B13]. */
const arrived = (occupant: Occupant | null): Partial<SeatState> =>
  occupant?.acting.by === "bot-for-newcomer" ? { occupant: { ...occupant, acting: PLAYER } } : {};

const inPhase = <N extends Phase["name"]>(phase: Phase, name: N): Extract<Phase, { name: N }> => {
  if (phase.name !== name) throw new Error(`expected phase ${name}, found ${phase.name}`);
  return phase as Extract<Phase, { name: N }>;
};

const playing = (phase: Phase): Playing => {
  if (!isPlaying(phase)) throw new Error(`expected cards in play, found phase ${phase.name}`);
  return phase;
};

const trumpOf = ({ trump }: Pick<Playing, "trump">) => {
  if (!trump) throw new Error("a trick was resolved before the suit was called");
  return trump;
};
