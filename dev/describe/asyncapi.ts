import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import type { ServerMessageType } from "../../src/shared/protocol/server.ts";
import { COMPONENTS, EXAMPLES, usedBy } from "./components.ts";
import { type ComponentName, clientComponent, INFO, type Json, refTo, serverComponent } from "./names.ts";
import { channel, SECURITY } from "./socket.ts";

const CHANNEL = "table";

/** The AsyncAPI 3.0 description of the WebSocket [P24]. The Worker puts its own address into `servers`. */
export const asyncApiDescription = (): Json => {
  const messages = {
    ...Object.fromEntries(
      Object.keys(CLIENT_MESSAGES).map((type) => [sentKey(type), message(type, clientComponent(type))]),
    ),
    ...Object.fromEntries(
      [...ANSWERS, ...EVENTS].map((type) => [heardKey(type), message(type, serverComponent(type))]),
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
    servers: {
      here: {
        host: "briscola.example",
        protocol: "wss",
        security: Object.keys(SECURITY).map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
      },
    },
  };
};

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
      summary: COMPONENTS[clientComponent(type)].description,
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
