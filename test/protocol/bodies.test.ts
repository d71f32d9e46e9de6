import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/wire.ts";
import { problemOf } from "../../src/shared/protocol/fields.ts";
import { createBody, joinBody, observerTokenBody, tokensBody } from "../../src/shared/protocol/http.ts";

const BODIES = { createBody, joinBody, observerTokenBody, tokensBody };

/** The field that is named as wrong, or null when all is well. */
const problem = (name: keyof typeof BODIES, body: unknown): string | null => {
  const parsed = BODIES[name].safeParse(body);
  return parsed.success ? null : problemOf(parsed.error);
};

const DEFAULTS = {
  auction: "points",
  rank_call: "before-play",
  suit_call: "after-first-trick",
  first_lead: "caller",
  weak_hand_below: 5,
  minimum_bid: 61,
  multiplier: "none",
  thrown_in: "same",
  deals: 10,
  match_points: null,
  turn_seconds: null,
  phrases: true,
  hints: false,
};

describe("rules of a new table", () => {
  test("[H10] rules that are not named are the usual ones", () => {
    expect(createBody.parse({ rules: {} }).rules).toEqual(DEFAULTS);
    expect(createBody.parse({ rules: { deals: 3 } }).rules).toEqual({ ...DEFAULTS, deals: 3 });
    expect(createBody.parse({})).toMatchObject({ seat: true });
  });

  test.each<Frame>([
    { suit_call: "before-play", first_lead: "eldest", multiplier: "ladder" },
    { weak_hand_below: 0 },
    { weak_hand_below: 10 },
    { minimum_bid: 61 },
    { minimum_bid: 100 },
    { deals: 1 },
    { deals: 40 },
    { turn_seconds: 5 },
    { turn_seconds: 300 },
    { turn_seconds: null },
    { auction: "ranks" },
    { auction: "ranks", suit_call: "before-play", minimum_bid: 61 },
    { rank_call: "after-first-trick", first_lead: "eldest", minimum_bid: 100 },
    { thrown_in: "double", match_points: 5 },
    { match_points: 100, hints: true },
  ])("[H10] %j is possible", (rules) => {
    expect(problem("createBody", { rules })).toBeNull();
  });

  test.each<[string, unknown]>([
    ["suit_call", "never"],
    ["suit_call", null],
    ["first_lead", "dealer"],
    ["first_lead", "CALLER"],
    ["weak_hand_below", -1],
    ["weak_hand_below", 11],
    ["weak_hand_below", 4.5],
    ["weak_hand_below", "5"],
    ["minimum_bid", 60],
    ["minimum_bid", 101],
    ["minimum_bid", null],
    ["multiplier", true],
    ["multiplier", "__proto__"],
    ["deals", 0],
    ["deals", 41],
    ["deals", 1e30],
    ["turn_seconds", 4],
    ["turn_seconds", 301],
    ["turn_seconds", "30"],
    ["turn_seconds", false],
    ["auction", "rank"],
    ["auction", null],
    ["rank_call", "never"],
    ["thrown_in", "triple"],
    ["match_points", 4],
    ["match_points", 101],
    ["match_points", 7.5],
    ["hints", "yes"],
    ["unknown_rule", 1],
    ["minimumBid", 61],
    ["toString", 1],
  ])("[H10] %s: %j is refused by its name", (name, value) => {
    expect(problem("createBody", { rules: { [name]: value } })).toMatch(
      new RegExp(`^rules\\.${name}: (must be|no such field)`),
    );
  });

  test.each<[Frame, string]>([
    [{ auction: "ranks", minimum_bid: 62 }, "minimum_bid"],
    [{ auction: "ranks", rank_call: "after-first-trick" }, "rank_call"],
    [{ suit_call: "before-play", rank_call: "after-first-trick" }, "rank_call"],
  ])("[G36] %j do not go together, and %s says so", (rules, name) => {
    expect(problem("createBody", { rules })).toMatch(new RegExp(`^rules\\.${name}: must be `));
  });

  test.each([null, [], "usual", 7, true])("[H10] rules %j are no rules", (rules) => {
    expect(problem("createBody", { rules })).toMatch(/^rules: must be an object$/);
  });

  test("[H10] a rule named __proto__ is unknown too", () => {
    expect(problem("createBody", JSON.parse('{"rules":{"__proto__":{"deals":3}}}'))).toContain("__proto__");
  });
});

describe("bodies", () => {
  test.each([[null], [[]], [[{}]], ["text"], [7], [true]])("[H9] the body %j is none", (body) => {
    for (const name of Object.keys(BODIES) as (keyof typeof BODIES)[])
      expect(problem(name, body), name).toBe("body: must be an object");
  });

  test.each<[keyof typeof BODIES, Frame, string]>([
    ["createBody", { display_name: 7 }, "display_name"],
    ["createBody", { display_name: null }, "display_name"],
    ["createBody", { seat: "yes" }, "seat"],
    ["createBody", { seat: null }, "seat"],
    ["createBody", { nonce: "xyz" }, "nonce"],
    ["createBody", { nonce: "" }, "nonce"],
    ["createBody", { nonce: "a".repeat(65) }, "nonce"],
    ["joinBody", { display_name: ["Ada"] }, "display_name"],
    ["joinBody", { nonce: 7 }, "nonce"],
    ["observerTokenBody", { ttl_seconds: 59 }, "ttl_seconds"],
    ["observerTokenBody", { ttl_seconds: 86_401 }, "ttl_seconds"],
    ["observerTokenBody", { ttl_seconds: "60" }, "ttl_seconds"],
    ["observerTokenBody", { ttl_seconds: 60.5 }, "ttl_seconds"],
    ["tokensBody", {}, "role"],
    ["tokensBody", { role: "host" }, "role"],
    ["tokensBody", { role: "player" }, "player_id"],
    ["tokensBody", { role: "player", player_id: 5 }, "player_id"],
    ["tokensBody", { role: "player", player_id: "1" }, "player_id"],
    ["tokensBody", { role: "observer", player_id: 1 }, "player_id"],
    ["tokensBody", { role: "player", player_id: 1, ttl_seconds: 0 }, "ttl_seconds"],
  ])("[H9] %s %j names what is wrong: %s", (name, body, field) => {
    expect(problem(name, body)).toMatch(new RegExp(`^${field}: must `));
  });

  test("[H9] what a body has besides is passed over", () => {
    for (const name of ["createBody", "joinBody", "observerTokenBody"] as const)
      expect(problem(name, { later: 1 }), name).toBeNull();
  });
});
