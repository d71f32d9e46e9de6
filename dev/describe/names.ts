import { PROTOCOL_VERSION } from "../../src/shared/protocol/version.ts";
import type { COMPONENT_TEXTS } from "./words.ts";

/** A part of a description. */
export interface Json {
  readonly [key: string]: unknown;
}

export type ComponentName = keyof typeof COMPONENT_TEXTS;

/** `call-partner-rank` and `join.ok` as part of a component's name: `CallPartnerRank`, `JoinOk`. */
const pascal = (type: string): string =>
  type.replace(/(?:^|[-.])([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The component of a message that clients send. */
export const clientComponent = (type: string): ComponentName => `Client${pascal(type)}` as ComponentName;
/** The component of a message that the server sends. */
export const serverComponent = (type: string): ComponentName => `Server${pascal(type)}` as ComponentName;

/** A reference to the component `name`. */
export const refTo = (name: ComponentName): Json => ({ $ref: `#/components/schemas/${name}` });

/** What both descriptions say about the server. */
export const INFO = {
  title: "Briscola",
  version: PROTOCOL_VERSION,
  license: { name: "MIT", identifier: "MIT" },
} as const;
