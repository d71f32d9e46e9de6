import { createHmac, createSign, generateKeyPairSync, hkdfSync } from "node:crypto";
import type { Frame } from "../../dev/clients/wire.ts";

/* Invalid tokens and envelopes, made with node:crypto. It uses no code of the product and no jose. */

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const derive = (secret: string, purpose: string, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "briscola", purpose, length));

/** The keys that derive from a root secret. */
export const keysByHand = (secret: string) => ({
  id: derive(secret, "key id", 4).toString("hex"),
  token: derive(secret, "token signing", 32),
  envelope: derive(secret, "claims envelope", 32),
  seal: derive(secret, "state sealing", 32),
  repeat: derive(secret, "idempotency", 32),
});

/** A JWT with an HMAC, regardless of its header. */
export const jwt = (header: Frame, payload: Frame, key: Buffer, hash = "sha256"): string => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
};

const part = (token: string, index: number): Frame =>
  JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());

export const headerOf = (token: string): Frame => part(token, 0);
export const claimsIn = (token: string): Frame => part(token, 1);

/** The token as if it had been made `seconds` earlier, signed as a server with `secret` signs. */
export const aged = (token: string, seconds: number, secret: string): string => {
  const { iat, exp, ...claims } = claimsIn(token);
  return jwt(
    headerOf(token),
    { ...claims, iat: iat - seconds, exp: exp - seconds },
    keysByHand(secret).token,
  );
};

export const without = (from: Frame, name: string): Frame =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

