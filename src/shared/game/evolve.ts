import { type Event, revisionAfter } from "./events.ts";
import type { Level } from "./levels.ts";
import { scoreDeal } from "./scoring.ts";
import { bySeat, type Seat, seatAfter, withSeat } from "./seats.ts";
import {
  type Acting,
  type Bidding,
  firstLeader,
  type Game,
  isMatchOver,
  isPlaying,
  type Occupant,
  type Phase,
  type Playing,
  type SeatState,
} from "./state.ts";
import { finish } from "./tricks.ts";

/** The game after `event`, its revision raised by one for each announcement. Throws only on a log that cannot be. */
export const evolve = (game: Game | null, event: Event): Game => {
  if (event.type === "game-created") return created(event);
  if (!game) throw new Error(`${event.type} before the game was created`);
  return { ...game, ...changeOf(game, event), revision: revisionAfter(game.revision, [event]) };
};

/** The events after which somebody is asked, so that the time of a turn begins with them [C1]. */
const ASKS = [
  "dealt",
  "bid-placed",
  "auction-won",
  "rank-called",
  "blind-trick-completed",
  "first-trick-opened",
  "card-played",
  "trick-rested",
] as const satisfies Event["type"][];

/** As `evolve`, for an event that happened `at` (epoch ms): the time of the turn goes with it. */
export const evolveAt = (game: Game | null, event: Event, at: number): Game => {
  const after = evolve(game, event);
  return ASKS.some((type) => type === event.type)
    ? { ...after, clock: { askedAt: at, graceUntil: 0 } }
    : after;
};

/** An event, and the game after it. */
export interface Step {
  readonly event: Event;
  readonly after: Game;
}

/** What `events`, which happened `at` (epoch ms), do to `before` one after the other. */
export const stepsFrom = (before: Game | null, events: readonly Event[], at: number): readonly Step[] => {
  let game = before;
  return events.map((event) => {
    game = evolveAt(game, event, at);
    return { event, after: game };
  });
};

/** The game after all of `events`, in order. */
export const evolveAll = (game: Game, events: readonly Event[]): Game =>
  events.reduce<Game>((state, event) => evolve(state, event), game);

/** The version of a host, and of a seat that nobody has held yet [T6]. */
export const FIRST_VERSION = 1;

const created = ({
  id,
  rules,
  dealer,
  secret,
  at,
  request,
  creator,
}: Event & { type: "game-created" }): Game => ({
  id,
  epoch: 1,
  revision: 0,
  rules,
  seats: bySeat(() => ({ version: FIRST_VERSION, occupant: null, nonce: "" })),
  dealNumber: 1,
  dealer,
  secret,
  standings: freshStandings(),
  dealsPlayed: 0,
  finished: [],
  creation: { at, request, creator },
  joined: [],
  hostVersion: FIRST_VERSION,
  loss: null,
  phase: { name: "ready", attempt: 0 },
  clock: { askedAt: at, graceUntil: 0 },
  ended: null,
});

const freshStandings = (): Game["standings"] => bySeat(() => ({ score: 0, called: 0, made: 0 }));

type Change = Partial<Game>;

