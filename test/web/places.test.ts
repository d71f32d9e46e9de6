import { encode } from "uqr";
import { describe, expect, test } from "vitest";
import { NO_NONCES } from "../../src/client/nonces.ts";
import { gameIn, pathTo, type Route, routeOf } from "../../src/web/model/route.ts";
import {
  forget,
  type Kept,
  keep,
  keptGames,
  keptOf,
  note,
  replaceKey,
} from "../../src/web/model/saved-seats.ts";
import { carriedIn, seatLinkIn, seatLinkTo } from "../../src/web/model/seat-link.ts";
import { initialOf, seatsAround, spotOf } from "../../src/web/model/seats.ts";

describe("[W1] where somebody is", () => {
  test.each<[string, Route]>([
    ["/", { name: "start" }],
    ["/g/K7M2QX", { name: "play", gameId: "K7M2QX" }],
    ["/g/k7m2qx", { name: "play", gameId: "K7M2QX" }],
    ["/w/K7M2QX/", { name: "watch", gameId: "K7M2QX" }],
    ["/r", { name: "deal" }],
    ["/r/x", { name: "nowhere" }],
    ["/g/K7M2Q", { name: "nowhere" }],
    ["/g/K7M2QU", { name: "nowhere" }],
    ["/x/K7M2QX", { name: "nowhere" }],
    ["/g/K7M2QX/more", { name: "nowhere" }],
  ])("[W1] %s", (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  test("[W1] a route's path leads back to it", () => {
    for (const path of ["/", "/g/K7M2QX", "/w/K7M2QX", "/r"]) expect(pathTo(routeOf(path))).toBe(path);
  });

  test.each([
    ["K7M2QX", "K7M2QX"],
    [" k7m 2qx ", "K7M2QX"],
    ["https://example.org/g/k7m2qx", "K7M2QX"],
    ["come: http://localhost:8787/w/K7M2QX?x=1", "K7M2QX"],
    ["K7M2Q", null],
    ["", null],
    ["https://example.org/", null],
    ["K7M2QU", null],
    ["OIl7mq", "0117MQ"],
    ["o0i-1L7", "001117"],
  ])("[W1] the game in %j is %s", (typed, gameId) => {
    expect(gameIn(typed)).toBe(gameId);
  });
});

describe("[W8] a seat's own link", () => {
  const link = { gameId: "K7M2QX", code: "A1B2C3" };

  test("[W8] carries game and code behind the # and nowhere else", () => {
    const url = seatLinkTo("http://192.168.178.100:8787", link);
    expect(seatLinkIn(url)).toEqual(link);
    expect(new URL(url)).toMatchObject({ pathname: "/", search: "", hash: "#seat=K7M2QX.A1B2C3" });
  });

  test("[W8] is short enough for a small QR code", () => {
    const { size } = encode(seatLinkTo("https://briscola.a-longer-name.workers.dev", link), {
      ecc: "L",
      border: 0,
    });
    expect(size).toBeLessThanOrEqual(33);
  });

  const token = "aaa.bbb-1.c_c";
  test.each([
    [`#seat=${token}`, { token, hostToken: null }],
    [`#seat=${token}&host=h.h.h`, { token, hostToken: "h.h.h" }],
    ["#seat=K7M2QX.A1B2C3", null],
    ["#seat=one.two", null],
    ["#seat=<script>.a.b", null],
    ["#other=a.b.c", null],
    ["", null],
  ])("[W8] %j carries the tokens %j", (fragment, carried) => {
    expect(carriedIn(fragment)).toEqual(carried);
  });

  test.each(["#seat=k7m2qx.a1b2c3", "here: https://example.org/#seat=K7M2QX.a1b2c3, come"])(
    "[W8] is found in %j",
    (text) => {
      expect(seatLinkIn(text)).toEqual(link);
    },
  );

  test.each([
    "",
    "#",
    "#seat=",
    "#seat=K7M2QX",
    "#seat=K7M2QX.",
    "#seat=K7M2QX.A1B2C3D",
    "#seat=K7M2QU.A1B2C3",
    "#seat=aaa.bbb.ccc",
    "#seat=<script>.A1B2C3",
    "#other=K7M2QX.A1B2C3",
  ])("[W8] %j carries nothing", (text) => {
    expect(seatLinkIn(text)).toBeNull();
  });
});

describe("[W6] what a browser keeps", () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };

  test("[W6] a seat is found again, and its parts are kept beside each other", () => {
    const here = storage();
    expect(keptOf(here, "K7M2QX")).toBeNull();
    keep(here, "K7M2QX", { token: "t.t.t" }, 1);
    keep(here, "K7M2QX", { hostToken: "h.h.h" }, 2);
    expect(keptOf(here, "K7M2QX")).toEqual({
      token: "t.t.t",
      hostToken: "h.h.h",
      noted: {},
      nonces: NO_NONCES,
      at: 2,
    } satisfies Kept);
    forget(here, "K7M2QX");
    expect(keptOf(here, "K7M2QX")).toBeNull();
  });

  test("[W10] the first commitment that was seen for a deal stays", () => {
    const here = storage();
    note(here, "K7M2QX", 1, "aa", 1);
    note(here, "K7M2QX", 1, "bb", 2);
    note(here, "K7M2QX", 2, "cc", 3);
    expect(keptOf(here, "K7M2QX")?.noted).toEqual({ 1: "aa", 2: "cc" });
  });

  const idsIn = (here: ReturnType<typeof storage>) => keptGames(here).map(({ gameId }) => gameId);

  test("[W6] the latest game comes first, games without a token are left out, and the longest unused of many is forgotten", () => {
    const here = storage();
    keep(here, "AAAAAA", { token: "t" }, 1);
    keep(here, "BBBBBB", { hostToken: "h" }, 2);
    keep(here, "CCCCCC", {}, 3);
    keep(here, "DDDDDD", { token: "t" }, 4);
    expect(idsIn(here)).toEqual(["DDDDDD", "BBBBBB", "AAAAAA"]);
    expect(keptGames(here)[1]).toEqual({ gameId: "BBBBBB", token: null, hostToken: "h" });
    for (let game = 0; game < 47; game += 1) keep(here, `GAME${game}`, { token: "t" }, 5 + game);
    expect(idsIn(here)).toHaveLength(49);
    expect(keptOf(here, "AAAAAA")).toBeNull();
    expect(keptOf(here, "BBBBBB")).not.toBeNull();
  });

  test("[W6] a clock that was wrong by years loses no other game", () => {
    const here = storage();
    keep(here, "AAAAAA", { token: "t" }, 1);
    keep(here, "BBBBBB", { token: "t" }, 20_000 * 86_400_000);
    keep(here, "CCCCCC", { token: "t" }, 10_000 * 86_400_000);
    expect(idsIn(here)).toEqual(["BBBBBB", "CCCCCC", "AAAAAA"]);
  });

  test("[W6, W24] only the token that is void is removed or replaced, not one that another tab has stored", () => {
    const here = storage();
    keep(here, "AAAAAA", { token: "mine", hostToken: "host" }, 1);
    replaceKey(here, "AAAAAA", "token", { old: "another", fresh: null });
    replaceKey(here, "BBBBBB", "token", { old: "mine", fresh: "new" });
    expect(keptOf(here, "AAAAAA")).toMatchObject({ token: "mine", hostToken: "host", at: 1 });
    expect(keptOf(here, "BBBBBB")).toBeNull();
    replaceKey(here, "AAAAAA", "token", { old: "mine", fresh: "newer" });
    expect(keptOf(here, "AAAAAA")).toMatchObject({ token: "newer", hostToken: "host", at: 1 });
    replaceKey(here, "AAAAAA", "token", { old: "newer", fresh: null });
    expect(keptOf(here, "AAAAAA")).toMatchObject({ token: null, hostToken: "host" });
  });

  test("[W6] a storage that is broken, full or forbidden is like an empty one", () => {
    const broken = {
      ...storage(),
      getItem: () => "{",
      setItem: () => {
        throw new Error("full");
      },
    };
    keep(broken, "K7M2QX", { token: "t" }, 1);
    expect(keptGames(broken)).toEqual([]);
    expect(keptOf({ ...storage(), getItem: () => "null" }, "K7M2QX")).toBeNull();
    const odd = { ...storage(), getItem: () => '{"AAAAAA":null,"BBBBBB":{"token":7,"noted":1,"at":"x"}}' };
    expect(keptGames(odd)).toEqual([]);
    expect(keptOf(odd, "BBBBBB")).toEqual({
      token: null,
      hostToken: null,
      noted: {},
      nonces: NO_NONCES,
      at: 0,
    });
  });
});

test.each([
  ["ada", "A"],
  ["👩‍👩‍👧 Mamma", "👩‍👩‍👧"],
  ["🇮🇹 Elio", "🇮🇹"],
  ["e\u0301va", "E\u0301"],
  ["", ""],
])("[W5] the initial of %j is whole", (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});

test("[W5] everybody sits below on their own screen, and the others follow against the clock", () => {
  for (const me of [0, 1, 2, 3, 4]) {
    expect(spotOf(me, me)).toBe(0);
    expect(spotOf((me + 1) % 5, me)).toBe(1);
    expect(seatsAround(me).map((seat) => spotOf(seat, me))).toEqual([0, 1, 2, 3, 4]);
  }
  expect(seatsAround(undefined)).toEqual([0, 1, 2, 3, 4]);
});
