import { describe, expect, test } from "vitest";
import type { Status } from "../../src/client/api.ts";
import { whyLost } from "../../src/client/lost-seat.ts";
import { hasRunOut, isHalfOver, renewed } from "../../src/client/seat-key.ts";
import { ENGLISH } from "../../src/web/i18n/english.ts";
import { ITALIAN } from "../../src/web/i18n/italian.ts";

/** A token made at `iat` that runs out at `exp`, epoch seconds. */
const key = (iat: unknown, exp: unknown): string =>
  `head.${Buffer.from(JSON.stringify({ iat, exp, name: "Zoë ÿ?>" })).toString("base64url")}.tail`;
const DAY = key(1_000, 1_000 + 86_400);

describe("[W24] the times of a token", () => {
  test.each([
    [1_000, false, false],
    [1_000 + 43_200, false, false],
    [1_000 + 43_201, true, false],
    [1_000 + 86_399, true, false],
    [1_000 + 86_400, true, true],
  ])("[W24] at %d s: past its half %j, run out %j", (now, half, over) => {
    expect([isHalfOver(DAY, now * 1_000), hasRunOut(DAY, now * 1_000)]).toEqual([half, over]);
  });

  test.each([
    "",
    "no token",
    "a.!!!.c",
    key("soon", null),
    `a.${Buffer.from("null").toString("base64url")}.c`,
  ])("[W24] what tells no times is neither: %s", (token) => {
    expect([isHalfOver(token, 1e15), hasRunOut(token, 1e15)]).toEqual([false, false]);
  });
});

describe("[W24] asking for another token", () => {
  const refusing = (status: number) => ({
    renew: async () => ({
      ok: false as const,
      error: { status, code: "unauthorized" as const, reason: "", recovery: "noop" as const },
    }),
  });
  test("[W24] gives the fresh one", async () => {
    const value = { token: "fresh", role: "player" as const, player_id: 1 as const, expires_at: 1 };
    expect(await renewed({ renew: async () => ({ ok: true, value }) }, "K7M2QX", "old")).toBe("fresh");
  });
  test.each([401, 403, 404])("[W24] gives none when the old one is void: %d", async (status) => {
    expect(await renewed(refusing(status), "K7M2QX", "old")).toBeNull();
  });
  test.each([0, 429, 500, 503])("[W24] gives the old one, to be tried again, after %d", async (status) => {
    expect(await renewed(refusing(status), "K7M2QX", "old")).toBe("old");
  });
});

describe("[W24] why a seat is lost", () => {
  const seats = (...names: (string | null)[]) =>
    names.map((name, player_id) => ({
      player_id,
      name,
      connected: true,
      bot: false,
    })) as unknown as Status["seats"];
  const mine = { seat: 1, name: "Bea" };
  const table = seats("Ada", "Bea", "Carlo");
  test.each([
    ["the token has run out", key(1, 2), mine, table, "It has run out.", "È scaduta."],
    [
      "the seat is free",
      DAY,
      mine,
      seats("Ada", null),
      "The seat has been freed.",
      "Il posto è stato liberato.",
    ],
    [
      "somebody else has it",
      DAY,
      mine,
      seats("Ada", "Ugo"),
      "The seat is Ugo’s now.",
      "Adesso il posto è di Ugo.",
    ],
    [
      "its name is the same",
      DAY,
      mine,
      table,
      "The host has made a new key for the seat.",
      "L’organizzatore ha fatto una nuova chiave per il posto.",
    ],
    ["the seats are not known", DAY, mine, seats(), null, null],
    ["the seat is not known", DAY, null, table, null, null],
  ])("[W24] %s", (_, token, seat, there, english, italian) => {
    const why = ({ lostBecause: words }: typeof ENGLISH) =>
      whyLost(token, seat, there, { now: 5_000, words });
    expect([why(ENGLISH), why(ITALIAN)]).toEqual([english, italian]);
  });
});
