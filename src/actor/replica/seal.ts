import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { type Keyring, keysById } from "../../shared/auth/keys.ts";

/**
 * Encrypts the full `state` of a game as a JWE (direct key, A256GCM). Redis gets no other data about hands [V1, D1].
 * The state is not compressed, because the length would reveal whether a guess, placed in the id of an action, occurs
 * in a hand.
 */
export const seal = (state: object, { current }: Keyring): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(state)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: current.id })
    .encrypt(current.seal);

/** Encrypted with a root secret that is no longer configured. The log contains the name of this error. */
class UnknownKey extends Error {
  override readonly name = "UnknownKey";
}

/** Decrypts the output of `seal` with the current or the previous key. Throws when neither was used [T4]. */
export const unseal = async (sealed: string, keyring: Keyring): Promise<unknown> => {
  const keys = keysById(keyring, decodeProtectedHeader(sealed).kid);
  if (!keys) throw new UnknownKey("sealed with an unknown key");
  const { plaintext } = await compactDecrypt(sealed, keys.seal, {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return JSON.parse(new TextDecoder().decode(plaintext));
};
