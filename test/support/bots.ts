import type { Move } from "../../dev/clients/moves.ts";
import { moveDue, nextMoveAt, type Pacing } from "../../src/actor/game/bots.ts";
import { resume, seatBots } from "../../src/shared/game/bots.ts";
import type { Action } from "../../src/shared/game/decide.ts";
import type { Event } from "../../src/shared/game/events.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import { connect, takeSeat } from "../../src/shared/game/seating.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { openTable, type Setup, type Table } from "./table.ts";

/** An observer is connected, and a bot takes a second for each move. */
export const PACE: Pacing = { pauseMs: 1_000, watched: true, observers: 0 };
export const UNWATCHED: Pacing = { ...PACE, watched: false };

/** A game with connected players in the seats `players` and bots in the others. The cards are dealt. */
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

/** Makes a move of the player of `seat` as the actor does: the player takes the seat back from a bot first. */
export const acts = (table: Table, seat: Seat, doing: Action | Move): readonly Event[] => {
  const decision = table.ask(seat, doing);
  if (!decision.ok) throw new Error(`seat ${seat} was refused ${JSON.stringify(doing)}`);
  const events = [...resume(table.game, seat, table.context.now), ...decision.value];
  table.happen(events);
  return events;
};

/** Makes the automatic move that is due by the game's clock; null when none is due. */
export const due = (table: Table, pacing: Pacing = PACE, seed = 1): readonly Event[] | null => {
  const events = moveDue(table.game, pacing, table.context, seed);
  if (events) table.happen(events);
  return events;
};

/** Lets time pass until an automatic move is due, and makes it; null when there is none. */
export const next = (table: Table, pacing: Pacing = PACE, seed = 1): readonly Event[] | null => {
  const at = nextMoveAt(table.game, pacing);
  if (at === Number.POSITIVE_INFINITY) return null;
  table.wait(Math.max(0, at - table.context.now));
  const events = due(table, pacing, seed);
  if (!events) throw new Error("nothing was due when it should have been");
  return events;
};

/** The seat on turn. Throws when there is none. */
export const onTurn = (table: Table): Seat => {
  const turn = table.view("observer").current_player_id;
  if (turn === null) throw new Error("nobody is on turn");
  return turn;
};

export const typesOf = (events: readonly Event[] | null): readonly string[] =>
  (events ?? []).map(({ type }) => type);
