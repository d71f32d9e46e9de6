import type { Event } from "../../shared/game/events.ts";
import { connect, disconnect } from "../../shared/game/seating.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import type { Settings } from "../../shared/settings.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Socket } from "../core/platform.ts";
import type { Counters } from "../metrics/counters.ts";
import { errorMessage, snapshotMessage } from "../sockets/broadcast.ts";
import type { Budget } from "../sockets/budget.ts";
import { type CloseWith, type InboundFrames, openInbound } from "../sockets/inbound.ts";
import { closeQuietly, tell } from "../sockets/outbound.ts";
import { type Identity, MAX_UNJOINED, type Sessions } from "../sockets/sessions.ts";
import type { LiveGame } from "./live-game.ts";
import { joinDeadline } from "./schedule.ts";

/** How long a socket whose token was revoked may still bring another one, in ms [T6]. */
const REVOKED_GRACE_MS = 1_000;

/** Someone with a place: not waiting, not gone. */
export type Placed = Extract<Identity, { kind: "player" | "observer" }>;

/** Who comes in and goes out: places at the table, limits on what is sent, goodbyes. */
export interface Presence extends Pick<InboundFrames, "hear" | "countInvalidFrame" | "pardon"> {
  /** Whether one more socket may wait for its `join` [S11]. */
  readonly hasRoom: () => boolean;
  /** Accepts a socket that has yet to join. */
  readonly wait: (socket: Socket, gameId: string, now: number) => void;
  /** Gives a socket its place: an older one of the seat makes room, everyone else is told, and it gets the snapshot [S3, S5]. */
  readonly enter: (socket: Socket, place: Placed, actionId: string | null, now: number) => void;
  /** Takes a seat's socket its place away: it may bring another token, or is closed soon [T6]. */
  readonly revoke: (socket: Socket, now: number) => void;
  readonly closeWith: CloseWith;
  /** The socket has closed: whoever sat there has left [S4]. */
  readonly left: (socket: Socket, now: number) => void;
  /** Closes those who have waited too long and those who have fallen silent [S2, S7]. */
  readonly tick: (now: number) => void;
}

export const openPresence = (
  sessions: Sessions,
  liveGame: LiveGame,
  { flood }: Pick<Settings, "flood">,
  budget: Budget,
  counters: Counters,
): Presence => {
  const { refuse } = counters;
  const commit = (events: readonly Event[], now: number, answer?: (after: GameRecord) => void) => {
    if (events.length > 0) liveGame.commit({ at: now, by: null, events }, answer);
  };

  const closeWith: CloseWith = (socket, code, rejection, actionId, now) => {
    const table = liveGame.table();
    if (rejection && table) tell(socket, errorMessage(table.game, refuse(rejection), actionId, now));
    closeQuietly(socket, code, "");
    left(socket, now);
  };

  const left: Presence["left"] = (socket, now) => {
    const identity = sessions.get(socket)?.identity;
    const table = liveGame.table();
    sessions.update(socket, { identity: { kind: "gone" } });
    if (identity?.kind !== "player" || !table) return;
    commit(disconnect(table.game, identity.seat, now), now);
    if (!sessions.hasPlayers()) liveGame.rest(table.game.id);
  };

  const replace = (older: Socket, table: GameRecord, now: number) => {
    const reason = "another connection has taken this seat";
    counters.refused("duplicate_connection_handled");
    tell(older, errorMessage(table.game, { code: "duplicate_connection_handled", reason }, null, now));
    sessions.update(older, { identity: { kind: "gone" } });
    closeQuietly(older, CLOSE.replaced, reason);
  };

  const inbound = openInbound(sessions, flood, closeWith, budget);

  return {
    hear: inbound.hear,
    countInvalidFrame: inbound.countInvalidFrame,
    pardon: inbound.pardon,
    hasRoom: () => sessions.deadlines().length < MAX_UNJOINED,
    wait: (socket, gameId, now) => {
      sessions.accept(socket, gameId, { kind: "unjoined", deadline: joinDeadline(now) }, now);
      liveGame.rearm();
    },

    enter: (socket, place, actionId, now) => {
      const table = liveGame.table();
      if (!table) return;
      const wasLive = sessions.hasPlayers();
      if (place.kind === "observer") {
        sessions.update(socket, { identity: place });
        const occasion = { now, observers: liveGame.observers() };
        tell(socket, snapshotMessage("join.ok", table.game, "observer", actionId, occasion));
        // Bots among themselves wait for somebody to watch.
        return liveGame.rearm();
      }
      const older = sessions.ofSeat(place.seat);
      if (older && older !== socket) replace(older, table, now);
      // Not in its place yet while the others are told: its own coming is part of the snapshot it gets.
      commit(connect(table.game, place.seat), now, ({ game }) =>
        tell(
          socket,
          snapshotMessage("join.ok", game, place.seat, actionId, { now, observers: liveGame.observers() }),
        ),
      );
      sessions.update(socket, { identity: place, meter: budget.meterOf(place.seat) });
      if (!wasLive) liveGame.wakeUp();
      liveGame.rearm();
    },

    revoke: (socket, now) => {
      const table = liveGame.table();
      if (!table) return;
      const refusal = refuse({ kind: "bad-token", detail: "the token has been revoked" });
      tell(socket, errorMessage(table.game, refusal, null, now));
      sessions.update(socket, { identity: { kind: "unjoined", deadline: now + REVOKED_GRACE_MS } });
      if (!sessions.hasPlayers()) liveGame.rest(table.game.id);
      liveGame.rearm();
    },

    closeWith,
    left,

    tick: (now) => {
      for (const { socket, session } of sessions.open()) {
        const { identity } = session;
        if (identity.kind === "unjoined" && identity.deadline <= now) {
          closeWith(socket, CLOSE.badToken, { kind: "not-joined" }, null, now);
        }
        if (inbound.isSilent(socket, now)) closeWith(socket, CLOSE.goingAway, null, null, now);
      }
    },
  };
};