/** A text in the format of an envelope: `<key id>.<payload>.<HMAC>`. */
export const envelopeByHand = (payload: unknown, keyId: string, key: Buffer): string => {
  const signed = `${keyId}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
};

/** The input of a forgery: the parts of a player's valid token, and the secrets of the server. */
export interface Mint {
  /** A valid token of a player in a game in which the next seat is free. */
  readonly good: string;
  readonly secret: string;
  readonly previous: string;
  /** Epoch seconds. */
  readonly now: number;
}

type Forgery = readonly [name: string, make: (mint: Mint) => string];

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The valid token with another header or payload, signed with the server's own key. */
const resigned =
  (change: (header: Frame, payload: Frame, now: number) => readonly [Frame, Frame]) =>
  ({ good, secret, now }: Mint): string => {
    const [header, payload] = change(headerOf(good), claimsIn(good), now);
    return jwt(header, payload, keysByHand(secret).token);
  };
const header = (changes: Frame) => resigned((before, payload) => [{ ...before, ...changes }, payload]);
const claim = (changes: Frame | ((now: number) => Frame)) =>
  resigned((before, payload, now) => [
    before,
    { ...payload, ...(typeof changes === "function" ? changes(now) : changes) },
  ]);

const dropped = ["iss", "aud", "iat", "exp", "jti", "game_id", "created", "player_id", "seat_version"];

/** Player's tokens that no server may accept, by socket or HTTP. Some of them only the game can reject. */
export const FORGERIES: readonly Forgery[] = [
  [
    "another server's key, under this server's key id",
    ({ good }) => jwt(headerOf(good), claimsIn(good), keysByHand("x".repeat(32)).token),
  ],
  [
    "another server's key, under its own key id",
    ({ good }) => {
      const { id, token } = keysByHand("x".repeat(32));
      return jwt({ ...headerOf(good), kid: id }, claimsIn(good), token);
    },
  ],
  ["a 6-byte key", ({ good }) => jwt(headerOf(good), claimsIn(good), Buffer.from("secret"))],
  [
    "the root secret itself as key",
    ({ good, secret }) => jwt(headerOf(good), claimsIn(good), Buffer.from(secret)),
  ],
  [
    "the envelope's key",
    ({ good, secret }) => jwt(headerOf(good), claimsIn(good), keysByHand(secret).envelope),
  ],
  [
    "the previous key under the current key id",
    ({ good, previous }) => jwt(headerOf(good), claimsIn(good), keysByHand(previous).token),
  ],
  [
    "alg none, unsigned",
    ({ good }) => `${encode({ ...headerOf(good), alg: "none" })}.${encode(claimsIn(good))}.`,
  ],
  ["alg none, signed", header({ alg: "none" })],
  [
    "alg HS512 with the right key",
    ({ good, secret }) =>
      jwt({ ...headerOf(good), alg: "HS512" }, claimsIn(good), keysByHand(secret).token, "sha512"),
  ],
  ["alg HS512 with an HS256 signature", header({ alg: "HS512" })],
  ["alg RS256 with an HS256 signature", header({ alg: "RS256" })],
  [
    "alg RS256 with an RSA signature",
    ({ good }) => {
      const signed = `${encode({ ...headerOf(good), alg: "RS256" })}.${encode(claimsIn(good))}`;
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(rsa.privateKey, "base64url")}`;
    },
  ],
  [
    "HS256 with an RSA public key as secret",
    ({ good }) => {
      const pem = rsa.publicKey.export({ type: "spki", format: "pem" });
      return jwt(headerOf(good), claimsIn(good), Buffer.from(pem));
    },
  ],
  ["no alg", resigned((before, payload) => [without(before, "alg"), payload])],
  ["typ JWT", header({ typ: "JWT" })],
  ["no typ", resigned((before, payload) => [without(before, "typ"), payload])],
  ["a typ of an unknown role", header({ typ: "briscola-admin+jwt" })],
  [
    "an observer's claims under a player's typ",
    resigned((before, payload) => [before, without(without(payload, "player_id"), "seat_version")]),
  ],
  ["an unknown kid", header({ kid: "00000000" })],
  ["no kid", resigned((before, payload) => [without(before, "kid"), payload])],
  ["a kid that is no text", header({ kid: 7 })],
  ["a critical extension nobody knows", header({ crit: ["b64"], b64: false })],
  ...dropped.map(
    (name): Forgery => [`no ${name}`, resigned((before, payload) => [before, without(payload, name)])],
  ),
  ["another issuer", claim({ iss: "somebody" })],
  ["another audience", claim({ aud: "somebody" })],
  ["expired an hour ago", claim((now) => ({ iat: now - 7200, exp: now - 3600 }))],
  ["expired two seconds ago", claim((now) => ({ iat: now - 7200, exp: now - 2 }))],
  ["exp that is no number", claim({ exp: "never" })],
  ["exp null", claim({ exp: null })],
  ["issued ten minutes from now", claim((now) => ({ iat: now + 600, exp: now + 7200 }))],
  ["iat that is no number", claim({ iat: "today" })],
  ["not valid before tomorrow", claim((now) => ({ nbf: now + 86_400 }))],
  ["a seat that is free", ({ ...mint }) => claim({ player_id: freeSeatBeside(mint.good) })(mint)],
  ["a seat that no table has", claim({ player_id: 5 })],
  ["a negative seat", claim({ player_id: -1 })],
  ["a seat as text", claim({ player_id: "0" })],
  ["a later seat_version", claim({ seat_version: 99 })],
  ["an earlier seat_version", claim({ seat_version: -1 })],
  ["a seat_version as text", claim({ seat_version: "1" })],
  ["a game made a moment earlier", claim({ created: 1_700_000_000_000 })],
  ["a game made at a time in words", claim({ created: "today" })],
  ["a game_id that is no text", claim({ game_id: 123456 })],
  ["more than 2,048 characters", claim({ name: "n".repeat(1_900) })],
  [
    "a changed payload under the old signature",
    ({ good }) => {
      const [head, , signature] = good.split(".");
      return `${head}.${encode({ ...claimsIn(good), player_id: 1 })}.${signature}`;
    },
  ],
  ["no signature", ({ good }) => `${good.split(".").slice(0, 2).join(".")}.`],
  ["two parts", ({ good }) => good.split(".").slice(0, 2).join(".")],
  ["four parts", ({ good }) => `${good}.${good.split(".")[2]}`],
  ["a payload that is an array", ({ good, secret }) => jwt(headerOf(good), [], keysByHand(secret).token)],
  ["a word", () => "garbage"],
  ["dots", () => ".."],
  ["base64 of nothing sensible", () => "AAAA.BBBB.CCCC"],
];

/** Only the creator has a seat, seat 0, so the next one is free. */
const freeSeatBeside = (good: string): number => (claimsIn(good).player_id + 1) % 5;
