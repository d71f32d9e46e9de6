import { err, ok } from "../result.ts";
import type { DecideContext } from "./dealing.ts";
import { type Decision, withNextDeal } from "./decide.ts";
import type { Actor, Event } from "./events.ts";
import type { Level } from "./levels.ts";
import { presence } from "./presence.ts";
import { freeSeat, freeSeats, withDealing } from "./seating.ts";
import { type BySeat, SEATS, type Seat } from "./seats.ts";
import { type Game, isBot, isMatchOver } from "./state.ts";

/** How long a player must have been away before the host may have a bot play for it, in ms [C5]. */
const HANDED_AFTER_MS = 60_000;

/** How many turns running the clock may end before a bot plays on [C3]. */
const MISSES = 2;

/** What the bot of each seat is called: the same at every table, whatever it holds and however it plays [B6]. */
export const BOT_NAMES: BySeat<string> = ["Ada", "Bruno", "Cloe", "Dante", "Elio"];

/** Seats bots in those of `seats` that are free, or in every free one; the fifth to be taken starts the deal [B5]. */
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

/** The seats that bots have for themselves. */
export const botSeats = (game: Game): readonly Seat[] =>
  SEATS.filter((seat) => game.seats[seat].occupant?.acting.by === "bot");

/** Frees a bot's seat while seats are still filling [B9]. */
export const removeBot = (game: Game, seat: Seat, by: Actor): Decision => {
  const { occupant } = game.seats[seat];
  if (occupant && occupant.acting.by !== "bot") return err({ kind: "no-bot", seat });
  return freeSeat(game, seat, by);
};

/** Takes a seat from its player for good, in any phase: a bot plays on, and nobody is shown its cards [S18]. */
export const removePlayer = (game: Game, seat: Seat, by: Actor): Decision => {
  const { occupant } = game.seats[seat];
  if (!occupant) return err({ kind: "seat-free" });
  const { acting } = occupant;
  if (acting.by === "bot") return err({ kind: "bot-already", seat });
  const level = acting.by === "bot-for-newcomer" ? acting.level : "rule";
  return ok([{ type: "seat-removed", seat, name: BOT_NAMES[seat], level, by }]);
};

/** Has a bot play for a player who has been away for a minute, until the player acts [C5]. */
export const handOver = (game: Game, seat: Seat, by: Actor, now: number): Decision => {
  const { occupant } = game.seats[seat];
  if (!("hands" in game.phase)) {
    return err({ kind: "wrong-phase", phase: game.phase.name, message: "handing a seat to a bot" });
  }
  if (!occupant || isBot(occupant)) return err({ kind: "bot-already", seat });
  const awayMs = occupant.awaySince === null ? null : now - occupant.awaySince;
  return awayMs === null || awayMs < HANDED_AFTER_MS
    ? err({ kind: "not-away", awayMs, neededMs: HANDED_AFTER_MS })
    : ok(standIn(game, seat, now, by));
};

/** The time of `seat`'s turn is up: it is marked, and the second time running a bot takes over [C2, C3]. */
export const missTurn = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const acting = game.seats[seat].occupant?.acting;
  const missed: Event = { type: "turn-missed", seat };
  return acting?.by === "player" && acting.missed + 1 >= MISSES
    ? [missed, ...standIn(game, seat, now)]
    : [missed];
};

/** What precedes anything that the player of `seat` does: it acts for itself again [C4]. */
export const resume = (game: Game, seat: Seat, now: number): readonly Event[] => {
  const acting = game.seats[seat].occupant?.acting;
  const resumed: Event = { type: "player-resumed", seat };
  if (acting?.by === "stand-in") return [resumed, presence(game, seat, now)];
  return acting?.by === "player" && acting.missed > 0 ? [resumed] : [];
};

/** Marks what a bot does for a player [C2]. */
export const automatic = (events: readonly Event[]): readonly Event[] => {
  const at = (types: readonly Event["type"][]) => events.findIndex(({ type }) => types.includes(type));
  const own = at(["bid-placed", "card-played", "rank-called"]);
  // A called suit is told by the change of phase that it brings.
  const told = own >= 0 ? own : at(["first-trick-opened", "trick-rested"]);
  return events.map((event, index) => (index === told ? ({ ...event, auto: true } as Event) : event));
};

/**
 * Readies the bots in `end`, and deals when that makes five [B8]. Where nobody but bots plays, only while somebody
 * watches and the match is not over.
 */
export const readyBots = (game: Game, watched: boolean, context: DecideContext): readonly Event[] => {
  const readied = unreadyBots(game, watched).map(
    (seat): Event => ({ type: "player-readied", seat, nonce: "" }),
  );
  return readied.length > 0 ? withNextDeal(game, readied, context) : [];
};

/** The bots that have yet to ask for the next deal, and may. */
export const unreadyBots = (game: Game, watched: boolean): readonly Seat[] => {
  const { phase } = game;
  if (phase.name !== "end" || (isAllBots(game) && (!watched || isMatchOver(game)))) return [];
  return SEATS.filter((seat) => isBot(game.seats[seat].occupant) && !phase.readied.includes(seat));
};

/** Whether no player acts for any seat. */
export const isAllBots = (game: Game): boolean => SEATS.every((seat) => isBot(game.seats[seat].occupant));

/** A bot takes over for a player; that it has is told by where the player is. */
const standIn = (game: Game, seat: Seat, now: number, by?: Actor): readonly Event[] => [
  { type: "stand-in-seated", seat },
  presence(game, seat, now, by),
];
