import type { Event } from "../../shared/game/events.ts";
import { connect, disconnect } from "../../shared/game/seating.ts";
import type { Seat } from "../../shared/game/seats.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import { JOIN_WITHIN_MS } from "../../shared/protocol/frame.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform, Socket } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Budget } from "../sockets/budget.ts";
import type { InboundFrames } from "../sockets/inbound.ts";
import { errorMessage, snapshotMessage } from "../sockets/messages.ts";
import { closeQuietly, tell } from "../sockets/outbound.ts";
import { connectionName, connectionNumber, type Identity, type Session } from "../sockets/session.ts";
import { MAX_UNJOINED, type Sessions } from "../sockets/sessions.ts";
import type { LiveGame } from "./live-game.ts";

/** The time after a revocation in which a socket may send another token, in ms [T6]. */
const REVOKED_GRACE_MS = 1_000;

/** A socket that has joined and is not gone. */
export type Placed = Extract<Identity, { kind: "player" | "observer" }>;

/** The data that a client sends on entering. */
export interface Entry {
  /** The `action_id` of its `join`, if it sent one. */
  readonly actionId: string | null;
  /** The name of its previous connection, if the client reconnects automatically [S22]. */
  readonly resume: string | null;
}

/** The connections of players and observers. */
export interface Presence {
  /** Whether one more socket may wait for its `join` [S11]. */
  readonly hasRoom: () => boolean;
  /** Accepts a socket that has not joined yet. */
  readonly wait: (socket: Socket, client: Pick<Session, "gameId" | "framing">, now: number) => void;
  /** Places a socket: closes an older socket of the seat, tells all others, and sends the snapshot [S3, S5]. */
  readonly enter: (socket: Socket, place: Placed, asked: Entry, now: number) => void;
  /** Removes the seat's socket from its place. The socket is closed soon, unless it sends another token [T6]. */
  readonly revoke: (seat: Seat, now: number) => void;
  /** Closes a socket, after an `error` if there is a `rejection`. */
  readonly closeWith: (
    socket: Socket,
    code: number,
    rejection: Rejection | null,
    actionId: string | null,
    now: number,
  ) => void;
  /** Counts an invalid frame, and closes its socket when the limit is reached [P21]. */
  readonly countInvalidFrame: (socket: Socket, now: number) => void;
  /** Records that a socket has closed and its player is disconnected [S4]. */
  readonly left: (socket: Socket, now: number) => void;
  /** Closes sockets whose time for a `join` has run out, and silent clients [S2, S7]. */
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
  const { refuse } = platform.counters;
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
    const refusal = refuse({ kind: "replaced" });
    tell(older, errorMessage(record.game, refusal, null, now));
    sessions.update(older, { identity: { kind: "gone" } });
    closeQuietly(older, CLOSE.replaced, refusal.reason);
  };

  const joined = (
    socket: Socket,
    { game }: GameRecord,
    place: Placed,
    actionId: string | null,
    now: number,
  ) => {
    const framing = sessions.framingOf(socket);
    const occasion = { now, observers: galleries.observers(), framing };
    if (place.kind === "observer") return snapshotMessage("join.ok", game, "observer", actionId, occasion);
    const connection = connectionName(game.epoch, place.seat, game.seats[place.seat].connections);
    return snapshotMessage("join.ok", game, place.seat, actionId, { ...occasion, connection });
  };

  /** Whether the seat's open connection is later than `resume`. Then it keeps the seat [S22]. */
  const isLater = (open: Socket, resume: string | null, { game }: GameRecord, seat: Seat): boolean => {
    const number = resume === null ? null : connectionNumber(resume, game.epoch, seat);
    const { identity } = sessions.get(open) ?? {};
    return number !== null && identity?.kind === "player" && (identity.connection ?? 0) > number;
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

    enter: (socket, place, { actionId, resume }, now) => {
      const record = liveGame.record();
      if (!record) return;
      if (place.kind === "observer") {
        sessions.update(socket, { identity: place });
        tell(socket, joined(socket, record, place, actionId, now));
        // A game of bots alone waits for an observer.
        return alarm.rearm();
      }
      const wasLive = sessions.hasPlayers();
      const older = sessions.ofSeat(place.seat);
      if (older && older !== socket) {
        if (isLater(older, resume, record, place.seat))
          return closeWith(socket, CLOSE.replaced, { kind: "replaced" }, actionId, now);
        replace(older, record, now);
      }
      // The socket is not placed yet when the others are told, because its snapshot already shows its own connection.
      commit(connect(record.game, place.seat), now, (after) =>
        tell(socket, joined(socket, after, place, actionId, now)),
      );
      const after = liveGame.record() ?? record;
      const connection = after.game.seats[place.seat].connections;
      const identity = { ...place, connection };
      sessions.update(socket, { identity, meter: budget.meterOf(place.seat) });
      if (!wasLive) replicator.beat(after, platform.now());
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
        // A separate alarm would cost as much as a heartbeat, so silence is detected with the next alarm.
        dueAt: () => NEVER,
        run: (now) => {
          for (const { socket } of sessions.open())
            if (inbound.isSilent(socket, now)) closeWith(socket, CLOSE.goingAway, null, null, now);
        },
      },
    ],
  };
};
