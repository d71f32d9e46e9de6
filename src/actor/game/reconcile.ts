import { deadlineOf, grace } from "../../shared/game/clock.ts";
import { disconnect, reconnect } from "../../shared/game/seating.ts";
import { SEATS } from "../../shared/game/seats.ts";
import { log } from "../../shared/log.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import { closeQuietly } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { LiveGame } from "./live-game.ts";

/** When a turn ran out longer ago than this, in ms, no message could arrive at that time [C6]. */
const LATE_MS = 2_000;

export interface ReconcilePorts {
  readonly platform: Pick<Platform, "now">;
  readonly sessions: Sessions;
  readonly liveGame: LiveGame;
}

/**
 * Reconciles seats with open sockets after a wake or a restore. A crash closes sockets without an event [R6], and a
 * copy may be older than a socket that has survived. If no socket is left, the seat on turn gets additional time. A
 * player gains no time by closing a socket during hibernation [C6].
 */
export const reconcilePresence = ({ platform, sessions, liveGame }: ReconcilePorts): void => {
  const record = liveGame.record();
  if (!record) return;
  const { game } = record;
  const now = platform.now();
  closeRevoked(sessions, record);
  const mended = SEATS.flatMap((seat) => {
    if (!sessions.ofSeat(seat)) return disconnect(game, seat, now);
    return game.seats[seat].occupant?.connected === false ? reconnect(game, seat) : [];
  });
  const fell = mended.length > 0 && sessions.open().length === 0;
  const isLate = (deadlineOf(game) ?? now) < now - LATE_MS;
  if (mended.length > 0) log("info", "presence_mended", { game_id: game.id, seats: mended.length });
  const events = [...mended, ...(fell || isLate ? grace(game, now) : [])];
  if (events.length > 0) liveGame.commit({ at: now, by: null, events });
};

/** Closes sockets whose token is not valid in this game. A restored record may not know a later token. */
const closeRevoked = (sessions: Sessions, { game }: GameRecord): void => {
  for (const [seat, socket] of [...sessions.seated()]) {
    const { identity } = sessions.get(socket) ?? {};
    if (identity?.kind === "player" && identity.seatVersion === game.seats[seat].version) continue;
    sessions.update(socket, { identity: { kind: "gone" } });
    closeQuietly(socket, CLOSE.badToken, "the token has been revoked");
  }
};
