import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectPlain, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { openGameClient } from "../../src/client/game-client.ts";
import { keysOf } from "../support/copies.ts";
import { claimsIn, headerOf, jwt, keysByHand } from "../support/forge.ts";
import { observerToken, playUntil, seatFive } from "../support/party.ts";

/*
 * Everybody asks for everything, in every way there is: what is theirs they get, what is not they are refused, and a
 * refusal leaves no trace.
 */

const HOME = "https://play.example";
const GUESSED = "QQQ001";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ ALLOWED_ORIGINS: HOME });
});
afterAll(() => server.close());

const post = async (path: string, json: Frame = {}, token?: string): Promise<Frame> =>
  (await call(server, "POST", `/api/games${path}`, { json, ...(token ? { token } : {}) })).body;
const bearer = (token: string) => ["briscola.v1", `bearer.${token}`];
/** How many rows the game has stored: one for each change that was ever accepted. */
const rowsOf = async (gameId: string) =>
  Number((await server.sql(gameId, "SELECT count(*) AS n FROM log"))[0]?.n);
const tablesOf = async (gameId: string) =>
  (await server.sql(gameId, "SELECT name FROM sqlite_master"))
    .map(({ name }) => String(name))
    .filter((name) => !name.startsWith("_"));

type Role = (typeof ROLES)[number];
const ROLES = [
  "stranger",
  "forger",
  "observer",
  "player",
  "host",
  "observer elsewhere",
  "player elsewhere",
  "host elsewhere",
  "revoked player",
] as const;
/** Those whose token, if they have one, holds at this table. */
const KNOWN: readonly Role[] = ["observer", "player", "host"];
const PLAYER = 1;

interface Scene {
  readonly gameId: string;
  readonly tokens: Record<Role, string | undefined>;
  /** One who sits there and is none of the roles. */
  readonly other: string;
}

/** A table at which the roles' player has seat 1, and the holder of seat 2 has been replaced; `seats` of five are taken. */
const sceneOf = async (seats: number): Promise<Scene> => {
  const { game_id: gameId, host_token: host } = await post("", { seat: false, display_name: "Ada" });
  const elsewhere = await post("");
  const minted = async (player_id: number) =>
    (await post(`/${gameId}/tokens`, { role: "player", player_id }, host)).token;
  const player = await minted(PLAYER);
  const revoked = await minted(2);
  const other = await minted(2);
  for (let more = 2; more < seats; more += 1) await post(`/${gameId}/join`);
  const claims = { role: "host", game_id: gameId };
  const tokens = {
    stranger: undefined,
    forger: jwt({ alg: "HS256", typ: "briscola-host+jwt" }, claims, keysByHand("x".repeat(40)).token),
    observer: await observerToken(server, gameId),
    player,
    host,
    "observer elsewhere": await observerToken(server, elsewhere.game_id),
    "player elsewhere": elsewhere.player.token,
    "host elsewhere": elsewhere.host_token,
    "revoked player": revoked,
  };
  return { gameId, tokens, other };
};

interface Call {
  readonly method: string;
  /** Behind `/api/games/<id>`. */
  readonly path: string;
  readonly json?: Frame;
  /** Whose it is; for everyone else it is 401, or 403 with a token of this table. */
  readonly may: readonly Role[];
  /** Who else may while seats are filling, and during a deal. */
  readonly also?: readonly [readonly Role[], readonly Role[]];
  /** What those get of whom it is: in `ready`, and during a deal. */
  readonly answers: readonly [ready: number, deal: number];
}
const action = { message_type: "next-deal", action_id: "mine" };

