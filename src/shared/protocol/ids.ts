/** Crockford's alphabet, without I, L, O and U [H13]. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Both cases match. With the `u` flag, letters of other alphabets would match too. */
const ID = new RegExp(`^[${ALPHABET}]{6}$`, "i");

/** A game id from random bytes, five bits for each character [H13]. */
export const newGameId = (randomBytes: (length: number) => Uint8Array): string =>
  Array.from(randomBytes(6), (byte) => ALPHABET[byte & 31]).join("");

/** The id in upper case, or null when it is not a game id [H13]. */
export const gameIdOf = (given: string): string | null => (ID.test(given) ? given.toUpperCase() : null);
