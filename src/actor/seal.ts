import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { type Keyring, keysById } from "../shared/keys.ts";
import type { Table } from "./table.ts";

/** More than a table can come to, in bytes: what opens larger is none of ours. */
const MAX_STATE_BYTES = 4_000_000;

/** The full state of `table` as a JWE (deflated, direct key, A256GCM): all that Redis ever sees of a hand [V1, D1]. */
export const seal = (table: Table, { current }: Keyring): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(table)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", zip: "DEF", kid: current.id })
    .encrypt(current.seal);

/** Sealed under a root secret that is not configured any more. Its name goes to the log. */
class UnknownKey extends Error {
  override readonly name = "UnknownKey";
}

/** Opens what `seal` made, with the current or the previous key. Throws when it was not made with either [T4]. */
export const unseal = async (sealed: string, keyring: Keyring): Promise<Table> => {
  const keys = keysById(keyring, decodeProtectedHeader(sealed).kid);
  if (!keys) throw new UnknownKey("sealed with an unknown key");
  const { plaintext } = await compactDecrypt(sealed, keys.seal, {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
    maxDecompressedLength: MAX_STATE_BYTES,
  });
  return JSON.parse(new TextDecoder().decode(plaintext)) as Table;
};