/** Every call about a game. Those that would change it for good come last. */
const CALLS: readonly Call[] = [
  { method: "GET", path: "", may: ROLES, answers: [200, 200] },
  { method: "POST", path: "/join?role=observer", json: {}, may: ROLES, answers: [201, 201] },
  { method: "POST", path: "/observer-token", json: {}, may: ROLES, answers: [201, 201] },
  { method: "GET", path: "/snapshot", may: ["player", "observer"], answers: [200, 200] },
  { method: "GET", path: "/replay", may: KNOWN, answers: [409, 409] },
  { method: "POST", path: "/actions", json: action, may: ["player"], answers: [400, 400] },
  { method: "POST", path: "/actions", json: { ...action, player_id: 2 }, may: [], answers: [0, 0] },
  { method: "POST", path: "/actions", json: { ...action, game_id: "QQQQQQ" }, may: [], answers: [0, 0] },
  { method: "POST", path: "/tokens", json: { role: "observer" }, may: ["host"], answers: [201, 201] },
  { method: "POST", path: "/seat-code", may: ["player"], answers: [201, 201] },
  { method: "PATCH", path: "", json: { rules: { deals: 4 } }, may: ["host"], answers: [200, 400] },
  { method: "POST", path: "/renew", may: ["host", "player"], answers: [200, 200] },
  { method: "POST", path: "/host", may: ["host"], answers: [200, 200] },
  { method: "DELETE", path: "/bots/3", may: ["host"], also: [["player"], []], answers: [400, 400] },
  { method: "DELETE", path: "/seats/2?remove=true", may: ["host"], answers: [200, 200] },
  { method: "DELETE", path: "/seats/2", may: ["host"], also: [[], ["player"]], answers: [200, 400] },
  { method: "DELETE", path: `/seats/${PLAYER}`, may: ["host", "player"], answers: [200, 200] },
  {
    method: "POST",
    path: "/bots",
    json: { seats: [3] },
    may: ["host"],
    also: [["player"], []],
    answers: [200, 409],
  },
  {
    method: "POST",
    path: "/tokens",
    json: { role: "player", player_id: 4 },
    may: ["host"],
    answers: [201, 201],
  },
  { method: "DELETE", path: "", may: ["host"], answers: [200, 200] },
];

describe.each([
  ["while seats are filling", 0, 2],
  ["during a deal", 1, 5],
] as const)("[T8] every call, %s", (_, phase, seats) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneOf(seats);
  });
  const ask = ({ method, path, json }: Call, role: Role) => {
    const token = scene.tokens[role];
    return call(server, method, `/api/games/${scene.gameId}${path}`, {
      ...(json ? { json } : {}),
      ...(token === undefined ? {} : { token }),
    });
  };

  test.each(
    CALLS.map(
      (one) => [`${one.method} ${one.path || "the game"} ${JSON.stringify(one.json ?? "")}`, one] as const,
    ),
  )("[T8] %s is for whom it is for, and leaves no trace of anybody else", async (__, one) => {
    const before = await rowsOf(scene.gameId);
    const may = [...one.may, ...(one.also?.[phase] ?? [])];
    for (const role of ROLES.filter((each) => !may.includes(each))) {
      const answer = await ask(one, role);
      const [status, code] = KNOWN.includes(role) ? [403, "forbidden"] : [401, "unauthorized"];
      expect(answer.body, `${role}: ${answer.text}`).toMatchObject({ code });
      expect(answer.status, role).toBe(status);
      expectPlain(answer.body.reason);
      if (answer.body.message_type === undefined) expectRefusal(answer, status as number, code as string);
    }
    expect(await rowsOf(scene.gameId)).toBe(before);
    // It is the player's own to leave, which would be the end of that role.
    if (one.path === `/seats/${PLAYER}` && phase === 0) return;
    for (const role of ROLES.filter((each) => may.includes(each))) {
      const answer = await ask(one, role);
      // A seat that does not hold the table up is its player's alone to leave to a bot.
      const isOthers = one.path === `/seats/${PLAYER}` && role === "host";
      expect(answer.status, `${role}: ${answer.text}`).toBe(isOthers ? 400 : one.answers[phase]);
      // The one before is void.
      if (one.path === "/host") scene.tokens.host = answer.body.token;
      if (role !== "player") expect(answer.text, role).not.toContain('"hand"');
      else if (one.path === "/snapshot") expect(answer.body.player_id).toBe(PLAYER);
    }
  });
});

