import { describe, expect, test } from "vitest";
import { claimsOf, envelopeFor, openEnvelope, signEnvelope } from "../../src/shared/auth/envelope.ts";
import { deriveKeys } from "../../src/shared/auth/keys.ts";
import type { Claims } from "../../src/shared/auth/token.ts";
import { refusalOf } from "../../src/shared/protocol/refusal.ts";
import { envelopeByHand, keysByHand, without } from "../support/forge.ts";

const SECRET = "the secret in use, of forty bytes or so";
const current = deriveKeys(SECRET);
const previous = deriveKeys("the secret before it, of forty bytes too");
const keyring = { current, previous };
const byHand = keysByHand(SECRET);
const NOW = 1_800_000_000_000;

const created = NOW - 5_000;
const player: Claims = { role: "player", gameId: "ABC123", created, seat: 2, seatVersion: 3, name: "Ada" };
const envelope = envelopeFor(player, NOW, "a-1");
const good = signEnvelope(envelope, current);

const open = (
  text: string,
  { game = "ABC123", now = NOW, ring = keyring as typeof keyring | object } = {},
) => {
  const opened = openEnvelope(text, ring as typeof keyring, game, now);
  return opened.ok ? "accepted" : refusalOf(opened.error).code;
};
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const [keyId, payload, signature] = good.split(".") as [string, string, string];
const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
const signedByHand = (value: unknown) => envelopeByHand(value, byHand.id, byHand.envelope);

describe("the claims envelope", () => {
  test("[T5] it carries what the protocol names, under an HMAC of its own key", () => {
    expect(envelope).toMatchObject({
      game_id: "ABC123",
      created,
      player_id: 2,
      role: "player",
      name: "Ada",
      action_id: "a-1",
      ts: NOW,
      version: "1.1.0",
      origin: "web",
    });
    expect(good).toBe(signedByHand(envelope));
  });

  test.each<Claims>([
    player,
    { role: "observer", gameId: "ABC123", name: "Bo" },
    { role: "observer", gameId: "ABC123", name: null },
    { role: "host", gameId: "ABC123", created, hostVersion: 1 },
  ])("[T5] a $role's claims come out as they went in", (claims) => {
    const opened = openEnvelope(signEnvelope(envelopeFor(claims, NOW), current), keyring, "ABC123", NOW);
    expect(opened.ok && claimsOf(opened.value)).toEqual(claims);
  });

  test.each<readonly [string, string]>([
    ["nothing", ""],
    ["plain JSON", JSON.stringify(envelope)],
    ["the payload alone", encode(envelope)],
    ["unsigned", `${keyId}.${payload}.`],
    ["unsigned, without the last dot", `${keyId}.${payload}`],
    ["no key id", `.${payload}.${signature}`],
    [
      "another seat under the old signature",
      `${keyId}.${encode({ ...envelope, player_id: 3 })}.${signature}`,
    ],
    [
      "a host's role under the old signature",
      `${keyId}.${encode({ ...envelope, role: "host" })}.${signature}`,
    ],
    ["one bit of the payload", `${keyId}.${flip(payload)}.${signature}`],
    ["one bit of the signature", `${keyId}.${payload}.${flip(signature)}`],
    ["half the signature", `${keyId}.${payload}.${signature.slice(0, 20)}`],
    ["a longer signature", `${keyId}.${payload}.${signature}AAAA`],
    ["a signature that is no base64", `${keyId}.${payload}.!!!`],
    ["an extra segment", `${good}.${signature}`],
    ["an extra dot", `${good}.`],
    ["an unknown key id", envelopeByHand(envelope, "00000000", byHand.envelope)],
    ["another server's key", envelopeByHand(envelope, keyId, keysByHand("x".repeat(40)).envelope)],
    ["the key of tokens", envelopeByHand(envelope, keyId, byHand.token)],
    ["the key of seals", envelopeByHand(envelope, keyId, byHand.seal)],
    [
      "the previous key under the current key id",
      envelopeByHand(envelope, keyId, Buffer.from(previous.envelope)),
    ],
    ["the current key under the previous key id", envelopeByHand(envelope, previous.id, byHand.envelope)],
    ["signed text", signedByHand("ABC123")],
    ["signed null", signedByHand(null)],
    ["signed, without a time", signedByHand(without(envelope, "ts"))],
    ["signed, with a time that is no number", signedByHand({ ...envelope, ts: "soon" })],
    ["signed, without a game", signedByHand(without(envelope, "game_id"))],
  ])("[T5] refused as unauthorized: %s", (_, text) => {
    expect(open(text)).toBe("unauthorized");
  });

  test.each([
    [0, "accepted"],
    [29_999, "accepted"],
    [30_000, "accepted"],
    [-30_000, "accepted"],
    [30_001, "unauthorized"],
    [31_000, "unauthorized"],
    [-31_000, "unauthorized"],
    [86_400_000, "unauthorized"],
  ])("[T5] an envelope that is %i ms old is %s", (age, expected) => {
    expect(open(good, { now: NOW + age })).toBe(expected);
  });

  test("[T5] an envelope is good for its own game alone", () => {
    expect(open(good, { game: "ABC124" })).toBe("unauthorized");
    expect(open(good, { game: "abc123" })).toBe("unauthorized");
    expect(open(good, { game: "" })).toBe("unauthorized");
  });

  test("[T4] an envelope under the previous key is read while that key is kept, and not after", () => {
    const old = signEnvelope(envelope, previous);
    expect(open(old)).toBe("accepted");
    expect(open(old, { ring: { current, previous: null } })).toBe("unauthorized");
  });
});
