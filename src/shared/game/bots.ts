import { err, ok } from "../result.ts";
import { withDealing, withNextDeal } from "./commit-reveal.ts";
import type { DecideContext } from "./dealing.ts";
import type { Actor, Event } from "./events.ts";
import type { Level } from "./levels.ts";
import { isBot } from "./occupant.ts";
import type { Decision } from "./rejection.ts";
import { handedAfterMs } from "./rules.ts";
import { freeSeat, presence } from "./seating.ts";
import { type BySeat, SEATS, type Seat } from "./seats.ts";
import { freeSeats, type Game, isMatchOver, turnOf } from "./state.ts";

/** After this number of consecutive missed turns a bot acts for the player [C3]. */
const MISSES = 2;

/** The name of the bot of each seat. It is the same in every game and at every level [B6]. */
export const BOT_NAMES: BySeat<string> = ["Ada", "Bruno", "Cloe", "Dante", "Elio"];

/** Seats bots in the free seats among `seats`, or in all free seats. The deal begins when no seat is free [B5]. */
export const seatBots = (
  game: Game,
  seats: readonly Seat[] | null,
  level: Level,
  context: DecideContext,
): Decision => {
  const taken = seats?.find((seat) => (game.seats[seat].occupant?.acting.by ?? "bot") !== "bot");
  if (taken !== undefined) return err({ kind: "seat-taken", seat: taken });
  const free = freeSeats(game).filter((seat) => seats?.includes(seat) ?? true);
  const seated = free.map(
    (seat): Event => ({ type: "bot-seated", seat, name: BOT_NAMES[seat], level, at: context.now }),
  );
  return ok(seated.length === 0 ? [] : withDealing(game, seated, context));
};

/** The seats that bots hold. */
export const botSeats = (game: Game): readonly Seat[] =>
  SEATS.filter((seat) => game.seats[seat].occupant?.acting.by === "bot");

/** Frees the seat of a bot in `ready` [B9]. */
export const removeBot = (game: Game, seat: Seat, by: Actor): Decision => {
  const { occupant } = game.seats[seat];
  if (occupant && occupant.acting.by !== "bot") return err({ kind: "no-bot", seat });
  return freeSeat(game, seat, by);
};

/**
 * Takes a seat from its player for good, in any phase. A bot holds it from now on, and no viewer sees its cards [S18].
 */
export const removePlayer = (game: Game, seat: Seat, by: Actor): Decision => {
  const { occupant } = game.seats[seat];
  if (!occupant) return err({ kind: "seat-free" });
  const { acting } = occupant;
  if (acting.by === "bot") return err({ kind: "bot-already", seat });
  const level = acting.by === "bot-for-newcomer" ? acting.level : "rule";
  return ok([{ type: "seat-removed", seat, name: BOT_NAMES[seat], level, by }]);
};

/**
 * Lets a bot act for a player until the player acts. The player may do this at any time, and others when the seat holds
 * the table up: it was asked for the same thing a minute ago and has no socket, or two minutes ago [C5].
 */
export const handOver = (game: Game, seat: Seat, by: Actor, now: number): Decision => {
  const { occupant } = game.seats[seat];
  const { name } = game.phase;
  if (name === "ready") return err({ kind: "wrong-phase", phase: name, message: "handing a seat to a bot" });
  if (!occupant || isBot(occupant)) return err({ kind: "bot-already", seat });
  if (by === seat) return ok(standIn(game, seat, now, by));
  const since = askedSince(game, seat);
  if (since === null) return err({ kind: "not-asked", seat });
  const neededMs = handedAfterMs(game.rules, occupant.connected);
  return now - since < neededMs
    ? err({ kind: "asked-lately", askedMs: now - since, neededMs })
    : ok(standIn(game, seat, now, by));
};

/** Since when the table waits for `seat`, epoch ms; null when it does not. */
const askedSince = (game: Game, seat: Seat): number | null => {
  const { phase } = game;
  if (phase.name === "end") return phase.readied.includes(seat) ? null : phase.askedAt;
  return turnOf(game) === seat ? game.clock.askedAt : null;
};

/**
 * The events after the time of `seat` has run out. After the second consecutive time a bot acts for the player [C2,
 * C3].
 */
export const missTurn = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const acting = game.seats[seat].occupant?.acting;
  const missed: Event = { type: "turn-missed", seat };
  return acting?.by === "player" && acting.missed + 1 >= MISSES
    ? [missed, ...standIn(game, seat, now)]
    : [missed];
};

/** The events before any action by the player of `seat`: the player acts for the seat again [C4]. */
export const resume = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const acting = game.seats[seat].occupant?.acting;
  const resumed: Event = { type: "player-resumed", seat };
  if (acting?.by === "stand-in") return [resumed, presence(game, seat, now)];
  return acting?.by === "player" && acting.missed > 0 ? [resumed] : [];
};

/** Marks the announced event of an action that a bot made for a player [C2]. */
export const automatic = (events: readonly Event[]): readonly Event[] => {
  const at = (types: readonly Event["type"][]) => events.findIndex(({ type }) => types.includes(type));
  const own = at(["bid-placed", "card-played", "rank-called"]);
  // A called suit is announced by its change of phase.
  const told = own >= 0 ? own : at(["first-trick-opened", "trick-rested"]);
  return events.map((event, index) => (index === told ? ({ ...event, auto: true } as Event) : event));
};

/**
 * Readies the bots in `end`, and deals when all five are ready [B8]. A table of bots alone goes on only while it is
 * watched and the match is not over.
 */
export const readyBots = (game: Game, watched: boolean, context: DecideContext): readonly Event[] => {
  const readied = unreadyBots(game, watched).map(
    (seat): Event => ({ type: "player-readied", seat, nonce: "" }),
  );
  return readied.length > 0 ? withNextDeal(game, readied, context) : [];
};

/** The bots that may ask for the next deal and have not asked yet. */
export const unreadyBots = (game: Game, watched: boolean): readonly Seat[] => {
  const { phase } = game;
  if (phase.name !== "end" || (isAllBots(game) && (!watched || isMatchOver(game)))) return [];
  return SEATS.filter((seat) => isBot(game.seats[seat].occupant) && !phase.readied.includes(seat));
};

/** Whether bots act for all seats. */
export const isAllBots = (game: Game): boolean => SEATS.every((seat) => isBot(game.seats[seat].occupant));

/** A bot acts for a player from now on. The announcement of the player's presence says so. */
const standIn = (game: Game, seat: Seat, now: number, by?: Actor): readonly Event[] => [
  { type: "stand-in-seated", seat },
  presence(game, seat, now, by),
];
