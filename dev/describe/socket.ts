import { CLOSE } from "../../src/shared/protocol/close.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import type { Json } from "./names.ts";

/** The tokens' ways into a socket; the third way needs none until its `join`. */
export const SECURITY = {
  subprotocol: {
    type: "httpApiKey",
    in: "header",
    name: "Sec-WebSocket-Protocol",
    description: `Preferred: two subprotocols, \`${SUBPROTOCOL}\` and \`${BEARER_PREFIX}\` with the token. The first is echoed.`,
  },
  query: {
    type: "httpApiKey",
    in: "query",
    name: "token",
    description: "For clients that cannot set subprotocols.",
  },
};

export const channel = (messages: readonly string[]): Json => ({
  address: "/ws/client",
  title: "A place at a game, or in its gallery",
  description:
    `There are three ways in. (1) Subprotocols \`${SUBPROTOCOL}\` and \`${BEARER_PREFIX}<token>\`. (2) \`?token=<token>\`. ` +
    "(3) `?game_id=<id>` without a token, then a `join` message that brings it, within 10 s. The first two get `join.ok` " +
    `unasked. Who offers \`${BATCH_SUBPROTOCOL}\` before \`${SUBPROTOCOL}\` has it echoed, and every frame of the server ` +
    "but `pong` is then a JSON array of messages: all that one action says to this socket. A socket that is refused is opened all the same, told why by `error`, and closed with a code that says more.",
  messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  bindings: {
    ws: {
      method: "GET",
      query: {
        type: "object",
        properties: {
          token: { type: "string", description: "A player's or an observer's token." },
          game_id: { type: "string", description: "The game, for a socket that joins by message." },
          resume: {
            type: "string",
            description:
              "The `connection` of the last `join.ok`, from a client that comes back by itself. It does not take the seat back from a later connection.",
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
  ],
  "x-close-codes": Object.entries(CLOSINGS).map(([why, meaning]) => ({
    code: CLOSE[why as keyof typeof CLOSE],
    meaning,
  })),
});

/** Why a socket is closed [S6]. */
const CLOSINGS = {
  badToken: "The token is not valid, was revoked, or did not come within 10 s.",
  replaced: "Another connection has taken the seat; `error` `duplicate_connection_handled` comes before it.",
  ended: "The game has ended.",
  noSuchGame: "There is no such game.",
  unavailable: "The game cannot be served now, or too many sockets wait to join; try again.",
  policy: "Too many messages, too many frames that are none, or an origin that is not allowed.",
  tooBig: "A frame had more than 4096 bytes.",
  goingAway: "The client has pinged before and was then silent for 30 s.",
  internal: "The connection broke.",
} as const satisfies Record<keyof typeof CLOSE, string>;
