import type { Event } from "../shared/game/events.ts";
import { connect, disconnect } from "../shared/game/seating.ts";
import { CLOSE } from "../shared/protocol/close.ts";
import { decodeText, type Inbound, type Misfit } from "../shared/protocol/codec.ts";
import { type Rejection, refusalOf } from "../shared/rejection.ts";
import { err, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import { errorMessage, pictureMessage } from "./broadcast.ts";
import type { Ledger } from "./ledger.ts";
import { metered } from "./meter.ts";
import type { Socket } from "./platform.ts";
import { type Identity, MAX_UNJOINED, type Sessions, viewerOf } from "./sessions.ts";
import type { Table } from "./table.ts";
import { joinDeadline, SILENCE_MS } from "./timers.ts";
import { closeQuietly, tell } from "./wire.ts";

/** A frame may have this many bytes [S8]. */
const MAX_FRAME_BYTES = 4_096;
/** What a unit of a string takes at most as UTF-8. */
const MAX_BYTES_A_UNIT = 3;
/** This many frames that are no message, within this time, close a socket [P21]. */
const MAX_MISFITS = 20;
const MISFIT_WINDOW_MS = 60_000;
/** How long a socket whose token was revoked may still bring another one, in ms [T6]. */
const REVOKED_GRACE_MS = 1_000;

/** Someone with a place: not waiting, not gone. */
export type Placed = Extract<Identity, { kind: "player" | "observer" }>;

/** Who comes in and goes out: places at the table, limits on what is sent, goodbyes. */
export interface Door {
  /** Whether one more socket may wait for its `join` [S11]. */
  readonly hasRoom: () => boolean;
  /** Accepts a socket that has yet to join. */
  readonly wait: (socket: Socket, gameId: string, now: number) => void;
  /** Gives a socket its place: an older one of the seat makes room, everyone else is told, and it gets the picture [S3, S5]. */
  readonly enter: (socket: Socket, place: Placed, actionId: string | null, now: number) => void;
  /** Reads a frame. Null when its socket is not heard any more, or has just been closed for a limit [S8]. */
  readonly hear: (socket: Socket, data: string | ArrayBuffer, now: number) => Result<Inbound, Misfit> | null;
  /** Counts a frame that was no message; too many close the socket [P21]. */
  readonly countMisfit: (socket: Socket, now: number) => void;
  /** Takes a seat's socket its place away: it may bring another token, or is closed soon [T6]. */
  readonly revoke: (socket: Socket, now: number) => void;
  /** Says why, if there is more to say than the code, and closes. */
  readonly turnOut: (
    socket: Socket,
    code: number,
    rejection: Rejection | null,
    actionId: string | null,
    now: number,
  ) => void;
  /** The socket has closed: whoever sat there has left [S4]. */
  readonly left: (socket: Socket, now: number) => void;
  /** Closes those who have waited too long and those who have fallen silent [S2, S7]. */
  readonly tick: (now: number) => void;
}

export const openDoor = (sessions: Sessions, ledger: Ledger, { flood }: Pick<Settings, "flood">): Door => {
  const commit = (events: readonly Event[], now: number, answer?: (after: Table) => void) => {
    if (events.length > 0) ledger.commit({ at: now, by: null, events }, answer);
  };

  const turnOut: Door["turnOut"] = (socket, code, rejection, actionId, now) => {
    const table = ledger.table();
    if (rejection && table) tell(socket, errorMessage(table.game, refusalOf(rejection), actionId, now));
    closeQuietly(socket, code, "");
    left(socket, now);
  };

  const left: Door["left"] = (socket, now) => {
    const identity = sessions.get(socket)?.identity;
    const table = ledger.table();
    sessions.update(socket, { identity: { kind: "gone" } });
    if (identity?.kind !== "player" || !table) return;
    commit(disconnect(table.game, identity.seat, now), now);
    if (!sessions.hasPlayers()) ledger.rest(table.game.id);
  };

  const replace = (older: Socket, table: Table, now: number) => {
    const reason = "another connection has taken this seat";
    tell(older, errorMessage(table.game, { code: "duplicate_connection_handled", reason }, null, now));
    sessions.update(older, { identity: { kind: "gone" } });
    closeQuietly(older, CLOSE.replaced, reason);
  };

  return {
    hasRoom: () => sessions.deadlines().length < MAX_UNJOINED,
    wait: (socket, gameId, now) => {
      sessions.accept(socket, gameId, { kind: "unjoined", deadline: joinDeadline(now) }, now);
      ledger.rearm();
    },

    enter: (socket, place, actionId, now) => {
      const table = ledger.table();
      if (!table) return;
      const wasLive = sessions.hasPlayers();
      if (place.kind === "observer") {
        sessions.update(socket, { identity: place });
        const occasion = { now, observers: sessions.observers() };
        tell(socket, pictureMessage("join.ok", table.game, "observer", actionId, occasion));
        // Bots among themselves wait for somebody to watch.
        return ledger.rearm();
      }
      const older = sessions.ofSeat(place.seat);
      if (older && older !== socket) replace(older, table, now);
      // Not in its place yet while the others are told: its own coming is part of the picture it gets.
      commit(connect(table.game, place.seat), now, ({ game }) =>
        tell(
          socket,
          pictureMessage("join.ok", game, place.seat, actionId, { now, observers: sessions.observers() }),
        ),
      );
      sessions.update(socket, { identity: place });
      if (!wasLive) ledger.wakeUp();
      ledger.rearm();
    },

    hear: (socket, data, now) => {
      const session = sessions.get(socket);
      if (!session || session.identity.kind === "gone") return null;
      const refuse = (code: number, detail: string) => {
        turnOut(socket, code, { kind: "malformed", detail }, null, now);
        return null;
      };
      if (bytesIn(data) > MAX_FRAME_BYTES) return refuse(CLOSE.tooBig, "a frame may have at most 4096 bytes");
      const message = typeof data === "string" ? decodeText(data) : err(BINARY);
      const pinging = message.ok && message.value.kind === "ping";
      const limit = session.identity.kind === "player" ? flood.player : flood.observer;
      const { meter, count } = pinging
        ? { meter: session.meter, count: 0 }
        : metered(session.meter, now, flood.windowMs);
      sessions.update(socket, { meter, heardAt: now, pinged: session.pinged || pinging });
      if (limit === 0 || count <= limit) return message;
      return refuse(CLOSE.policy, `at most ${limit} messages in ${flood.windowMs / 1000} s`);
    },

    countMisfit: (socket, now) => {
      const before = sessions.get(socket)?.misfits ?? [];
      const misfits = [...before, now].filter((at) => at > now - MISFIT_WINDOW_MS).slice(-MAX_MISFITS);
      sessions.update(socket, { misfits });
      if (misfits.length === MAX_MISFITS) turnOut(socket, CLOSE.policy, null, null, now);
    },

    revoke: (socket, now) => {
      const table = ledger.table();
      if (!table) return;
      const refusal = refusalOf({ kind: "bad-token", detail: "the token has been revoked" });
      tell(socket, errorMessage(table.game, refusal, null, now));
      sessions.update(socket, { identity: { kind: "unjoined", deadline: now + REVOKED_GRACE_MS } });
      if (!sessions.hasPlayers()) ledger.rest(table.game.id);
      ledger.rearm();
    },

    turnOut,
    left,

    tick: (now) => {
      for (const { socket, session } of sessions.open()) {
        const { identity } = session;
        if (identity.kind === "unjoined" && identity.deadline <= now) {
          turnOut(socket, CLOSE.badToken, { kind: "not-joined" }, null, now);
        }
        const pingedAt = viewerOf(session.identity) === null ? null : sessions.lastPinged(socket, session);
        if (pingedAt !== null && pingedAt + SILENCE_MS < now)
          turnOut(socket, CLOSE.goingAway, null, null, now);
      }
    },
  };
};

/** As many bytes as `data` has, or of a text that is surely within the limit, or surely over it, about as many. */
const bytesIn = (data: string | ArrayBuffer): number => {
  if (typeof data !== "string") return data.byteLength;
  const { length } = data;
  const isSure = length > MAX_FRAME_BYTES || length * MAX_BYTES_A_UNIT <= MAX_FRAME_BYTES;
  return isSure ? length : new TextEncoder().encode(data).length;
};

const BINARY: Misfit = { actionId: null, answerable: false, detail: "messages are text, not binary" };
