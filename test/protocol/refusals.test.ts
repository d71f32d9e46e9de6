import { describe, expect, test } from "vitest";
import { ELEVEN_CODES, expectPlain } from "../../dev/clients/http.ts";
import { closeCodeOf } from "../../src/shared/protocol/close.ts";
import { CODES, RECOVERIES, type Rejection, refusalOf } from "../../src/shared/protocol/refusal.ts";

type Sample = { readonly [K in Rejection["kind"]]: Extract<Rejection, { readonly kind: K }> };

/** One of every kind: a new kind does not compile until it is here. */
const SAMPLES: Sample = {
  malformed: { kind: "malformed", detail: "bid: must be a whole number" },
  "other-major": { kind: "other-major", version: "2.0", ours: "1.0.0" },
  "bad-token": { kind: "bad-token", detail: "the token is not valid" },
  "not-joined": { kind: "not-joined" },
  "not-a-player": { kind: "not-a-player", role: "observer" },
  "other-game": { kind: "other-game" },
  "other-seat": { kind: "other-seat", seat: 2 },
  "role-needed": { kind: "role-needed", role: "host" },
  "origin-refused": { kind: "origin-refused" },
  stale: { kind: "stale", what: "turn", expected: 3, current: 5 },
  "wrong-phase": { kind: "wrong-phase", phase: "bid", message: "play" },
  "not-your-turn": { kind: "not-your-turn", turn: null },
  "bid-out-of-range": { kind: "bid-out-of-range", lowest: 61, highest: 120 },
  "bid-not-weaker": { kind: "bid-not-weaker", ranks: [4, 2] },
  "no-rank-auction": { kind: "no-rank-auction" },
  "rules-conflict": { kind: "rules-conflict", rule: "minimum_bid", needed: "must be 61 with auction ranks" },
  "no-such-card": { kind: "no-such-card" },
  "card-not-held": { kind: "card-not-held" },
  "not-the-hand": { kind: "not-the-hand" },
  "nothing-held": { kind: "nothing-held" },
  "already-ready": { kind: "already-ready" },
  "nothing-committed": { kind: "nothing-committed" },
  "other-nonce": { kind: "other-nonce" },
  "already-revealed": { kind: "already-revealed" },
  "bad-code": { kind: "bad-code" },
  "phrases-off": { kind: "phrases-off" },
  "too-soon": { kind: "too-soon", everyMs: 2_000 },
  replaced: { kind: "replaced" },
  "table-full": { kind: "table-full" },
  "seat-free": { kind: "seat-free" },
  "seat-taken": { kind: "seat-taken", seat: 2 },
  "no-bot": { kind: "no-bot", seat: 2 },
  "bot-already": { kind: "bot-already", seat: 2 },
  "not-asked": { kind: "not-asked", seat: 2 },
  "asked-lately": { kind: "asked-lately", askedMs: 12_345, neededMs: 60_000 },
  "game-exists": { kind: "game-exists" },
  "no-such-game": { kind: "no-such-game" },
  "no-room": { kind: "no-room" },
  "still-secret": { kind: "still-secret" },
  "no-such-path": { kind: "no-such-path" },
  "too-many-requests": { kind: "too-many-requests", retryAfterSeconds: 60 },
  "too-large": { kind: "too-large", limit: 8_192 },
  "not-json-type": { kind: "not-json-type" },
  flooded: { kind: "flooded", most: "100 messages in 20 s", retryAfterSeconds: 20 },
  "key-reused": { kind: "key-reused" },
  waiting: { kind: "waiting" },
  unavailable: { kind: "unavailable" },
  unreadable: { kind: "unreadable" },
  newer: { kind: "newer" },
  unreachable: { kind: "unreachable" },
};
describe("refusals", () => {
  test("[P20] there are eleven codes and three recoveries", () => {
    expect([...CODES].sort()).toEqual([...ELEVEN_CODES].sort());
    expect([...RECOVERIES].sort()).toEqual(["noop", "retry", "sync"]);
  });

  test.each(Object.values(SAMPLES))("[P20] $kind has a code, a plain reason and a recovery", (rejection) => {
    const refusal = refusalOf(rejection as Rejection);
    expect(Object.keys(refusal).sort()).toEqual(["code", "reason", "recovery"]);
    expect(ELEVEN_CODES).toContain(refusal.code);
    expect(RECOVERIES).toContain(refusal.recovery);
    expectPlain(refusal.reason);
  });

  test("[P20] together they use every code", () => {
    const used = new Set(Object.values(SAMPLES).map((rejection) => refusalOf(rejection).code));
    expect([...used].sort()).toEqual([...ELEVEN_CODES].sort());
  });

  test.each<readonly [Rejection["kind"], string, string]>([
    ["stale", "desync", "sync"],
    ["not-your-turn", "invalid_turn", "noop"],
    ["wrong-phase", "invalid_action", "noop"],
    ["bid-out-of-range", "invalid_bid", "retry"],
    ["no-such-card", "invalid_card", "retry"],
    ["card-not-held", "invalid_card", "retry"],
    ["not-the-hand", "invalid_card", "retry"],
    ["unavailable", "game_unavailable", "retry"],
    ["unreachable", "routing_failed", "retry"],
    ["no-such-game", "join_failed", "noop"],
    ["table-full", "join_failed", "noop"],
    ["too-many-requests", "join_failed", "retry"],
  ])("[P20] %s is told as %s, to which one may %s", (kind, code, recovery) => {
    expect(refusalOf(SAMPLES[kind])).toMatchObject({ code, recovery });
  });

  test.each<readonly [Rejection["kind"], number]>([
    ["bad-token", 4001],
    ["role-needed", 4001],
    ["no-such-game", 4004],
    ["unavailable", 1013],
    ["unreachable", 1013],
  ])("[S6] an upgrade refused for %s closes with %i", (kind, closeCode) => {
    expect(closeCodeOf(SAMPLES[kind])).toBe(closeCode);
  });
});
