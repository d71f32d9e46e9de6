import committed from "./components.json" with { type: "json" };

/*
 * The schemas of the wire as JSON Schema, one named component each. They are made by `node scripts/describe.ts` and not
 * here, since a Worker has better things to do with its milliseconds. A test holds them to the schemas.
 */

/** A piece of a description. */
export interface Json {
  readonly [key: string]: unknown;
}

export type ComponentName = keyof typeof committed;

/** Every component by name. */
export const COMPONENTS: Readonly<Record<ComponentName, Json>> = committed;

/** `call-partner-rank` and `join.ok` as part of a component's name: `CallPartnerRank`, `JoinOk`. */
const pascal = (type: string): string =>
  type.replace(/(?:^|[-.])([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The component of a message that clients send. */
export const sentName = (type: string): ComponentName => `Client${pascal(type)}` as ComponentName;
/** The component of a message that clients are sent. */
export const heardName = (type: string): ComponentName => `Server${pascal(type)}` as ComponentName;

export const refTo = (name: ComponentName): Json => ({ $ref: `#/components/schemas/${name}` });

/** The components that `document` refers to, directly or through others: what it needs and no more. */
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
