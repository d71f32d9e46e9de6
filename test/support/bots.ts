import type { Move } from "../../dev/clients/moves.ts";
import { moveDue, nextMoveAt, type Pacing } from "../../src/actor/game/bots.ts";
import { resume, seatBots } from "../../src/shared/game/bots.ts";
import type { Action } from "../../src/shared/game/decide.ts";
import type { Event } from "../../src/shared/game/events.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import { connect, takeSeat } from "../../src/shared/game/seating.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { openTable, type Setup, type Table } from "./table.ts";

/** Somebody watches, and a bot takes a second. */
export const PACE: Pacing = { pauseMs: 1_000, watched: true, observers: 0 };
export const UNWATCHED: Pacing = { ...PACE, watched: false };

/** A table with players in `players`, their sockets open, and bots in the other seats; the cards are dealt. */
export const tableOf = (players: readonly Seat[], setup: Setup = {}, level: Level = "rule"): Table => {
  const table = openTable(setup);
  for (const seat of players) {
    const name = `Player ${seat + 1}`;
    const taken = takeSeat(table.game, seat, { name, nonce: "", request: null }, table.context);
    if (!taken.ok) throw new Error(`seat ${seat} is not free`);
    table.happen(taken.value);
    table.happen(connect(table.game, seat));
  }
  if (players.length < 5) {
    const seated = seatBots(table.game, null, level, table.context);
    if (!seated.ok) throw new Error("bots were refused");
    table.happen(seated.value);
  }
  return table;
};

/** What the player of `seat` does, by the actor's line: it acts for itself again first. */
export const acts = (table: Table, seat: Seat, doing: Action | Move): readonly Event[] => {
  const decision = table.ask(seat, doing);
  if (!decision.ok) throw new Error(`seat ${seat} was refused ${JSON.stringify(doing)}`);
  const events = [...resume(table.game, seat, table.context.now), ...decision.value];
  table.happen(events);
  return events;
};

/** Does what is due by the table's clock; null when nothing is. */
export const due = (table: Table, pacing: Pacing = PACE, seed = 1): readonly Event[] | null => {
  const events = moveDue(table.game, pacing, table.context, seed);
  if (events) table.happen(events);
  return events;
};

/** Lets time pass until something is due, and does it; null when nothing ever is. */
export const next = (table: Table, pacing: Pacing = PACE, seed = 1): readonly Event[] | null => {
  const at = nextMoveAt(table.game, pacing);
  if (at === Number.POSITIVE_INFINITY) return null;
  table.wait(Math.max(0, at - table.context.now));
  const events = due(table, pacing, seed);
  if (!events) throw new Error("nothing was due when it should have been");
  return events;
};

/** The seat on turn; throws when nobody is. */
export const onTurn = (table: Table): Seat => {
  const turn = table.view("observer").current_player_id;
  if (turn === null) throw new Error("nobody is on turn");
  return turn;
};

export const typesOf = (events: readonly Event[] | null): readonly string[] =>
  (events ?? []).map(({ type }) => type);
