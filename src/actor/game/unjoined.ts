import { CLOSE } from "../../shared/protocol/close.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { PONG } from "../../shared/protocol/version.ts";
import type { Settings } from "../../shared/settings.ts";
import type { GameRecord } from "../core/game-record.ts";
import { contradictionOf } from "../core/handle.ts";
import type { Platform, Socket } from "../core/platform.ts";
import { type Budget, TOO_MANY_CONNECTIONS } from "../sockets/budget.ts";
import type { Message } from "../sockets/inbound.ts";
import { errorMessage, refusedMessage } from "../sockets/messages.ts";
import { sendAlone, tell } from "../sockets/outbound.ts";
import { MAX_WATCHERS, type Sessions } from "../sockets/sessions.ts";
import { allow, SOCKET_ROLES } from "./authorize.ts";
import type { LiveGame } from "./live-game.ts";
import type { Presence } from "./presence.ts";

/** Sockets that opened without a token and have not joined yet [S2]. */
export interface Unjoined {
  /** Places a socket by the token in its `join`, or closes it. */
  readonly join: (socket: Socket, message: Message) => Promise<void>;
  /** Answers a message that is not a `join` with a token. Until it has joined, a socket may only ping. */
  readonly answer: (socket: Socket, record: GameRecord, message: Message, now: number) => void;
}

export interface UnjoinedPorts {
  readonly platform: Pick<Platform, "now" | "wallNow" | "readToken" | "counters">;
  readonly settings: Pick<Settings, "keyring">;
  readonly sessions: Sessions;
  readonly budget: Budget;
  readonly liveGame: LiveGame;
  readonly presence: Presence;
}

export const openUnjoined = (ports: UnjoinedPorts): Unjoined => {
  const { platform, settings, sessions, budget, liveGame, presence } = ports;
  const { refuse } = platform.counters;
  return {
    join: async (socket, message) => {
      if (!message.ok || message.value.kind !== "join") return;
      const { actionId, address, token, resume } = message.value;
      const claims = await platform.readToken(token ?? "", settings.keyring, platform.wallNow());
      const now = platform.now();
      const current = liveGame.record();
      if (!current || sessions.get(socket)?.identity.kind !== "unjoined") return;
      const authorized = claims.ok ? allow(claims.value, current, SOCKET_ROLES) : claims;
      if (!authorized.ok) return presence.closeWith(socket, CLOSE.badToken, authorized.error, actionId, now);
      const { sender, place } = authorized.value;
      const contradiction = contradictionOf(current.game.id, sender, address);
      if (contradiction) return presence.closeWith(socket, CLOSE.badToken, contradiction, actionId, now);
      if (place.kind === "player" && !budget.connect(place.seat, now))
        return presence.closeWith(socket, CLOSE.policy, TOO_MANY_CONNECTIONS, actionId, now);
      // An open socket cannot move to a gallery, so more observers may join this way than with a token in the URL.
      if (place.kind === "observer" && sessions.observers() >= MAX_WATCHERS)
        return presence.closeWith(socket, CLOSE.unavailable, { kind: "no-room" }, actionId, now);
      presence.enter(socket, place, { actionId, resume }, now);
    },
    answer: (socket, { game }, message, now) => {
      if (message.ok && message.value.kind === "ping") return sendAlone(socket, PONG);
      const { actionId } = message.ok ? { actionId: null, ...message.value } : message.error;
      const isAction = message.ok ? message.value.kind === "action" : message.error.answerable;
      if (message.ok || (isAction && actionId !== null)) {
        const notJoined: Rejection = { kind: "not-joined" };
        const refusal = refuse(notJoined);
        return tell(
          socket,
          isAction && actionId !== null
            ? refusedMessage(game, actionId, notJoined, now)
            : errorMessage(game, refusal, actionId, now),
        );
      }
      const { detail } = message.error;
      tell(socket, errorMessage(game, refuse({ kind: "malformed", detail }), actionId, now));
      presence.countInvalidFrame(socket, now);
    },
  };
};
