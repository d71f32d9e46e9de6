import { describe, expect, test } from "vitest";
import { deriveKeys, keysById } from "../../src/shared/auth/keys.ts";
import { keysByHand } from "../support/forge.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const PURPOSES = ["token", "envelope", "seal", "repeat"] as const;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("keys from one root secret", () => {
  test.each([SECRET, "a secret of forty bytes, for tests alone", "è".repeat(16), "🂡".repeat(40)])(
    "[T3] the keys of %s are what node:crypto's HKDF-SHA-256 derives",
    (secret) => {
      const [keys, expected] = [deriveKeys(secret), keysByHand(secret)];
      expect(keys.id).toBe(expected.id);
      for (const purpose of PURPOSES) expect(hex(keys[purpose])).toBe(hex(expected[purpose]));
    },
  );

  test("[T3] the derivation is frozen, or tokens and sealed states of running games would be void", () => {
    const keys = deriveKeys(SECRET);
    expect([keys.id, ...PURPOSES.map((purpose) => hex(keys[purpose]))]).toMatchInlineSnapshot(`
      [
        "364463a1",
        "71b1b0ec839be31bebd5aa2f7f7c6804a2b0f84f614540cc1f18ab5ff8f96a17",
        "b65ce288e4771d7a546a23d0fc038956ce772c6eb4301b95ea8344693b9dbdc3",
        "8a6fcc5ebc72c0922a6bc8612558bf6013fa15c017f4f1a7e7a521fe73a333a7",
        "73de231b9f91388252cbddb0ea56ee0b14117ca027467cbf440a4a068691fd96",
      ]
    `);
  });

  test("[T3] no two purposes and no two secrets share a key, and none is the secret", () => {
    const all = [SECRET, `${SECRET}!`].flatMap((secret) => {
      const keys = deriveKeys(secret);
      return [Buffer.from(secret).toString("hex"), ...PURPOSES.map((purpose) => hex(keys[purpose]))];
    });
    expect(new Set(all).size).toBe(all.length);
    expect(deriveKeys(SECRET).id).not.toBe(deriveKeys(`${SECRET}!`).id);
    expect(deriveKeys(SECRET)).toEqual(deriveKeys(SECRET));
  });

  test("[T3] each key has 32 bytes", () => {
    const keys = deriveKeys(SECRET);
    for (const purpose of PURPOSES) expect(keys[purpose]).toHaveLength(32);
  });

  test("[T4] a key id names the current or the previous keys and no others", () => {
    const [current, previous] = [deriveKeys(SECRET), deriveKeys(`${SECRET}!`)];
    expect(keysById({ current, previous }, current.id)).toBe(current);
    expect(keysById({ current, previous }, previous.id)).toBe(previous);
    expect(keysById({ current, previous: null }, previous.id)).toBeNull();
    for (const id of [undefined, "", "00000000", current.id.toUpperCase(), `${current.id} `])
      expect(keysById({ current, previous }, id)).toBeNull();
  });
});
