import { WRITES } from "../../shared/format.ts";
import type { Seat } from "../../shared/game/seats.ts";
import { log } from "../../shared/log.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import { OPEN, type Platform, type Socket } from "../core/platform.ts";
import { closeQuietly, useBatches } from "./outbound.ts";
import { emptyRateWindow } from "./rate-window.ts";
import { type Framing, type Identity, type Memo, type Session, sessionIn } from "./session.ts";

/** The maximum number of sockets of a game that have not joined yet [S11]. */
export const MAX_UNJOINED = 64;
/** The number of observers in the game's own actor before further ones are assigned to galleries [O1]. */
export const ROOM_FOR_WATCHERS = 16;
/**
 * The maximum number of observers in the game's own actor. It includes those who join by message, because an open
 * socket cannot move to a gallery [O10].
 */
export const MAX_WATCHERS = 64;
/**
 * Changes that every message makes are written to the attachment after this time, in ms, or this number of messages.
 */
const KEPT_EVERY_MS = 1_000;
const KEPT_EVERY = 8;

/** The sockets of one game. They survive hibernation. */
export interface Sessions {
  readonly accept: (
    socket: Socket,
    client: Pick<Session, "gameId" | "identity" | "framing">,
    now: number,
  ) => void;
  /** Null for a socket that was not accepted here. */
  readonly get: (socket: Socket) => Session | null;
  readonly update: (socket: Socket, change: Partial<Session>) => void;
  /**
   * Applies a change that every message makes, at `now` (epoch ms). A write to the attachment is expensive, so it
   * happens once a second or with every eighth message. Hibernation may lose the changes after the last write.
   */
  readonly count: (
    socket: Socket,
    change: Partial<Pick<Session, "heardAt" | "meter" | "pinged">>,
    now: number,
  ) => void;
  /** Every open socket that is not `gone`. */
  readonly open: () => readonly { readonly socket: Socket; readonly session: Session }[];
  readonly ofSeat: (seat: Seat) => Socket | null;
  readonly observers: () => number;
  /** The sockets of the players by seat. */
  readonly seated: () => Iterable<readonly [Seat, Socket]>;
  /** The sockets of the observers. */
  readonly watching: () => Iterable<Socket>;
  /** The sockets of players and observers who get batches. */
  readonly batched: () => readonly Socket[];
  readonly framingOf: (socket: Socket) => Framing;
  readonly players: () => number;
  /** The deadlines of the sockets that have not joined yet, epoch ms. */
  readonly deadlines: () => readonly number[];
  readonly hasPlayers: () => boolean;
  /** Stores `memo` with a player's socket, if there is one. */
  readonly leave: (memo: Memo) => void;
  /** The latest stored memo. */
  readonly memo: () => Memo | null;
  /** The time of the last message or automatic pong, epoch ms; null for a socket that never pinged [S7]. */
  readonly lastPinged: (socket: Socket, session: Session) => number | null;
}

/**
 * Reads the sockets that have survived hibernation. The roles are also held in memory, because a gallery has a thousand
 * sockets.
 */
export const openSessions = ({
  sockets: ctx,
  now,
  wallNow,
}: Pick<Platform, "sockets" | "now" | "wallNow">): Sessions => {
  const known = new WeakMap<Socket, Session>();
  /** The time, and the number of further messages, until the attachment of a socket is written again. */
  const kept = new WeakMap<Socket, { readonly until: number; left: number }>();
  const players = new Map<Seat, Socket>();
  const observers = new Set<Socket>();
  const unjoined = new Map<Socket, number>();
  const place = (socket: Socket, identity: Identity) => {
    observers.delete(socket);
    unjoined.delete(socket);
    for (const [seat, sitting] of players) if (sitting === socket) players.delete(seat);
    if (identity.kind === "observer") observers.add(socket);
    if (identity.kind === "unjoined") unjoined.set(socket, identity.deadline);
    if (identity.kind === "player") players.set(identity.seat, socket);
  };
  const get = (socket: Socket): Session | null => {
    const session = known.get(socket) ?? sessionIn(socket.deserializeAttachment());
    if (session) known.set(socket, session);
    return session;
  };
  const framingOf = (socket: Socket): Framing => get(socket)?.framing ?? "single";
  const put = (socket: Socket, session: Session, now = session.heardAt) => {
    if (known.get(socket)?.identity !== session.identity) place(socket, session.identity);
    known.set(socket, session);
    kept.set(socket, { until: now + KEPT_EVERY_MS, left: KEPT_EVERY - 1 });
    socket.serializeAttachment({ ...session, format: WRITES });
  };
  const open = () =>
    ctx.getWebSockets().flatMap((socket) => {
      const session = socket.readyState === OPEN ? get(socket) : null;
      return session && session.identity.kind !== "gone" ? [{ socket, session }] : [];
    });
  // A socket whose attachment cannot be read is closed. Its client reconnects.
  for (const socket of ctx.getWebSockets())
    if (socket.readyState === OPEN && !get(socket)) {
      log("error", "attachment_unreadable", {});
      closeQuietly(socket, CLOSE.unavailable, "");
    }
  for (const { socket, session } of open()) {
    place(socket, session.identity);
    if (session.framing === "batch") useBatches(socket);
  }
  const update = (socket: Socket, change: Partial<Session>, now?: number) => {
    const session = get(socket);
    if (session) put(socket, { ...session, ...change }, now);
  };
  return {
    accept: (socket, client, now) => {
      ctx.acceptWebSocket(socket);
      if (client.framing === "batch") useBatches(socket);
      put(socket, { ...client, meter: emptyRateWindow, misfits: [], heardAt: now, pinged: false });
    },
    get,
    update,
    count: (socket, change, now) => {
      const session = get(socket);
      const written = kept.get(socket);
      if (!session || !written || written.left === 0 || written.until <= now)
        return update(socket, change, now);
      written.left -= 1;
      known.set(socket, { ...session, ...change });
    },
    open,
    ofSeat: (seat) => players.get(seat) ?? null,
    observers: () => observers.size,
    seated: () => players,
    watching: () => observers,
    batched: () => [...players.values(), ...observers].filter((socket) => framingOf(socket) === "batch"),
    framingOf,
    players: () => players.size,
    deadlines: () => [...unjoined.values()],
    hasPlayers: () => players.size > 0,
    leave: (memo) => {
      for (const socket of [...players.values()].slice(0, 1)) update(socket, { memo });
    },
    memo: () =>
      open()
        .flatMap(({ session }) => session.memo ?? [])
        .toSorted((one, other) => other.confirmedAt - one.confirmedAt)[0] ?? null,
    lastPinged: (socket, { heardAt, pinged }) => {
      const answeredAt = ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null;
      if (answeredAt === null) return pinged ? heardAt : null;
      // The platform uses the system clock, which may have gone back [C7].
      return Math.max(answeredAt + now() - wallNow(), heardAt);
    },
  };
};
