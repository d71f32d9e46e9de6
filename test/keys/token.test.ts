import { describe, expect, test } from "vitest";
import { deriveKeys } from "../../src/shared/auth/keys.ts";
import { type Claims, mintToken, readToken } from "../../src/shared/auth/token.ts";
import { refusalOf } from "../../src/shared/protocol/refusal.ts";
import { claimsIn, FORGERIES, headerOf, jwt, keysByHand, without } from "../support/forge.ts";

const SECRET = "the secret in use, of forty bytes or so";
const PREVIOUS = "the secret before it, of forty bytes too";
const current = deriveKeys(SECRET);
const previous = deriveKeys(PREVIOUS);
const keyring = { current, previous };
const NOW = 1_800_000_000_000;
const minting = { keys: current, now: NOW, ttlSeconds: 3600, jti: "a-jti" };

const CREATED = NOW - 5_000;
const player: Claims = {
  role: "player",
  gameId: "ABC123",
  created: CREATED,
  seat: 0,
  seatVersion: 1,
  name: "Ada",
};
const everyone: readonly Claims[] = [
  player,
  { ...player, seat: 4, name: null },
  { role: "observer", gameId: "ABC123", name: "Bo" },
  { role: "observer", gameId: "ABC123", name: null },
  { role: "host", gameId: "ABC123", created: CREATED, hostVersion: 1 },
];

const code = (result: Awaited<ReturnType<typeof readToken>>) =>
  result.ok ? "accepted" : refusalOf(result.error).code;

describe("tokens", () => {
  test.each(everyone)("[T1] a $role's token brings back its claims", async (claims) => {
    const token = await mintToken(claims, minting);
    expect(await readToken(token, keyring, NOW)).toEqual({ ok: true, value: claims });
  });

  test("[T1] a token is an HS256 JWT of the protocol's claims, and its signature is ours", async () => {
    const token = await mintToken(player, minting);
    expect(headerOf(token)).toEqual({ alg: "HS256", typ: expect.any(String), kid: current.id });
    expect(claimsIn(token)).toEqual({
      iss: expect.any(String),
      aud: expect.any(String),
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
      jti: "a-jti",
      game_id: "ABC123",
      created: CREATED,
      player_id: 0,
      seat_version: 1,
      name: "Ada",
    });
    expect(token).toBe(jwt(headerOf(token), claimsIn(token), keysByHand(SECRET).token));
  });

  test("[T1] an observer's name travels as display_name, a host's token carries no name", async () => {
    const observer = await mintToken({ role: "observer", gameId: "ABC123", name: "Bo" }, minting);
    expect(claimsIn(observer)).toMatchObject({ game_id: "ABC123", display_name: "Bo" });
    const host = await mintToken(
      { role: "host", gameId: "ABC123", created: CREATED, hostVersion: 1 },
      minting,
    );
    expect(Object.keys(claimsIn(host)).sort()).toEqual([
      "aud",
      "created",
      "exp",
      "game_id",
      "host_version",
      "iat",
      "iss",
      "jti",
    ]);
  });

  test("[T1] every role has a typ of its own", async () => {
    const typs = await Promise.all(
      everyone.map(async (claims) => headerOf(await mintToken(claims, minting)).typ),
    );
    expect(new Set(typs).size).toBe(3);
  });

  test.each(
    FORGERIES.filter(
      ([name]) => !/seat that is free|seat_version$|made a moment/.test(name) || name.startsWith("no "),
    ),
  )("[T2] refused as unauthorized: %s", async (_, make) => {
    const good = await mintToken(player, minting);
    const forged = make({ good, secret: SECRET, previous: PREVIOUS, now: NOW / 1000 });
    expect(code(await readToken(forged, keyring, NOW))).toBe("unauthorized");
  });

  test.each(["iss", "aud", "iat", "exp", "jti", "game_id"])(
    "[T1] a host's or observer's token needs %s too",
    async (name) => {
      for (const claims of everyone.slice(2)) {
        const good = await mintToken(claims, minting);
        const cut = jwt(headerOf(good), without(claimsIn(good), name), keysByHand(SECRET).token);
        expect(code(await readToken(cut, keyring, NOW))).toBe("unauthorized");
      }
    },
  );

  test("[T7] a host's token needs the making of its game too, and an observer's has none", async () => {
    const host = await mintToken(
      { role: "host", gameId: "ABC123", created: CREATED, hostVersion: 1 },
      minting,
    );
    const cut = jwt(headerOf(host), without(claimsIn(host), "created"), keysByHand(SECRET).token);
    expect(code(await readToken(cut, keyring, NOW))).toBe("unauthorized");
    const observer = await mintToken({ role: "observer", gameId: "ABC123", name: null }, minting);
    expect(claimsIn(observer)).not.toHaveProperty("created");
  });

  test("[T2] a player's token lives until exp and not a second longer", async () => {
    const token = await mintToken(player, minting);
    const at = async (seconds: number) => code(await readToken(token, keyring, NOW + seconds * 1000));
    expect(await at(3599)).toBe("accepted");
    expect(await at(3600)).toBe("unauthorized");
    expect(await at(-600)).toBe("unauthorized");
  });

  test("[T2] a reason says nothing of the key, the token or the code that found it", async () => {
    const good = await mintToken(player, minting);
    for (const [, make] of FORGERIES) {
      const read = await readToken(
        make({ good, secret: SECRET, previous: PREVIOUS, now: NOW / 1000 }),
        keyring,
        NOW,
      );
      if (!read.ok) expect(refusalOf(read.error).reason).toMatch(/^the token [a-z ]+$/);
    }
  });

  test("[T4] a token under the previous key is read while that key is kept, and not after", async () => {
    const token = await mintToken(player, { ...minting, keys: previous });
    expect(await readToken(token, keyring, NOW)).toEqual({ ok: true, value: player });
    expect(code(await readToken(token, { current, previous: null }, NOW))).toBe("unauthorized");
  });
});
