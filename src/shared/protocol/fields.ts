import * as z from "zod/mini";
import { type CardId, type Rank, SUITS } from "../game/cards.ts";
import type { Seat } from "../game/seats.ts";

/*
 * The schemas of single fields. The message of a refused field says what it must be.
 */

/** A whole number from `min` to `max`. `expected` is the message for all other values. */
export const whole = (expected: string, min: number, max: number) =>
  z.int(expected).check(z.gte(min, expected), z.lte(max, expected));

export const actionId = z
  .string("must be a string")
  .check(z.regex(/^[\x20-\x7e]{1,64}$/, "must be 1 to 64 printable ASCII characters"));

/** A whole number from `min` to `max`, with the type `T`. */
const wholeAs = <T extends number>(expected: string, min: number, max: number) =>
  whole(expected, min, max) as unknown as z.ZodMiniType<T, T>;

export const seat = wholeAs<Seat>("must be a seat, 0 to 4", 0, 4);
export const rank = wholeAs<Rank>("must be a rank, 1 to 10", 1, 10);
export const suit = z.enum(SUITS, "must be coins, cups, swords or clubs");
export const nonce = z
  .string("must be a string")
  .check(z.regex(/^[0-9a-fA-F]{1,64}$/, "must be 1 to 64 hex digits"));

export const nonceCommitment = z
  .string("must be a string")
  .check(z.regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits: the SHA-256 of the nonce"));

/** Refuses a nonce beside a commitment: a player who commits reveals the nonce later [G40]. */
export const notBoth = <T extends { readonly nonce?: unknown; readonly nonce_commitment?: unknown }>() =>
  z.refine<T>(({ nonce, nonce_commitment }) => nonce === undefined || nonce_commitment === undefined, {
    path: ["nonce"],
    error: "must be absent beside nonce_commitment: it is revealed later",
  });

/** `T` with all its fields and lists read-only. */
export type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/** A card in the messages of the server. */
export const card = z.object({ suit, rank, card_id: wholeAs<CardId>("must be a card, 0 to 39", 0, 39) });

export type Card = Immutable<z.infer<typeof card>>;

/** A card in the messages of clients. The game decides later whether the deck has it. */
export const cardInput = z.union(
  [
    z.int(),
    z
      .object({ suit: z.optional(z.string()), rank: z.optional(z.int()), card_id: z.optional(z.int()) })
      .check(
        z.refine(
          (given) => given.card_id !== undefined || (given.suit !== undefined && given.rank !== undefined),
        ),
      ),
  ],
  "must be {suit, rank}, {card_id} or a card number",
);
export type CardInput = z.infer<typeof cardInput>;

/** The first problem of a failed parse: the field, and what it must be. */
export const problemOf = (error: z.core.$ZodError): string => {
  const [issue] = error.issues;
  if (!issue) return "the message is not valid";
  if (issue.code === "unrecognized_keys") return `${[...issue.path, issue.keys[0]].join(".")}: no such field`;
  const path = issue.path.length > 0 ? issue.path.join(".") : "body";
  return `${path}: ${issue.message}`;
};
