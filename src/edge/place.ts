import type { DurableObjectLocationHint } from "@cloudflare/workers-types";

/** Where Cloudflare can be asked to place an object, by the continent of whoever creates it [H14]. */
const HINT_BY_CONTINENT: Readonly<Record<string, DurableObjectLocationHint>> = {
  AF: "afr",
  AN: "oc",
  AS: "apac",
  EU: "weur",
  NA: "enam",
  OC: "oc",
  SA: "sam",
};

/** The location hint for a continent code of Cloudflare's; undefined, which lets Cloudflare choose, for an unknown one. */
export const hintFor = (continent: unknown): DurableObjectLocationHint | undefined =>
  typeof continent === "string" && Object.hasOwn(HINT_BY_CONTINENT, continent)
    ? HINT_BY_CONTINENT[continent]
    : undefined;
