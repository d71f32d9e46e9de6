import { once } from "../../shared/once.ts";
import { CLIENT_MESSAGES } from "../../shared/protocol/client.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import type { ServerMessageType } from "../../shared/protocol/server.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, SUBPROTOCOL } from "../../shared/protocol/version.ts";
import {
  COMPONENTS,
  type ComponentName,
  heardName,
  type Json,
  refTo,
  sentName,
  usedBy,
} from "./components.ts";
import { EXAMPLES } from "./examples.ts";
import { INFO } from "./openapi.ts";

const CHANNEL = "table";

/** The AsyncAPI 3.0 description of the WebSocket of the server at `url` [P24]. */
export const asyncApiDescription = (url: URL): Json => ({
  ...everywhere(),
  servers: {
    here: {
      host: url.host,
      protocol: url.protocol === "https:" ? "wss" : "ws",
      security: ["subprotocol", "query"].map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
    },
  },
});

/** The part that is the same under every name of the server. */
const everywhere = once((): Json => {
  const messages = {
    ...Object.fromEntries(
      Object.keys(CLIENT_MESSAGES).map((type) => [sentKey(type), message(type, sentName(type))]),
    ),
    ...Object.fromEntries(
      [...ANSWERS, ...EVENTS].map((type) => [heardKey(type), message(type, heardName(type))]),
    ),
  };
  return {
    asyncapi: "3.0.0",
    info: {
      ...INFO,
      license: { name: INFO.license.name },
      description:
        "One WebSocket for each viewer of a game. Everything is JSON text; a frame from a client has at most 4096 bytes. " +
        "Every action has exactly one `action.result`, sent before the events that it caused. All viewers hear the same " +
        "events in the same order, with `revision` rising by one each time.",
      externalDocs: { url: "/api/openapi.json", description: "Tables, tokens and other HTTP calls." },
    },
    defaultContentType: "application/json",
    channels: { [CHANNEL]: channel(Object.keys(messages)) },
    operations: operations(),
    components: {
      schemas: usedBy(messages),
      messages,
      securitySchemes: SECURITY,
    },
  };
});

/** The tokens' ways into a socket; the third way needs none until its `join`. */
const SECURITY = {
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

const channel = (messages: readonly string[]): Json => ({
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
  goingAway: "The client has pinged before and was then silent for 75 s.",
  internal: "The connection broke.",
} as const satisfies Record<keyof typeof CLOSE, string>;

/** What is said to one viewer: in answer, on arrival, or because something is wrong. */
const ANSWERS: readonly string[] = ["join.ok", "sync", "action.result", "error", "pong"] satisfies readonly (
  | ServerMessageType
  | "pong"
)[];
/** What happens in the game. */
const EVENTS: readonly string[] = [
  "player.join",
  "player.leave",
  "player.reconnect",
  "player.ready",
  "seat.reissued",
  "phase.change",
  "bid.placed",
  "trick.played",
  "trick.won",
  "score.update",
  "hand.update",
  "player.said",
  "game.ended",
] satisfies readonly ServerMessageType[];

const sentKey = (type: string): string => `client.${type}`;
const heardKey = (type: string): string => `server.${type}`;

/** What each message is answered by; the first unless it is refused. */
const REPLIES: Readonly<Record<string, readonly string[]>> = {
  ping: ["pong"],
  join: ["join.ok", "error"],
  sync: ["sync", "error"],
};

const operations = (): Json => {
  const on = (keys: readonly string[]) =>
    keys.map((key) => ({ $ref: `#/channels/${CHANNEL}/messages/${key}` }));
  const there = { $ref: `#/channels/${CHANNEL}` };
  const received = Object.keys(CLIENT_MESSAGES).map((type) => [
    sentKey(type),
    {
      action: "receive",
      channel: there,
      summary: COMPONENTS[sentName(type)].description,
      messages: on([sentKey(type)]),
      reply: { channel: there, messages: on((REPLIES[type] ?? ["action.result"]).map(heardKey)) },
    },
  ]);
  return {
    ...Object.fromEntries(received),
    events: {
      action: "send",
      channel: there,
      summary: "What happens in the game. `hand.update` goes to the hand's owner only, the rest to everyone.",
      messages: on(EVENTS.map(heardKey)),
    },
    snapshots: {
      action: "send",
      channel: there,
      summary: "Sent unasked: on arrival, on entering `trick-won` and `end`, and after a recovery.",
      messages: on(["join.ok", "sync"].map(heardKey)),
    },
    complaints: {
      action: "send",
      channel: there,
      summary: "Sent when a frame was no message, and before the server closes a socket.",
      messages: on([heardKey("error")]),
    },
  };
};

const message = (type: string, name: ComponentName): Json => {
  const examples = EXAMPLES[name] ?? [];
  return {
    name: type,
    title: name,
    summary: COMPONENTS[name].description,
    contentType: "application/json",
    ...(isNumbered(type) ? { correlationId: { location: "$message.payload#/action_id" } } : {}),
    payload: refTo(name),
    ...(examples.length > 0 ? { examples: examples.map((payload) => ({ payload })) } : {}),
  };
};

/** Whether the message has an `action_id`, by which an answer is known. */
const isNumbered = (type: string): boolean =>
  type !== "ping" && type !== "pong" && (Object.hasOwn(CLIENT_MESSAGES, type) || ANSWERS.includes(type));