const changeOf = (game: Game, event: Exclude<Event, { type: "game-created" }>): Change => {
  switch (event.type) {
    case "game-restored":
      return { epoch: game.epoch + 1, loss: event.loss ?? game.loss };
    case "game-ended":
      return { ended: event.reason };
    case "seat-taken": {
      const { name, nonce, at } = event;
      const { version } = game.seats[event.seat];
      return {
        ...seat(game, event.seat, { nonce, occupant: { name, acting: PLAYER, ...absent(at) } }),
        ...remembered(game, event, version),
      };
    }
    case "bot-seated":
      return seat(game, event.seat, { nonce: "", occupant: botCalled(event) });
    case "bot-seat-taken": {
      const { name, at } = event;
      const { version: before, nonce, occupant: bot } = game.seats[event.seat];
      const version = before + 1;
      const isDealt = "hands" in game.phase;
      const acting: Acting =
        isDealt && bot?.acting.by === "bot" ? { by: "bot-for-newcomer", level: bot.acting.level } : PLAYER;
      const taken = { version, occupant: { name, acting, ...absent(at) } };
      // While cards are out the nonces are those of their deal.
      return {
        ...unready(game, event.seat, { ...taken, nonce: isDealt ? nonce : event.nonce }),
        ...remembered(game, event, version),
      };
    }
    case "seat-removed": {
      const { version, nonce } = game.seats[event.seat];
      const occupant = botCalled(event);
      return unready(game, event.seat, { version: version + 1, occupant, ...nonceKept(game, nonce) });
    }
    case "seat-replaced": {
      const { version, nonce, occupant: sitting } = game.seats[event.seat];
      const occupant = sitting && { ...sitting, name: event.name };
      return unready(game, event.seat, { version: version + 1, occupant, ...nonceKept(game, nonce) });
    }
    case "host-revoked":
      return { hostVersion: game.hostVersion + 1 };
    case "bot-replaced": {
      const { name, at } = event;
      const version = game.seats[event.seat].version + 1;
      const acting: Acting = "hands" in game.phase ? { by: "stand-in" } : PLAYER;
      return seat(game, event.seat, { version, occupant: { name, acting, ...absent(at) } });
    }
    case "turn-missed":
      return occupant(game, event.seat, ({ acting }) => ({
        acting: acting.by === "player" ? { by: "player", missed: acting.missed + 1 } : acting,
      }));
    case "stand-in-seated":
      return occupant(game, event.seat, () => ({ acting: { by: "stand-in" } }));
    case "player-resumed":
      return occupant(game, event.seat, () => ({ acting: PLAYER }));
    case "clock-extended":
      return { clock: { ...game.clock, graceUntil: event.until } };
    case "seat-freed":
      return seat(game, event.seat, {
        version: game.seats[event.seat].version + 1,
        occupant: null,
        nonce: "",
      });
    case "seat-reissued": {
      const { version, occupant: sitting } = game.seats[event.seat];
      const named = sitting && event.name !== null ? { ...sitting, name: event.name } : sitting;
      return seat(game, event.seat, { version: version + 1, occupant: named });
    }
    case "player-joined":
    case "player-reconnected":
      return occupant(game, event.seat, () => ({ connected: true, met: true, awaySince: null }));
    case "player-left":
      return occupant(game, event.seat, () => ({ connected: false, awaySince: event.at }));
    case "player-readied": {
      const phase = inPhase(game.phase, "end");
      return {
        ...seat(game, event.seat, { nonce: event.nonce }),
        phase: { ...phase, readied: [...phase.readied.filter((at) => at !== event.seat), event.seat] },
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
    default:
      return { phase: phaseAfter(game, event), ...scored(game, event) };
  }
};

type TableEvent = Extract<
  Event,
  {
    type:
      | "dealt"
      | "bid-placed"
      | "auction-won"
      | "rank-called"
      | "blind-trick-completed"
      | "trump-named"
      | "first-trick-opened"
      | "trick-led"
      | "card-played"
      | "trick-won"
      | "trick-rested"
      | "deal-ended"
      | "hand-reordered";
  }
>;

const phaseAfter = (game: Game, event: TableEvent): Phase => {
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
    case "deal-ended": {
      const { attempt, bids, caller, bid, rank, tricks, points, trump } = playing(phase);
      if (!trump) throw new Error("a deal ended before its suit was called");
      const nonces = bySeat((seat) => game.seats[seat].nonce);
      const told = { attempt, secret: game.secret, nonces };
      return { name: "end", ...told, bids, caller, bid, rank, trump, tricks, points, readied: [] };
    }
    case "hand-reordered":
      if (!("hands" in phase)) throw new Error("a hand was put in order while nobody holds cards");
      return { ...phase, hands: withSeat(phase.hands, event.seat, event.hand) };
  }
};

/** As many finished deals are kept as the longest match has. */
const KEPT_DEALS = 40;

/** What the end of a deal changes beside the phase: standings, history, and the secret and nonces of the deal to come. */
const scored = (game: Game, event: TableEvent): Change => {
  if (event.type !== "deal-ended") return {};
  const { attempt, caller, bid, bids, rank, points, tricks, ...play } = playing(game.phase);
  const { suit, partner } = trumpOf(play);
  const { made, delta } = scoreDeal({ caller, bid, partner }, points, game.rules.multiplier);
  const { dealNumber, dealer, secret } = game;
  const nonces = bySeat((at) => game.seats[at].nonce);
  const plays = tricks.flatMap(({ cards }) => cards.map(({ card }) => card));
  const finished = { dealNumber, dealer, attempt, secret, nonces, bids, rank, suit, plays };
  return {
    secret: event.nextSecret,
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

/** A newcomer who waited for the deal's end plays for itself from now on [B13]. */
const arrived = (occupant: Occupant | null): Partial<SeatState> =>
  occupant?.acting.by === "bot-for-newcomer" ? { occupant: { ...occupant, acting: PLAYER } } : {};

/** How many joins are remembered, so that a repeat gets the first answer [H16]. */
const REMEMBERED_JOINS = 32;

type Taking = Event & { type: "seat-taken" | "bot-seat-taken" };

const remembered = (game: Game, { request, seat, name, at }: Taking, version: number): Change =>
  request
    ? { joined: [...game.joined, { ...request, seat, version, name, at }].slice(-REMEMBERED_JOINS) }
    : {};

const botCalled = ({ name, level }: { name: string; level: Level }): Occupant => ({
  name,
  acting: { by: "bot", level },
  connected: true,
  met: true,
  awaySince: null,
});

/** A nonce belongs to the cards that are out; what was given for the next deal goes with who gave it. */
const nonceKept = ({ phase }: Game, nonce: string) => ({ nonce: "hands" in phase ? nonce : "" });

/** A seat that somebody else has now: it has not asked for the next deal. */
const unready = (game: Game, at: Seat, change: Partial<SeatState>): Change => {
  const { phase } = game;
  const readied = phase.name === "end" ? phase.readied.filter((seat) => seat !== at) : [];
  return { ...seat(game, at, change), ...(phase.name === "end" ? { phase: { ...phase, readied } } : {}) };
};

const seat = (game: Game, at: Seat, change: Partial<SeatState>): { seats: Game["seats"] } => ({
  seats: withSeat(game.seats, at, { ...game.seats[at], ...change }),
});

const occupant = (game: Game, at: Seat, change: (before: Occupant) => Partial<Occupant>): Change => {
  const { occupant } = game.seats[at];
  if (!occupant) throw new Error(`nobody sits in seat ${at}`);
  return seat(game, at, { occupant: { ...occupant, ...change(occupant) } });
};

const PLAYER: Acting = { by: "player", missed: 0 };
const absent = (at: number) => ({ connected: false, met: false, awaySince: at });

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
