import * as z from "zod/mini";
import { ANSWERS, replayDeal } from "../../shared/protocol/answers.ts";
import { CLIENT_MESSAGES } from "../../shared/protocol/client.ts";
import { card, cardInput } from "../../shared/protocol/fields.ts";
import { createBody, joinBody, observerTokenBody, rules, tokensBody } from "../../shared/protocol/http.ts";
import { pong, SERVER_MESSAGES } from "../../shared/protocol/server.ts";
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
} from "../../shared/protocol/snapshot.ts";
import { CHOICES, COMPONENTS, type ComponentName, FIELDS } from "./words.ts";

/*
 * The schemas of the wire as JSON Schema, one named component each. The form used is common to draft 7 and 2020-12, so
 * that one generation serves both descriptions.
 */

/** A piece of a description. */
export interface Json {
  readonly [key: string]: unknown;
}

/** `make`'s one result, made when it is first asked for. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** `call-partner-rank` and `join.ok` as part of a component's name: `CallPartnerRank`, `JoinOk`. */
const pascal = (type: string): string =>
  type.replace(/(?:^|[-.])([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The component of a message that clients send. */
export const sentName = (type: string): ComponentName => `Client${pascal(type)}` as ComponentName;
/** The component of a message that clients are sent. */
export const heardName = (type: string): ComponentName => `Server${pascal(type)}` as ComponentName;

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
  Status: ANSWERS.status,
  Snapshot: snapshot,
  Replay: ANSWERS.replay,
  ReplayDeal: replayDeal,
  Freed: ANSWERS.freed,
  Ended: ANSWERS.ended,
  Health: ANSWERS.health,
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

export const refTo = (name: ComponentName): Json => ({ $ref: `#/components/schemas/${name}` });

const generate = (schemas: Readonly<Record<string, z.ZodMiniType>>, io: "input" | "output") => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return z.toJSONSchema(registry, { io, target: "draft-07", uri: (id) => `#/components/schemas/${id}` })
    .schemas;
};

/** Every component by name. */
export const components = once((): Readonly<Record<ComponentName, Json>> => {
  const generated = { ...generate(INBOUND, "input"), ...generate(OUTBOUND, "output") };
  const worded = Object.entries(generated).map(([name, { $schema, $id, ...schema }]) => {
    const words = { description: COMPONENTS[name as ComponentName] };
    return [name, { ...words, ...tidy(schema, name), ...REFINEMENTS[name] }];
  });
  return Object.fromEntries(worded);
});

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

/** Those of `all` that `document` refers to, directly or through others: what it needs and no more. */
export const usedBy = (document: object, all: Readonly<Record<string, Json>>): Record<string, Json> => {
  const used = new Set<string>();
  const look = (part: object) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const found = all[name];
      if (used.has(name) || !found) continue;
      used.add(name);
      look(found);
    }
  };
  look(document);
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
};
