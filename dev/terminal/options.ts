import { parseArgs } from "node:util";
import { LEVEL_OF, type Level, STRENGTHS, USUAL_STRENGTH } from "../../src/shared/game/levels.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { gameIdOf } from "../../src/shared/protocol/ids.ts";
import { err, ok, type Result } from "../../src/shared/result.ts";
import { type Language, languageOf, WORDS } from "./languages.ts";

/** The participants. */
export type Mode =
  | { readonly kind: "help" }
  /** Only bots. */
  | { readonly kind: "bots" }
  /** A person among bots in a new game. */
  | { readonly kind: "seat"; readonly seat: Seat }
  /** A person in an existing game. */
  | { readonly kind: "join"; readonly gameId: string }
  | { readonly kind: "watch"; readonly gameId: string };

export interface Options {
  readonly mode: Mode;
  readonly language: Language;
  /** Null for the local server. */
  readonly url: string | null;
  readonly name: string | null;
  readonly deals: number | null;
  /** The level of the bots. */
  readonly bots: Level;
}

/** A sentence that says why the options are invalid. */
export interface BadOptions {
  readonly sentence: string;
}

const NAMES = ["seat", "join", "watch", "bots", "name", "deals", "url", "lang"] as const;
type Given = Partial<Record<(typeof NAMES)[number], string>>;

/** Reads the options in `args`. The locale determines the language of an error. */
export const readOptions = (args: readonly string[], locale: string): Result<Options, BadOptions> => {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(NAMES.map((name) => [name, { type: "string" as const }])),
      help: { type: "boolean", short: "h" },
    },
    strict: false,
    tokens: true,
  });
  const given: Given = {};
  for (const token of tokens)
    if (token.kind === "option" && isName(token.name) && token.value !== undefined)
      given[token.name] = token.value;
  const language = given.lang === "it" || given.lang === "en" ? given.lang : languageOf(locale);
  const words = WORDS[language];
  const bad = (sentence: string) => err({ sentence });
  let help = false;
  for (const token of tokens) {
    if (token.kind === "positional") return bad(words.unknownWord(token.value));
    if (token.kind === "option-terminator") continue;
    if (token.name === "help" && token.value !== undefined) return bad(words.takesNoValue(token.rawName));
    if (token.name === "help") help = true;
    else if (!isName(token.name)) return bad(words.unknownOption(token.rawName));
    else if (!token.value || token.value.startsWith("--")) return bad(words.needsValue(token.rawName));
  }
  if (given.lang !== undefined && given.lang !== language) return bad(words.badLanguage);
  if (given.url !== undefined && !/^https?:\/\/[^/]/.test(given.url)) return bad(words.badUrl);
  if (given.url !== undefined && !URL.canParse(given.url)) return bad(words.badUrl);
  if (given.deals !== undefined && !/^([1-9]|[1-3]\d|40)$/.test(given.deals)) return bad(words.badDeals);
  if (given.seat !== undefined && !/^[0-4]$/.test(given.seat)) return bad(words.badSeat);
  const named = given.bots ?? USUAL_STRENGTH;
  const strength = STRENGTHS.find((one) => one === named || words.strengths[one] === named);
  if (strength === undefined) return bad(words.badBots);
  for (const option of ["join", "watch"] as const)
    if (given[option] !== undefined && gameIdOf(given[option]) === null)
      return bad(words.badGame(`--${option}`));
  const modes = [given.seat, given.join, given.watch].filter((one) => one !== undefined);
  if (modes.length > 1) return bad(words.onlyOne);
  if (given.bots !== undefined && (given.join ?? given.watch) !== undefined) return bad(words.botsNeedGame);
  if (given.name !== undefined && modes.length === 0) return bad(words.nameNeedsPerson);
  return ok({
    mode: help ? { kind: "help" } : modeOf(given),
    language,
    url: given.url ?? null,
    name: given.name ?? null,
    deals: given.deals === undefined ? null : Number(given.deals),
    bots: LEVEL_OF[strength],
  });
};

const isName = (name: string): name is (typeof NAMES)[number] => NAMES.some((one) => one === name);

const modeOf = ({ seat, join, watch }: Given): Mode => {
  if (seat !== undefined) return { kind: "seat", seat: Number(seat) as Seat };
  if (join !== undefined) return { kind: "join", gameId: gameIdOf(join) ?? join };
  if (watch !== undefined) return { kind: "watch", gameId: gameIdOf(watch) ?? watch };
  return { kind: "bots" };
};
