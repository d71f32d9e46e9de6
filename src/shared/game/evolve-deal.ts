import type { Rank } from "./cards.ts";
import type { DealEvent } from "./events.ts";
import { addedBy, NOTHING, type Occupant, PLAYER, type SeatState } from "./occupant.ts";
import { isPlaying, type Phase, type Playing } from "./phase.ts";
import type { Rules } from "./rules.ts";
import { freshStandings, scoreDeal, timesOf } from "./scoring.ts";
import { bySeat, seatAfter, withSeat } from "./seats.ts";
import { firstLeader, type Game, isMatchOver } from "./state.ts";
import { finish } from "./tricks.ts";

/** What an event of a deal changes in `game`. Throws when the event does not fit the phase. */
export const evolveDeal = (game: Game, event: DealEvent): Partial<Game> => {
  switch (event.type) {
    case "player-readied": {
      const phase = inPhase(game.phase, "end");
      return {
        seats: withSeat(game.seats, event.seat, { ...game.seats[event.seat], ...addedBy(event) }),
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
        shuffle: 2,
        phase: { name: "ready", attempt: 0, allPassed: 0 },
        loss: null,
        ...(isMatchOver(game) ? { standings: freshStandings(), dealsPlayed: 0 } : {}),
      };
    case "nonces-revealed": {
      const { attempt, allPassed } = inPhase(game.phase, "shuffle");
      const seats = bySeat((seat): SeatState => {
        const nonce = event.nonces[seat];
        return nonce === "" ? game.seats[seat] : { ...game.seats[seat], nonce, commitment: "" };
      });
      return { seats, phase: { name: "ready", attempt, allPassed } };
    }
    case "dealt":
      return { shuffle: event.shuffle ?? 1, phase: phaseAfter(game, event) };
    case "thrown-in": {
      const before = "allPassed" in game.phase ? game.phase.allPassed : 0;
      const allPassed = event.reason === "all_passed" ? before + 1 : before;
      return { dealer: event.dealer, phase: { name: "ready", attempt: event.attempt, allPassed } };
    }
    case "deal-ended":
      return { phase: endOf(game), ...scored(game, event.nextSecret) };
    default:
      return { phase: phaseAfter(game, event) };
  }
};

type PhaseEvent = Exclude<
  DealEvent,
  { type: "player-readied" | "next-deal-begun" | "nonces-revealed" | "thrown-in" | "deal-ended" }
>;

const phaseAfter = (game: Game, event: PhaseEvent): Phase => {
  const { phase } = game;
  switch (event.type) {
    case "shuffle-begun":
      return { ...inPhase(phase, "ready"), name: "shuffle", deadline: event.deadline, restarts: 0 };
    case "shuffle-restarted": {
      const shuffling = inPhase(phase, "shuffle");
      return { ...shuffling, deadline: event.deadline, restarts: shuffling.restarts + 1 };
    }
    case "dealt": {
      const { attempt, allPassed } = inPhase(phase, "ready");
      return { name: "bid", attempt, allPassed, hands: event.hands, bids: [] };
    }
    case "bid-placed": {
      const bidding = inPhase(phase, "bid");
      const { seat, bid, rank } = event;
      const call = rank === undefined ? { seat, bid } : { seat, bid, rank };
      return { ...bidding, bids: [...bidding.bids, call] };
    }
    case "auction-won": {
      const { caller, bid, rank = null } = event;
      return {
        ...inPhase(phase, "bid"),
        name: phaseFor(game.rules, rank, "before-play"),
        caller,
        bid,
        rank,
        trump: null,
        leader: firstLeader(game, caller),
        trick: [],
        tricks: [],
        points: bySeat(() => 0),
      };
    }
    case "rank-called": {
      const calling = playing(phase);
      if (calling.name !== "call-partner-rank") throw new Error(`a rank was called in phase ${calling.name}`);
      const when = calling.trick.length === 0 ? "before-play" : "after-first-trick";
      return { ...calling, name: phaseFor(game.rules, event.rank, when), rank: event.rank };
    }
    case "blind-trick-completed": {
      const play = playing(phase);
      return { ...play, name: phaseFor(game.rules, play.rank, "after-first-trick") };
    }
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

/** The call that is due before the first trick or after it, or else the first trick [G32, G33]. */
const phaseFor = (
  { rank_call, suit_call }: Rules,
  rank: Rank | null,
  when: Rules["suit_call"],
): "call-partner-rank" | "call-partner-suit" | "play-first-trick" => {
  if (rank === null && rank_call === when) return "call-partner-rank";
  return suit_call === when ? "call-partner-suit" : "play-first-trick";
};

const endOf = (game: Game): Phase => {
  const { attempt, allPassed, bids, caller, bid, tricks, points, ...play } = playing(game.phase);
  const called = { rank: rankOf(play), trump: trumpOf(play) };
  const told = { attempt, allPassed, secret: game.secret, ...noncesOf(game) };
  return { name: "end", ...told, bids, caller, bid, ...called, tricks, points, readied: [], askedAt: null };
};

/** What the players have added to the shuffle of this deal. */
const noncesOf = ({ seats }: Game) => ({
  nonces: bySeat((seat) => seats[seat].nonce),
  unrevealed: bySeat((seat) => seats[seat].commitment),
});

/** What the end of a deal changes in addition to the phase: standings, and the secret and nonces of the next deal. */
const scored = (game: Game, nextSecret: string): Partial<Game> => {
  const { allPassed, caller, bid, points, ...play } = playing(game.phase);
  const { partner } = trumpOf(play);
  const times = timesOf(bid, allPassed, game.rules);
  const { made, delta } = scoreDeal({ caller, bid, partner }, points, times);
  return {
    secret: nextSecret,
    seats: bySeat((seat) => ({ ...game.seats[seat], ...NOTHING, ...arrived(game.seats[seat].occupant) })),
    dealsPlayed: game.dealsPlayed + 1,
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

const rankOf = ({ rank }: Pick<Playing, "rank">): Rank => {
  if (rank === null) throw new Error("a deal ended before its rank was called");
  return rank;
};
