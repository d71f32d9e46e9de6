import { err, ok, type Result } from "../../src/shared/result.ts";
import type { NotedDeal } from "../../src/shared/verify/steps.ts";
import type { Noted } from "../../src/shared/verify/verify.ts";
import type { Words } from "./words.ts";

/** What a player noted, as it is written in the command line: `<deal>=<…>` each. */
export interface Given {
  /** The commitments to the server's secrets. */
  readonly commitment?: readonly string[] | undefined;
  /** The five commitments to the players' nonces of a deal. */
  readonly commitments?: readonly string[] | undefined;
  /** The own nonces, which the player revealed. */
  readonly nonce?: readonly string[] | undefined;
}

type Reader = readonly [
  texts: readonly string[],
  form: RegExp,
  read: (text: string) => NotedDeal,
  wrong: (text: string) => string,
];

/** The notes in the command line, or a sentence about the first one that cannot be read. */
export const notedIn = ({ commitment, commitments, nonce }: Given, words: Words): Result<Noted, string> => {
  const noted = new Map<number, NotedDeal>();
  const readers: readonly Reader[] = [
    [commitment ?? [], /^[0-9a-fA-F]{64}$/, (text) => ({ commitment: text }), words.badCommitment],
    [
      commitments ?? [],
      /^([0-9a-f]{64})?(,([0-9a-f]{64})?){4}$/,
      (text) => ({ nonceCommitments: text.split(",") }),
      words.badCommitments,
    ],
    [
      nonce ?? [],
      /^[0-4]:[0-9a-fA-F]{1,64}$/,
      (text) => ({ own: { seat: Number(text[0]), nonce: text.slice(2), revealed: true } }),
      words.badNonce,
    ],
  ];
  for (const [texts, form, read, wrong] of readers) {
    const seen = new Set<number>();
    for (const text of texts) {
      const [, deal, value = ""] = /^([1-9]\d{0,8})=(.*)$/s.exec(text) ?? [];
      const number = Number(deal);
      if (deal === undefined || seen.has(number) || !form.test(value)) return err(wrong(text));
      seen.add(number);
      noted.set(number, { ...noted.get(number), ...read(value) });
    }
  }
  return ok(noted);
};
