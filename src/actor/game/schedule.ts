import { awayInEnd, awayInReady } from "../../shared/game/seating.ts";
import type { GameRecord } from "../core/game-record.ts";
import { JOIN_WITHIN_MS } from "../sockets/sessions.ts";

/** What the one alarm is for. All times are epoch ms. */
export interface Agenda {
  readonly table: GameRecord;
  /** Whether a player is connected. */
  readonly present: boolean;
  /** Until when sockets that wait may join. */
  readonly deadlines: readonly number[];
  /** When the copy in Redis is next to be renewed, or a failed write tried again; Infinity for never. */
  readonly beatDueAt: number;
  readonly stateTtlMs: number;
  /** When something is next to be done for a seat whose player does not do it; Infinity for nothing. */
  readonly nextMoveAt: number;
}

/** When the game's copy in Redis expires, and the game with it, unless a player is connected [D9]. */
export const expiryOf = ({ table, stateTtlMs }: Pick<Agenda, "table" | "stateTtlMs">): number =>
  table.touchedAt + stateTtlMs;

/** When an otherwise idle table with a player connected is written again, well before it would expire. */
export const renewalOf = ({ table, stateTtlMs }: Pick<Agenda, "table" | "stateTtlMs">): number =>
  table.touchedAt + stateTtlMs / 2;

/** When the alarm must next ring: the earliest of everything that is due by time. */
export const nextDue = (agenda: Agenda): number => {
  const { table, present, deadlines, beatDueAt, nextMoveAt } = agenda;
  return Math.min(
    present ? renewalOf(agenda) : expiryOf(agenda),
    beatDueAt,
    nextMoveAt,
    ...deadlines,
    ...awayInReady(table.game).map(({ freedFrom }) => freedFrom),
    ...awayInEnd(table.game).map(({ countsFrom }) => countsFrom),
  );
};

/** When a socket that has just opened without a token must have joined [S2]. */
export const joinDeadline = (now: number): number => now + JOIN_WITHIN_MS;
