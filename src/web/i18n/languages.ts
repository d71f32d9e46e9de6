import { ENGLISH, type Words } from "./english.ts";
import { ITALIAN } from "./italian.ts";

export const LANGUAGES = ["it", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export const DICTIONARIES: Readonly<Record<Language, Words>> = { it: ITALIAN, en: ENGLISH };

const isLanguage = (value: unknown): value is Language => LANGUAGES.some((one) => one === value);

/** The language that was chosen before, or else the browser's first language that the page has, or else English. */
export const languageFor = (kept: string | null, preferred: readonly string[]): Language => {
  if (isLanguage(kept)) return kept;
  return preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
};
