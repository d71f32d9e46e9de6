import * as z from "zod/mini";
import { heardName, type Json, sentName } from "../../src/edge/describe/components.ts";
import { ANSWERS } from "../../src/shared/protocol/answers.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { card, cardInput } from "../../src/shared/protocol/fields.ts";
import {
  botsBody,
  createBody,
  joinBody,
  observerTokenBody,
  rules,
  tokensBody,
} from "../../src/shared/protocol/http.ts";
import { replayDeal } from "../../src/shared/protocol/replay.ts";
import { pong, SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import {
  allowed,
  dealReveal,
  endState,
  finishedTrick,
  placed,
  played,
  player,
  points,
  snapshot,
} from "../../src/shared/protocol/snapshot.ts";
import { CHOICES, COMPONENTS, FIELDS, type WordedName } from "./words.ts";

/*
 * The schemas of the wire as JSON Schema, one named component each. The form used is common to draft 7 and 2020-12, so
 * that one generation serves both descriptions.
 */

const named = (schemas: Readonly<Record<string, z.ZodMiniType>>, nameOf: (key: string) => string) =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [nameOf(key), schema]));

/** What is sent to the server: defaults may be left out. */
const INBOUND = {
  ...named(CLIENT_MESSAGES, sentName),
  CardInput: cardInput,
  CreateBody: createBody,
  JoinBody: joinBody,
  ObserverTokenBody: observerTokenBody,
  TokensBody: tokensBody,
  BotsBody: botsBody,
  RulesInput: rules,
};

/** What the server sends. */
const OUTBOUND = {
  ...named(SERVER_MESSAGES, heardName),
  ServerPong: pong,
  Created: ANSWERS.created,
  Joined: ANSWERS.joined,
  Observing: ANSWERS.observing,
  Minted: ANSWERS.minted,
  Renewed: ANSWERS.renewed,
  Status: ANSWERS.status,
  Snapshot: snapshot,
  Replay: ANSWERS.replay,
  ReplayDeal: replayDeal,
  Bots: ANSWERS.bots,
  Freed: ANSWERS.freed,
  Ended: ANSWERS.ended,
  Health: ANSWERS.health,
  Summary: ANSWERS.summary,
  Refusal: ANSWERS.refusal,
  Allowed: allowed,
  Card: card,
  DealReveal: dealReveal,
  EndState: endState,
  FinishedTrick: finishedTrick,
  PlacedBid: placed,
  PlayedCard: played,
  Player: player,
  Rules: rules,
  SeatPoints: points,
};

const generate = (schemas: Readonly<Record<string, z.ZodMiniType>>, io: "input" | "output") => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return z.toJSONSchema(registry, { io, target: "draft-07", uri: (id) => `#/components/schemas/${id}` })
    .schemas;
};

/** Every component by name. */
export const componentsOfSchemas = (): Readonly<Record<string, Json>> => {
  const generated = { ...generate(INBOUND, "input"), ...generate(OUTBOUND, "output") };
  const worded = Object.entries(generated).map(([name, { $schema, $id, ...schema }]) => {
    const words = { description: COMPONENTS[name as WordedName] };
    return [name, { ...words, ...tidy(schema, name), ...REFINEMENTS[name] }];
  });
  return Object.fromEntries(worded);
};

/** What a schema checks by code of its own, which no generator can see. */
const REFINEMENTS: Readonly<Record<string, Json>> = {
  CardInput: {
    anyOf: [
      { type: "integer", minimum: 0, maximum: 39 },
      { type: "object", required: ["card_id"], properties: { card_id: { type: "integer" } } },
      {
        type: "object",
        required: ["suit", "rank"],
        properties: { suit: { type: "string" }, rank: { type: "integer" } },
      },
    ],
  },
  TokensBody: {
    oneOf: [
      { properties: { role: { const: "player" } }, required: ["player_id"] },
      { properties: { role: { const: "observer" }, player_id: false } },
    ],
  },
};

/** `schema` of the component `owner` with each field described, and without the bounds that any whole number has. */
const tidy = (schema: object, owner: string): Json => {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (Math.abs(value as number) === Number.MAX_SAFE_INTEGER) continue;
    if (key === "properties") {
      const fields = Object.entries(value as Record<string, object>);
      out[key] = Object.fromEntries(fields.map(([name, field]) => [name, described(field, owner, name)]));
    } else if (Array.isArray(value)) {
      out[key] = value.map((item) => (typeof item === "object" && item ? tidy(item, owner) : item));
    } else {
      out[key] = typeof value === "object" && value ? tidy(value, owner) : value;
    }
  }
  return out;
};

const described = (field: object, owner: string, name: string): Json => {
  const { $ref, ...rest } = tidy(field, owner);
  const choices = CHOICES[`${owner}.${name}`];
  return {
    description: FIELDS[`${owner}.${name}`] ?? FIELDS[name],
    ...(choices ? { "x-choices": choices } : {}),
    // What stands beside a `$ref` counts for nothing in draft 7.
    ...($ref === undefined ? rest : { ...rest, allOf: [{ $ref }] }),
  };
};
