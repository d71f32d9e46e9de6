import type { GalleryKey } from "../../shared/gallery-key.ts";
import type { Game } from "../../shared/game/state.ts";
import { CLOSE, closeCodeOf } from "../../shared/protocol/close.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { PONG } from "../../shared/protocol/version.ts";
import type { Viewer } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Alarm } from "../core/alarm.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Outcome } from "../core/handle.ts";
import type { Platform, Socket } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import { type Budget, TOO_MANY_CONNECTIONS } from "../sockets/budget.ts";
import type { InboundFrames, Message } from "../sockets/inbound.ts";
import { acceptedMessage, errorMessage, refusedMessage, snapshotMessage } from "../sockets/messages.ts";
import { closeQuietly, sendAlone, tell } from "../sockets/outbound.ts";
import { connectionName, type Framing, viewerOf } from "../sockets/session.ts";
import { ROOM_FOR_WATCHERS, type Sessions } from "../sockets/sessions.ts";
import type { Actions } from "./actions.ts";
import { type Authorize, type Authorized, SOCKET_ROLES, senderOf } from "./authorize.ts";
import type { LiveGame } from "./live-game.ts";
import type { Placed, Presence } from "./presence.ts";
import type { Recovery } from "./recovery.ts";
import type { Reveals } from "./reveals.ts";
import { openUnjoined } from "./unjoined.ts";

/** The target of a connection: a socket here, or a gallery for an observer beyond the limit [O1]. */
export type Entrance =
  | { readonly kind: "socket"; readonly socket: Socket }
  | { readonly kind: "gallery"; readonly gallery: GalleryKey };

/** A request to open a socket. */
export interface Connection {
  readonly gameId: string;
  /** The edge's envelope; null for a socket that sends its token in a `join` [S2]. */
  readonly envelope: string | null;
  readonly framing: Framing;
  /** The region of the client, for the choice of a gallery [O3]. */
  readonly near: string;
  /** The name of the client's previous connection, if the client reconnects automatically [S22]. */
  readonly resume: string | null;
  /** Creates the socket. Returns the server's end. */
  readonly accept: () => Socket;
}

/** The socket events of a game. */
export interface GameSockets {
  readonly admitSocket: (connection: Connection) => Promise<Result<Entrance, Rejection>>;
  readonly webSocketMessage: (socket: Socket, data: string | ArrayBuffer) => Promise<void>;
  readonly webSocketClose: (socket: Socket, code: number, reason: string) => Promise<void>;
  readonly webSocketError: (socket: Socket) => Promise<void>;
}

export interface GameSocketsPorts {
  readonly platform: Platform;
  readonly settings: Pick<Settings, "keyring">;
  readonly alarm: Alarm;
  readonly sessions: Sessions;
  readonly inbound: InboundFrames;
  readonly budget: Budget;
  readonly galleries: FanOut;
  readonly liveGame: LiveGame;
  readonly presence: Presence;
  readonly recovery: Recovery;
  readonly authorize: Authorize;
  readonly actions: Actions;
  readonly reveals: Reveals;
}

