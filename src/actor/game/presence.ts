import type { Event } from "../../shared/game/events.ts";
import { connect, disconnect } from "../../shared/game/seating.ts";
import type { Seat } from "../../shared/game/seats.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform, Socket } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Replicator } from "../replica/replicator.ts";
import { errorMessage, snapshotMessage } from "../sockets/broadcast.ts";
import type { Budget } from "../sockets/budget.ts";
import type { InboundFrames } from "../sockets/inbound.ts";
import { closeQuietly, tell } from "../sockets/outbound.ts";
import type { Identity, Session } from "../sockets/session.ts";
import { JOIN_WITHIN_MS, MAX_UNJOINED, type Sessions } from "../sockets/sessions.ts";
import type { LiveGame } from "./live-game.ts";

/** How long a socket whose token was revoked may still bring another one, in ms [T6]. */
const REVOKED_GRACE_MS = 1_000;

/** A socket with a place: neither waiting to join nor gone. */
export type Placed = Extract<Identity, { kind: "player" | "observer" }>;

/** Who is connected: the places of sockets, and how they come and go. */
export interface Presence {
  /** Whether one more socket may wait for its `join` [S11]. */
  readonly hasRoom: () => boolean;
  /** Accepts a socket that has yet to join. */
  readonly wait: (socket: Socket, client: Pick<Session, "gameId" | "framing">, now: number) => void;
  /** Places a socket: an older socket of the seat is closed, everyone else is told, and it gets the snapshot [S3, S5]. */
  readonly enter: (socket: Socket, place: Placed, actionId: string | null, now: number) => void;
  /** Takes a seat's socket its place. It may bring another token, or is closed soon [T6]. */
  readonly revoke: (seat: Seat, now: number) => void;
  /** Closes a socket, after an `error` if there is a `rejection`. */
  readonly closeWith: (
    socket: Socket,
    code: number,
    rejection: Rejection | null,
    actionId: string | null,
    now: number,
  ) => void;
  /** Counts an invalid frame, and closes its socket if that was one too many [P21]. */
  readonly countInvalidFrame: (socket: Socket, now: number) => void;
  /** The socket has closed: its player has left [S4]. */
  readonly left: (socket: Socket, now: number) => void;
  /** Closes sockets that waited too long for their `join`, and clients that fell silent [S2, S7]. */
  readonly duties: readonly Duty[];
}

export interface PresencePorts {
  readonly platform: Pick<Platform, "now" | "counters">;
  readonly alarm: Alarm;
  readonly sessions: Sessions;
  readonly inbound: InboundFrames;
  readonly budget: Budget;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
}

export const openPresence = (ports: PresencePorts): Presence => {
  const { platform, alarm, sessions, inbound, budget, galleries, replicator, liveGame } = ports;
  const { refuse, refused } = platform.counters;
  const commit = (events: readonly Event[], now: number, answer?: (after: GameRecord) => void) => {
    if (events.length > 0) liveGame.commit({ at: now, by: null, events }, answer);
  };
  const restIfEmpty = (gameId: string) => {
    if (!sessions.hasPlayers()) replicator.rest(gameId);
  };

  const left: Presence["left"] = (socket, now) => {
    const identity = sessions.get(socket)?.identity;
    const record = liveGame.record();
    sessions.update(socket, { identity: { kind: "gone" } });
    if (identity?.kind !== "player" || !record) return;
    commit(disconnect(record.game, identity.seat, now), now);
    restIfEmpty(record.game.id);
  };

  const closeWith: Presence["closeWith"] = (socket, code, rejection, actionId, now) => {
    const record = liveGame.record();
    if (rejection && record) tell(socket, errorMessage(record.game, refuse(rejection), actionId, now));
    closeQuietly(socket, code, "");
    left(socket, now);
  };

  const replace = (older: Socket, record: GameRecord, now: number) => {
    const reason = "another connection has taken this seat";
    refused("duplicate_connection_handled");
    tell(older, errorMessage(record.game, { code: "duplicate_connection_handled", reason }, null, now));
    sessions.update(older, { identity: { kind: "gone" } });
    closeQuietly(older, CLOSE.replaced, reason);
  };

  const joined = (record: GameRecord, place: Placed, actionId: string | null, now: number) => {
    const viewer = place.kind === "player" ? place.seat : "observer";
    const occasion = { now, observers: galleries.observers() };
    return snapshotMessage("join.ok", record.game, viewer, actionId, occasion);
  };

  return {
    hasRoom: () => sessions.deadlines().length < MAX_UNJOINED,
    wait: (socket, client, now) => {
      sessions.accept(
        socket,
        { ...client, identity: { kind: "unjoined", deadline: now + JOIN_WITHIN_MS } },
        now,
      );
      alarm.rearm();
    },

    enter: (socket, place, actionId, now) => {
      const record = liveGame.record();
      if (!record) return;
      if (place.kind === "observer") {
        sessions.update(socket, { identity: place });
        tell(socket, joined(record, place, actionId, now));
        // Bots alone at a table wait for an observer.
        return alarm.rearm();
      }
      const wasLive = sessions.hasPlayers();
      const older = sessions.ofSeat(place.seat);
      if (older && older !== socket) replace(older, record, now);
      // The socket is not placed yet while the others are told: its snapshot already shows that it has come.
      commit(connect(record.game, place.seat), now, (after) =>
        tell(socket, joined(after, place, actionId, now)),
      );
      sessions.update(socket, { identity: place, meter: budget.meterOf(place.seat) });
      const after = liveGame.record();
      if (!wasLive && after) replicator.beat(after, platform.now());
      alarm.rearm();
    },

    revoke: (seat, now) => {
      const record = liveGame.record();
      const socket = sessions.ofSeat(seat);
      if (!record || !socket) return;
      const refusal = refuse({ kind: "bad-token", detail: "the token has been revoked" });
      tell(socket, errorMessage(record.game, refusal, null, now));
      sessions.update(socket, { identity: { kind: "unjoined", deadline: now + REVOKED_GRACE_MS } });
      restIfEmpty(record.game.id);
      alarm.rearm();
    },

    closeWith,
    countInvalidFrame: (socket, now) => {
      if (inbound.countInvalidFrame(socket, now)) closeWith(socket, CLOSE.policy, null, null, now);
    },
    left,

    duties: [
      {
        name: "waiting sockets",
        dueAt: () => Math.min(NEVER, ...sessions.deadlines()),
        run: (now) => {
          for (const { socket, session } of sessions.open())
            if (session.identity.kind === "unjoined" && session.identity.deadline <= now)
              closeWith(socket, CLOSE.badToken, { kind: "not-joined" }, null, now);
        },
      },
      {
        name: "silent clients",
        // An alarm of its own would cost as much as a beat: silence is noticed with the next alarm.
        dueAt: () => NEVER,
        run: (now) => {
          for (const { socket } of sessions.open())
            if (inbound.isSilent(socket, now)) closeWith(socket, CLOSE.goingAway, null, null, now);
        },
      },
    ],
  };
};
