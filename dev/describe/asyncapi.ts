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
        "Each viewer of a game has one WebSocket. Messages are JSON text; a frame from a client has at most 4096 bytes. Each " +
        "action gets exactly one `action.result`, which is sent before the events that the action caused. All viewers get the " +
        "same events in the same order, and `revision` increases by one with each event.",
      externalDocs: { url: "/api/openapi.json", description: "Games, tokens and other HTTP calls." },
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

/** Messages to one viewer: answers, snapshots and errors. */
const ANSWERS: readonly string[] = ["join.ok", "sync", "action.result", "error", "pong"] satisfies readonly (
  | ServerMessageType
  | "pong"
)[];
/** Messages about what happens in the game. */
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

/** The answers to a message: the first if it is accepted, the second if it is refused. */
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
      summary:
        "What happens in the game. `hand.update` goes to the player with this hand only, all other events to everyone.",
      messages: on(EVENTS.map(heardKey)),
    },
    snapshots: {
      action: "send",
      channel: there,
      summary:
        "Sent without a request: after connecting, when the phase becomes `trick-won` or `end`, and after a restore.",
      messages: on(["join.ok", "sync"].map(heardKey)),
    },
    complaints: {
      action: "send",
      channel: there,
      summary: "Sent after a frame that is not a message, and before the server closes a socket.",
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

/** Whether the message has an `action_id`, which connects an answer with its request. */
const isNumbered = (type: string): boolean =>
  type !== "ping" && type !== "pong" && (Object.hasOwn(CLIENT_MESSAGES, type) || ANSWERS.includes(type));