describe("[T8] every message on a socket", () => {
  const MESSAGES: readonly Frame[] = [
    { message_type: "bid", bid: 61 },
    { message_type: "bid", bid: -1 },
    { message_type: "call-partner-rank", partner_rank: 1 },
    { message_type: "call-partner-suit", partner_suit: "cups" },
    { message_type: "play", card: 7 },
    { message_type: "reorder", hand: [] },
    { message_type: "next-deal", nonce: "abc" },
  ];
  let scene: Scene;
  let onTurn: number;
  beforeAll(async () => {
    scene = await sceneOf(5);
    const { gameId } = scene;
    const token = scene.tokens.player as string;
    onTurn = (await call(server, "GET", `/api/games/${gameId}/snapshot`, { token })).body.current_player_id;
  });
  const refusesAll = async (wire: Wire, more: Frame, code: string) => {
    for (const message of MESSAGES) {
      const result = await wire.act({ ...message, ...more });
      expect(result, JSON.stringify(message)).toMatchObject({ status: "error", code });
      expectPlain(result.reason);
    }
  };
  const unchanged = async (work: () => Promise<void>) => {
    const before = await rowsOf(scene.gameId);
    await work();
    expect(await rowsOf(scene.gameId)).toBe(before);
  };

  test("[T8] an observer may look and nothing else, whomever it says it is", async () => {
    const wire = await joinWire(server, scene.tokens.observer as string);
    await unchanged(async () => {
      for (const more of [{}, { player_id: onTurn }, { player_id: onTurn, game_id: scene.gameId }])
        await refusesAll(wire, more, "forbidden");
      expect(await wire.snapshot()).not.toHaveProperty("hand");
    });
    wire.send({ message_type: "join", action_id: "as a player", token: scene.tokens.player as string });
    expect(await wire.next(({ action_id }) => action_id === "as a player")).toMatchObject({
      role: "observer",
    });
    wire.close();
  });

  test("[T8] a player acts for no other seat and in no other game, and stays who it is", async () => {
    const wire = await joinWire(server, scene.tokens.player as string);
    await unchanged(async () => {
      for (const player_id of [0, 2, 3, 4, 5, -1]) await refusesAll(wire, { player_id }, "forbidden");
      await refusesAll(wire, { game_id: GUESSED }, "forbidden");
      wire.send({ message_type: "join", action_id: "as another", token: scene.other });
      const answer = await wire.next(({ action_id }) => action_id === "as another");
      expect(answer).toMatchObject({ message_type: "join.ok", player_id: PLAYER });
      wire.send({ message_type: "sync", action_id: "of another", player_id: 2 });
      const refused = await wire.next(({ action_id }) => action_id === "of another");
      expect(refused).toMatchObject({ message_type: "error", code: "forbidden" });
      if (onTurn === PLAYER) return;
      const bid = await wire.act({ message_type: "bid", bid: 61 });
      expect(bid).toMatchObject({ status: "error", code: "invalid_turn" });
    });
    wire.close();
  });

  test("[T8] who has not joined is told nothing but to join", async () => {
    const wire = await openWire(server, `/ws/client?game_id=${scene.gameId}`);
    await unchanged(() => refusesAll(wire, { player_id: onTurn, game_id: scene.gameId }, "unauthorized"));
    for (const message_type of ["sync", "join"]) {
      wire.send({ message_type, action_id: message_type });
      expect(await wire.next("error")).toMatchObject({ code: "unauthorized", action_id: message_type });
    }
    expect(wire.texts.join()).not.toMatch(/snapshot|players|phase|hand/);
    wire.close();
  });

  test.each(ROLES.filter((role) => !["stranger", "observer", "player"].includes(role)))(
    "[T8] a %s gets no socket in any way",
    async (role) => {
      const token = scene.tokens[role] as string;
      const here = `/ws/client?game_id=${scene.gameId}`;
      const knocking = await openWire(server, here);
      knocking.send({ message_type: "join", action_id: "knock", token });
      const wires = [knocking, await openWire(server, here, bearer(token))];
      wires.push(await openWire(server, `${here}&token=${token}`));
      // Without an address, a token for another game opens a socket of that game.
      if (!["player elsewhere", "observer elsewhere"].includes(role)) {
        const alone = await openWire(server, "/ws/client/");
        alone.send({ message_type: "join", action_id: "knock", token });
        wires.push(alone);
      }
      for (const wire of wires) {
        expect(["unauthorized", "forbidden"]).toContain((await wire.next("error")).code);
        expect((await wire.closed).code).toBe(4001);
        expect(wire.frames).toHaveLength(1);
      }
    },
  );

  test("[S13, T8] a page of another origin gets none, whatever it brings and however", async () => {
    const token = scene.tokens.player as string;
    const open = (query: string, protocols: string[]) =>
      new Promise<Frame>((tell, fail) => {
        const options = { headers: { origin: "https://evil.example" }, protocols } as unknown as string[];
        const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/client${query}`, options);
        let first: Frame = {};
        socket.addEventListener("message", ({ data }) => {
          first = JSON.parse(String(data));
        });
        socket.addEventListener("close", ({ code }) => tell({ ...first, close: code }));
        socket.addEventListener("error", () => fail(new Error("no socket")));
      });
    const asked = [
      await open("", bearer(token)),
      await open(`?token=${token}`, []),
      await open(`?game_id=${scene.gameId}`, []),
      await open("", []),
    ];
    for (const answer of asked)
      expect(answer).toMatchObject({ message_type: "error", code: "forbidden", close: 1008 });
  });

  test("[P21] names of Object.prototype are no messages and change none", async () => {
    const wire = await joinWire(server, scene.tokens.player as string);
    await unchanged(async () => {
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"]) {
        wire.send(`{"message_type":"${name}","action_id":"a"}`);
        expect(await wire.next("error")).toMatchObject({ code: "invalid_action" });
      }
      wire.send('{"__proto__":{"message_type":"sync","action_id":"a"}}');
      expect(await wire.next("error")).toMatchObject({ code: "invalid_action" });
      wire.send(
        '{"message_type":"bid","action_id":"b","bid":61,"__proto__":{"player_id":0},"constructor":{}}',
      );
      expect(await wire.next("action.result")).toMatchObject({ action_id: "b" });
    }).catch((error) => {
      if (onTurn !== PLAYER) throw error;
    });
    expect(await wire.snapshot()).toMatchObject({ player_id: PLAYER });
    wire.close();
  });
});

test("[T7] a game made again under the id of one that has ended takes none of its players' and host's tokens", async () => {
  const make = async () =>
    call(server, "POST", "/api/games", { json: {}, headers: { "idempotency-key": "k".repeat(40) } });
  const first = (await make()).body;
  const gameId = first.game_id;
  const old: string[] = [first.player.token];
  for (let more = 0; more < 4; more += 1) {
    const { player_id, token } = await post(`/${gameId}/join`);
    old[player_id] = token;
  }
  await call(server, "DELETE", `/api/games/${gameId}`, { token: first.host_token });
  await expect.poll(() => tablesOf(gameId)).toEqual([]);
  await server.evict(gameId);
  // While the tombstone stands in Redis, the id is not given again.
  expect((await make()).body.game_id).not.toBe(gameId);
  await server.command("DEL", `game:${gameId}:state`);
  await server.evict(gameId);
  const second = (await make()).body;
  expect(second.game_id).toBe(gameId);
  for (let more = 0; more < 4; more += 1) await post(`/${gameId}/join`);
  for (const token of old) {
    const asked = await call(server, "GET", `/api/games/${gameId}/snapshot`, { token });
    expectRefusal(asked, 401, "unauthorized");
    const wire = await openWire(server, "/ws/client", bearer(token));
    expect(await wire.closed).toMatchObject({ code: 4001 });
  }
  const ending = await call(server, "DELETE", `/api/games/${gameId}`, { token: first.host_token });
  expectRefusal(ending, 401, "unauthorized");
  const mine = await call(server, "GET", `/api/games/${gameId}/snapshot`, { token: second.player.token });
  expect(mine.body).toMatchObject({ player_id: 0, phase: "bid" });
});

test("[S17] a client whose observer's token has run out is refused, gets a fresh one and watches on", async () => {
  const { game_id } = await post("");
  const good = await observerToken(server, game_id);
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now - 7_200, exp: now - 60 };
  const stale = jwt(headerOf(good), { ...claimsIn(good), ...times }, keysByHand(TEST_SECRET).token);
  const states: string[] = [];
  const renew = async () => good;
  const table = openGameClient({ baseUrl: server.url, token: stale, renew });
  table.onState(({ name }) => states.push(name));
  await expect.poll(() => table.state().name, { timeout: 5_000 }).toBe("live");
  expect(states).toEqual(["reconnecting", "live"]);
  expect(table.snapshot()).toMatchObject({ game_id, role: "observer" });
  table.close();
  const other = openGameClient({ baseUrl: server.url, token: stale });
  expect(await other.over).toEqual({ name: "refused", reason: "the token has expired" });
});

test("[H13] a guessed id, or one of a game that is gone, stores nothing whatever is asked of it", async () => {
  const { game_id, host_token, player } = await post("");
  await call(server, "DELETE", `/api/games/${game_id}`, { token: host_token });
  await expect.poll(() => tablesOf(game_id)).toEqual([]);
  for (const [gameId, tokens, status] of [
    [GUESSED, [undefined, host_token, player.token], 401],
    [game_id, [host_token, player.token], 404],
  ] as const) {
    for (const { method, path, json, may } of CALLS) {
      for (const token of tokens) {
        const more = { ...(json ? { json } : {}), ...(token ? { token } : {}) };
        const answer = await call(server, method, `/api/games/${gameId}${path}`, more);
        const isOpen = may.length === ROLES.length;
        expect(answer.status, `${method} ${path}`).toBe(isOpen ? 404 : status);
      }
    }
    const knock = await openWire(server, `/ws/client?game_id=${gameId}`);
    expect(await knock.closed).toMatchObject({ code: 4004 });
    const joining = await openWire(server, "/ws/client", bearer(player.token));
    expect(await joining.closed).toMatchObject({ code: 4004 });
    expect(await tablesOf(gameId)).toEqual([]);
    expect(await keysOf(server, gameId)).toEqual([]);
  }
});

describe("sockets that do harm", () => {
  const seatedGame = async () => {
    const party = await seatFive(server);
    const watcher = await joinWire(server, await observerToken(server, party.gameId));
    return { party, watcher };
  };
  const goesOn = async (wires: readonly Wire[]) => {
    for (const wire of wires) expect(await wire.snapshot()).toMatchObject({ phase: "bid" });
  };

  test("[S8, S4] a frame of 33 MiB, text or bytes, ends its own socket and no other", async () => {
    const { party, watcher } = await seatedGame();
    server.expectErrors("Message is too large");
    const size = 33 * 1024 * 1024;
    const stranger = await openWire(server, `/ws/client?game_id=${party.gameId}`);
    const gazer = await joinWire(server, await observerToken(server, party.gameId));
    const [player, ...others] = party.wires as [Wire, ...Wire[]];
    stranger.socket.send("x".repeat(size));
    gazer.socket.send(new Uint8Array(size));
    player.socket.send("x".repeat(size));
    expect(await watcher.next("player.leave")).toMatchObject({ player_id: 0 });
    await goesOn([...others, watcher]);
    for (const wire of [...party.wires, stranger, gazer, watcher]) wire.close();
  });

  test("[S8] bytes are no message, and too many of them close the socket", async () => {
    const { party, watcher } = await seatedGame();
    for (let count = 0; count < 20; count += 1) watcher.socket.send(new Uint8Array([123, 125]));
    expect(await watcher.closed).toMatchObject({ code: 1008 });
    await goesOn(party.wires);
    party.close();
  });

  test("[S8, S11] who has not joined may flood no more than an observer", async () => {
    const { party, watcher } = await seatedGame();
    const wire = await openWire(server, `/ws/client?game_id=${party.gameId}`);
    for (let count = 0; count < 51; count += 1) wire.send({ message_type: "sync", action_id: `${count}` });
    expect(await wire.closed).toMatchObject({ code: 1008 });
    expect(wire.frames.filter(({ code }) => code === "unauthorized")).toHaveLength(50);
    await goesOn([...party.wires, watcher]);
    party.close();
    watcher.close();
  });

  test("[S11] of a thousand sockets without a token 64 wait and the rest are sent away, and the game goes on", async () => {
    const { party, watcher } = await seatedGame();
    const wires: Wire[] = [];
    for (let opened = 0; opened < 1_000; opened += 50) {
      const path = `/ws/client?game_id=${party.gameId}`;
      wires.push(...(await Promise.all(Array.from({ length: 50 }, () => openWire(server, path)))));
    }
    const isAway = ({ frames }: Wire) => frames.some(({ code }) => code === "game_unavailable");
    await expect.poll(() => wires.filter(isAway).length).toBeGreaterThanOrEqual(1_000 - 2 * 64);
    for (const wire of wires.filter(isAway).slice(0, 20))
      expect(await wire.closed).toMatchObject({ code: 1013 });
    // They crowd out nobody who brings a token.
    const late = await joinWire(server, party.tokens[3] as string);
    const move = await playUntil(
      { ...party, wires: party.wires.with(3, late) },
      ({ phase }) => phase !== "bid",
    );
    expect(move.phase).toBe("call-partner-rank");
    for (const wire of wires) wire.close();
    late.close();
    watcher.close();
    party.close();
  }, 60_000);
});
