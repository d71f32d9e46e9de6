import { CLOSE } from "../../src/shared/protocol/close.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import type { Json } from "./names.ts";

/*
 * The WebSocket without its messages: how to connect, and why the server closes a socket.
 */

/** How an upgrade sends its token. An upgrade without a token sends it later, in `join`. */
export const SECURITY = {
  subprotocol: {
    type: "httpApiKey",
    in: "header",
    name: "Sec-WebSocket-Protocol",
    description: `Preferred: the two subprotocols \`${SUBPROTOCOL}\` and \`${BEARER_PREFIX}<token>\`. The server echoes the first.`,
  },
  query: {
    type: "httpApiKey",
    in: "query",
    name: "token",
    description: "For clients that cannot set subprotocols.",
  },
};

/** The channel of the WebSocket, with the messages of these keys. */
export const channel = (messages: readonly string[]): Json => ({
  address: "/ws/client",
  title: "A player's or an observer's connection to a game",
  description:
    `There are four ways to connect. (1) Subprotocols \`${SUBPROTOCOL}\` and \`${BEARER_PREFIX}<token>\`. (2) ` +
    "`?token=<token>`. (3) `?game_id=<id>` without a token, then a `join` message with the token within 10 s. (4) Neither, then the " +
    "same `join`: its token names the game. At most 16 KiB may wait behind this `join`. In the first two ways the server sends `join.ok` at once. A refused socket is opened too: it gets an `error` with the reason and is closed " +
    `with one of the close codes. For a client that offers \`${BATCH_SUBPROTOCOL}\` before \`${SUBPROTOCOL}\`, the server echoes ` +
    "the former, and each of its frames except `pong` is a JSON array of all messages that one action causes on this socket.",
  messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  bindings: {
    ws: {
      method: "GET",
      query: {
        type: "object",
        properties: {
          token: { type: "string", description: "A player's or an observer's token." },
          game_id: {
            type: "string",
            description: "Id of the game, for a client that sends its token in `join`.",
          },
          resume: {
            type: "string",
            description:
              "The `connection` of the last `join.ok`, from a client that reconnects by itself. Such a client does not take the " +
              "seat from a later connection.",
          },
        },
      },
      headers: {
        type: "object",
        properties: {
          "Sec-WebSocket-Protocol": { type: "string", examples: [`${SUBPROTOCOL}, ${BEARER_PREFIX}<token>`] },
        },
      },
      bindingVersion: "0.1.0",
    },
  },
  "x-ways-to-connect": [
    { way: "subprotocol", subprotocols: [SUBPROTOCOL, `${BEARER_PREFIX}{token}`], query: {}, first: null },
    { way: "query", subprotocols: [SUBPROTOCOL], query: { token: "{token}" }, first: null },
    { way: "join", subprotocols: [SUBPROTOCOL], query: { game_id: "{game_id}" }, first: "join" },
    { way: "join-alone", subprotocols: [SUBPROTOCOL], query: {}, first: "join" },
  ],
  "x-close-codes": Object.entries(CLOSINGS).map(([why, meaning]) => ({
    code: CLOSE[why as keyof typeof CLOSE],
    meaning,
  })),
});

/** What each close code means [S6]. */
const CLOSINGS = {
  badToken: "The token is invalid or was replaced, or the client did not send one within 10 s.",
  replaced:
    "Another connection has taken the seat. An `error` with `duplicate_connection_handled` comes first.",
  ended: "The game has ended.",
  noSuchGame: "The game does not exist.",
  unavailable:
    "The game is not available now, too many sockets wait to join, or there are too many upgrades from this address; try again.",
  policy: "Too many messages, too many invalid frames, or an origin that is not allowed.",
  tooBig: "A frame was larger than 4096 bytes.",
  goingAway: "The client has sent pings and was then silent for 75 s.",
  internal: "The connection failed.",
} as const satisfies Record<keyof typeof CLOSE, string>;