export const openGameSockets = (ports: GameSocketsPorts): GameSockets => {
  const { platform, alarm, sessions, inbound, budget, galleries } = ports;
  const { liveGame, presence, recovery, authorize, actions, reveals } = ports;
  const { refuse } = platform.counters;
  const unjoined = openUnjoined(ports);
  /** The promise of the last message for each socket with unfinished messages [S12]. */
  const tails = new WeakMap<Socket, Promise<void>>();

  const enter = (
    { gameId, framing, near, resume, accept }: Connection,
    place: Placed | null,
    record: GameRecord,
  ): Result<Entrance, Rejection> => {
    const now = platform.now();
    if (place?.kind === "player" && !budget.connect(place.seat, now)) return err(TOO_MANY_CONNECTIONS);
    if (place === null && !presence.hasRoom()) return err({ kind: "unavailable" });
    if (place?.kind === "observer" && sessions.observers() >= ROOM_FOR_WATCHERS) {
      const gallery = galleries.assign(record, near);
      return gallery.ok ? ok({ kind: "gallery", gallery: gallery.value }) : gallery;
    }
    const socket = accept();
    presence.wait(socket, { gameId, framing }, now);
    if (place) presence.enter(socket, place, { actionId: null, resume }, now);
    return ok({ kind: "socket", socket });
  };

  /** The name of a player's connection, for `join.ok`. */
  const connectionOf = (socket: Socket, { epoch }: Game): { connection?: string } => {
    const { identity } = sessions.get(socket) ?? {};
    if (identity?.kind !== "player") return {};
    return { connection: connectionName(epoch, identity.seat, identity.connection ?? 0) };
  };

  const answer = (socket: Socket, record: GameRecord, viewer: Viewer, outcome: Outcome, now: number) => {
    const { game } = record;
    switch (outcome.kind) {
      case "pong":
        return sendAlone(socket, PONG);
      case "join":
      case "sync": {
        const type = outcome.kind === "join" ? "join.ok" : "sync";
        const framing = sessions.framingOf(socket);
        const occasion = { now, observers: galleries.observers(), framing };
        const named = outcome.kind === "join" ? connectionOf(socket, game) : {};
        return tell(socket, snapshotMessage(type, game, viewer, outcome.actionId, { ...occasion, ...named }));
      }
      case "accepted": {
        const told = () => tell(socket, acceptedMessage(game.id, outcome.answer, now));
        const after = liveGame.commit(outcome.entry, told);
        return actions.followCommitted(after, senderOf(viewer), outcome.answer.action, now);
      }
      case "revealing":
        return viewer === "observer" ? undefined : reveals.fromSocket(viewer, outcome, socket);
      case "unchanged":
        tell(socket, acceptedMessage(game.id, outcome.answer, now));
        return actions.follow(record, senderOf(viewer), outcome.answer.action, now);
      case "repeated":
        return tell(socket, acceptedMessage(game.id, outcome.answer, now));
      case "refused":
        refuse(outcome.rejection);
        return tell(socket, refusedMessage(game, outcome.actionId, outcome.rejection, now));
      case "error":
        tell(socket, errorMessage(game, refuse(outcome.rejection), outcome.actionId, now));
        if (outcome.invalidFrame) presence.countInvalidFrame(socket, now);
    }
  };

  /** Handles a message that does not wait. */
  const receive = (socket: Socket, message: Message): void => {
    const record = liveGame.record();
    if (!record) return;
    const viewer = viewerOf(sessions.get(socket)?.identity);
    const now = platform.now();
    if (viewer === null) return unjoined.answer(socket, record, message, now);
    answer(socket, record, viewer, actions.outcomeOf(record, senderOf(viewer), message, now), now);
  };

  /** Handles a message that may wait for a restore or for the verification of a token [S12]. */
  const receiveInTurn = async (socket: Socket, message: Message): Promise<void> => {
    const session = sessions.get(socket);
    if (!session || session.identity.kind === "gone") return;
    const record = await recovery.ready(session.gameId, ok);
    if (!record.ok) return presence.closeWith(socket, closeCodeOf(record.error), null, null, platform.now());
    const bringsToken = message.ok && message.value.kind === "join" && message.value.token !== null;
    if (session.identity.kind === "unjoined" && bringsToken) return unjoined.join(socket, message);
    receive(socket, message);
  };

  return {
    admitSocket: async (connection) => {
      const { gameId, envelope } = connection;
      if (envelope === null) return recovery.ready(gameId, (record) => enter(connection, null, record));
      const act = ({ place, record }: Authorized) => enter(connection, place, record);
      return authorize({ envelope, gameId, roles: SOCKET_ROLES, cost: 0, act });
    },

    webSocketMessage: async (socket, data) => {
      const now = platform.now();
      const heard = inbound.hear(socket, data, now);
      if (heard.kind === "ignored") return;
      if (heard.kind === "close") return presence.closeWith(socket, heard.code, heard.rejection, null, now);
      const { message } = heard;
      // After the system clock was set back, the alarm is too late. Any message sets it again [C7].
      alarm.rearm();
      const waiting = tails.get(socket);
      if (!waiting && liveGame.record() && sessions.get(socket)?.identity.kind !== "unjoined")
        return receive(socket, message);
      // A failure of the previous message does not stop this one.
      const turn = (waiting ?? Promise.resolve()).catch(() => {}).then(() => receiveInTurn(socket, message));
      tails.set(socket, turn);
      try {
        await turn;
      } finally {
        if (tails.get(socket) === turn) tails.delete(socket);
      }
    },
    webSocketClose: async (socket, code, reason) => {
      closeQuietly(socket, code, reason);
      presence.left(socket, platform.now());
    },
    webSocketError: async (socket) => {
      closeQuietly(socket, CLOSE.internal, "");
      presence.left(socket, platform.now());
    },
  };
};
