/**
 * The version of the protocol. Every message contains it. Clients of the same major version are served.
 *
 * 1.0.0  the first: five seats, bots, a clock, observers, committed shuffle.
 * 1.1.0  changes of a seat's holder are announced (`seat.reissued`, `by`); newcomers to a bot's seat wait for the next deal
 *        (`waiting`); the host's token can be replaced, tokens renewed, players removed; `recovery` after a restore.
 *        `briscola.v1.batch` puts all messages of one action to a socket into one frame; `turn` and `expected_turn`;
 *        `join` and `sync` without `action_id`; `connection` and `resume`; `say` and `player.said`; `PATCH` of rules; seat
 *        codes; silence counts after 75 s. A socket may name its game by its `join` alone; the calls under `/briscola/`.
 *        Auctions by ranks (`rank` of a bid, `highest_rank`), ranks called after the first trick, deals that count more after
 *        all passed (`deal_factor`), matches to a number of points, `hints`.
 *        Players commit to their nonces (`nonce_commitment`), phase `shuffle`, `reveal`, shuffle 2.
 */
export const PROTOCOL_VERSION = "1.1.0";

/** The WebSocket subprotocol with one message in each frame. */
export const SUBPROTOCOL = "briscola.v1";
/** The WebSocket subprotocol with all messages of one action to a socket in one frame, as a JSON array [S21]. */
export const BATCH_SUBPROTOCOL = "briscola.v1.batch";
/** The prefix of the subprotocol that contains the token. */
export const BEARER_PREFIX = "bearer.";

/** The exact text of a ping. The platform answers it with `PONG` without waking the actor [S7]. */
export const PING = '{"message_type":"ping"}';
export const PONG = '{"message_type":"pong"}';

/** Whether `version` ("1.4", "1") has the major version of this server [P16]. */
export const isSameMajor = (version: string): boolean =>
  version.split(".", 1)[0] === PROTOCOL_VERSION.split(".", 1)[0];
