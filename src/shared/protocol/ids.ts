/** Crockford's alphabet: no I, L, O, U [H13]. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** In either case; without the `u` flag, under which letters of other alphabets would pass for some of these. */
const ID = new RegExp(`^[${ALPHABET}]{6}$`, "i");

/** A game id drawn from random bytes, five bits a character [H13]. */
export const newGameId = (randomBytes: (length: number) => Uint8Array): string =>
  Array.from(randomBytes(6), (byte) => ALPHABET[byte & 31]).join("");

/** The id in its one spelling, upper case, or null when no game can have it [H13]. */
export const gameIdOf = (given: string): string | null => (ID.test(given) ? given.toUpperCase() : null);
