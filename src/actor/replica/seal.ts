import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { type Keyring, keysById } from "../../shared/auth/keys.ts";

/**
 * The full `state` of a game as a JWE (direct key, A256GCM): all that Redis ever sees of a hand [V1, D1]. Never
 * compressed: the length would tell which guesses, put into an action's id, occur in a hand.
 */
export const seal = (state: object, { current }: Keyring): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(state)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: current.id })
    .encrypt(current.seal);

/** Sealed under a root secret that is not configured any more. Its name goes to the log. */
class UnknownKey extends Error {
  override readonly name = "UnknownKey";
}

/** Opens what `seal` made, with the current or the previous key. Throws when it was not made with either [T4]. */
export const unseal = async (sealed: string, keyring: Keyring): Promise<unknown> => {
  const keys = keysById(keyring, decodeProtectedHeader(sealed).kid);
  if (!keys) throw new UnknownKey("sealed with an unknown key");
  const { plaintext } = await compactDecrypt(sealed, keys.seal, {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return JSON.parse(new TextDecoder().decode(plaintext));
};
