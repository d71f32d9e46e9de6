/**
 * The protocol's version, on every message. A client of the same major is served.
 *
 * 1.0.0  the first: five seats, bots, a clock, observers, committed shuffle.
 * 1.1.0  seats that change hands are told (`seat.reissued`, `by`); newcomers for a bot's seat wait for the deal's end
 *        (`waiting`); the host's token can be replaced, tokens renewed, players removed; `recovery` after a restore.
 *        `briscola.v1.batch` puts all that an action says to a socket in one frame; `turn` and `expected_turn`; `join` and
 *        `sync` without `action_id`.
 */
export const PROTOCOL_VERSION = "1.1.0";

/** The WebSocket subprotocol with each message in a frame of its own. */
export const SUBPROTOCOL = "briscola.v1";
/** The WebSocket subprotocol with everything that one action says to a socket in one frame, a JSON array [S21]. */
export const BATCH_SUBPROTOCOL = "briscola.v1.batch";
/** The prefix of the subprotocol that carries a token. */
export const BEARER_PREFIX = "bearer.";

/** The exact text of a ping. The platform answers it with `PONG` without waking the actor [S7]. */
export const PING = '{"message_type":"ping"}';
export const PONG = '{"message_type":"pong"}';

/** Whether `version` ("1.4", "1") has the major that this server speaks [P16]. */
export const isSameMajor = (version: string): boolean =>
  version.split(".", 1)[0] === PROTOCOL_VERSION.split(".", 1)[0];
