import { ENGLISH } from "./english.ts";
import { ITALIAN } from "./italian.ts";
import type { Words } from "./words.ts";

export type Language = "en" | "it";
export const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, it: ITALIAN };

/** The language of a locale such as "it_IT.UTF-8". The default is English. */
export const languageOf = (locale: string): Language => (locale.toLowerCase().startsWith("it") ? "it" : "en");
