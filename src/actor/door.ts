import type { Event } from "../shared/game/events.ts";
import { connect, disconnect } from "../shared/game/seating.ts";
import { CLOSE } from "../shared/protocol/close.ts";
import type { Settings } from "../shared/settings.ts";
import { errorMessage, pictureMessage } from "./broadcast.ts";
import type { Budget } from "./budget.ts";
import type { Counters } from "./counters.ts";
import { type Ear, openEar, type TurnOut } from "./ear.ts";
import type { Ledger } from "./ledger.ts";
import type { Socket } from "./platform.ts";
import { type Identity, MAX_UNJOINED, type Sessions } from "./sessions.ts";
import type { Table } from "./table.ts";
import { joinDeadline } from "./timers.ts";
import { closeQuietly, tell } from "./wire.ts";

/** How long a socket whose token was revoked may still bring another one, in ms [T6]. */
const REVOKED_GRACE_MS = 1_000;

/** Someone with a place: not waiting, not gone. */
export type Placed = Extract<Identity, { kind: "player" | "observer" }>;

/** Who comes in and goes out: places at the table, limits on what is sent, goodbyes. */
export interface Door extends Pick<Ear, "hear" | "countMisfit" | "pardon"> {
  /** Whether one more socket may wait for its `join` [S11]. */
  readonly hasRoom: () => boolean;
  /** Accepts a socket that has yet to join. */
  readonly wait: (socket: Socket, gameId: string, now: number) => void;
  /** Gives a socket its place: an older one of the seat makes room, everyone else is told, and it gets the picture [S3, S5]. */
  readonly enter: (socket: Socket, place: Placed, actionId: string | null, now: number) => void;
  /** Takes a seat's socket its place away: it may bring another token, or is closed soon [T6]. */
  readonly revoke: (socket: Socket, now: number) => void;
  readonly turnOut: TurnOut;
  /** The socket has closed: whoever sat there has left [S4]. */
  readonly left: (socket: Socket, now: number) => void;
  /** Closes those who have waited too long and those who have fallen silent [S2, S7]. */
  readonly tick: (now: number) => void;
}

export const openDoor = (
  sessions: Sessions,
  ledger: Ledger,
  { flood }: Pick<Settings, "flood">,
  budget: Budget,
  counters: Counters,
): Door => {
  const { refuse } = counters;
  const commit = (events: readonly Event[], now: number, answer?: (after: Table) => void) => {
    if (events.length > 0) ledger.commit({ at: now, by: null, events }, answer);
  };

  const turnOut: TurnOut = (socket, code, rejection, actionId, now) => {
    const table = ledger.table();
    if (rejection && table) tell(socket, errorMessage(table.game, refuse(rejection), actionId, now));
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
    counters.refused("duplicate_connection_handled");
    tell(older, errorMessage(table.game, { code: "duplicate_connection_handled", reason }, null, now));
    sessions.update(older, { identity: { kind: "gone" } });
    closeQuietly(older, CLOSE.replaced, reason);
  };

  const ear = openEar(sessions, flood, turnOut, budget);

  return {
    hear: ear.hear,
    countMisfit: ear.countMisfit,
    pardon: ear.pardon,
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
        const occasion = { now, observers: ledger.observers() };
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
          pictureMessage("join.ok", game, place.seat, actionId, { now, observers: ledger.observers() }),
        ),
      );
      sessions.update(socket, { identity: place });
      if (!wasLive) ledger.wakeUp();
      ledger.rearm();
    },

    revoke: (socket, now) => {
      const table = ledger.table();
      if (!table) return;
      const refusal = refuse({ kind: "bad-token", detail: "the token has been revoked" });
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
        if (ear.isSilent(socket, now)) turnOut(socket, CLOSE.goingAway, null, null, now);
      }
    },
  };
};
