import played from "./examples.json" with { type: "json" };
import type { ComponentName, Json } from "./names.ts";
import { jsonSchemas } from "./schemas.ts";
import { COMPONENT_TEXTS, FIELD_TEXTS } from "./words.ts";

/** Which list of an `allowed` entry has the choices for a field. The descriptions have it as `x-choices`. */
export const CHOICES: Readonly<Record<string, "bids" | "ranks" | "suits" | "cards">> = {
  "ClientBid.bid": "bids",
  "ClientCallPartnerRank.partner_rank": "ranks",
  "ClientCallPartnerSuit.partner_suit": "suits",
  "ClientPlay.card": "cards",
};

const componentsOfSchemas = () => {
  const worded = Object.entries(jsonSchemas()).map(([name, { $schema, $id, ...schema }]) => {
    const words = { description: COMPONENT_TEXTS[name as ComponentName] };
    return [name, { ...words, ...tidy(schema, name), ...REFINEMENTS[name] }];
  });
  return Object.fromEntries(worded) as Record<ComponentName, Json>;
};

/** What a schema checks by code, which the generator cannot see. */
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
  OldTokenBody: {
    anyOf: [
      { properties: { role: { const: "player" } }, required: ["player_id"] },
      { properties: { role: { const: "observer" } } },
    ],
  },
  TokensBody: {
    oneOf: [
      { properties: { role: { const: "player" } }, required: ["player_id"] },
      { properties: { role: { const: "observer" }, player_id: false } },
    ],
  },
};

/** `schema` of the component `owner` with a description for each field, and without the bounds of safe integers. */
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
    description: FIELD_TEXTS[`${owner}.${name}`] ?? FIELD_TEXTS[name],
    ...(choices ? { "x-choices": choices } : {}),
    // Draft 7 ignores keywords beside `$ref`.
    ...($ref === undefined ? rest : { ...rest, allOf: [{ $ref }] }),
  };
};

/** Every component by name: the schemas of the wire as JSON Schema, with the texts of words.ts. */
export const COMPONENTS: Readonly<Record<ComponentName, Json>> = componentsOfSchemas();

/**
 * Messages, bodies and answers of a real deal by component, and refusals by component and status. No token in them is
 * signed. `npm run describe` records them.
 */
export const EXAMPLES: Readonly<Record<string, readonly Json[]>> = played;

/** The components that `document` refers to, directly or through other components. */
export const usedBy = (document: object): Readonly<Record<string, Json>> => {
  const all: Readonly<Record<string, Json>> = COMPONENTS;
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
