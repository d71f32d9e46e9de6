import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire } from "../../dev/clients/wire.ts";
import { keysOf } from "../support/copies.ts";
import { claimsIn, headerOf } from "../support/forge.ts";
import { seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const HOUR = 3_600_000;
const ID = /^[0-9A-HJKMNP-TV-Z]{6}$/;

const post = (path: string, json: unknown = {}, token?: string) =>
  call(server, "POST", `/api/games${path}`, { json, ...(token === undefined ? {} : { token }) });
const create = async (json: Frame = {}): Promise<Frame> => (await post("", json)).body;
const join = async (gameId: string, json: Frame = {}): Promise<Frame> =>
  (await post(`/${gameId}/join`, json)).body;
const status = async (gameId: string): Promise<Frame> =>
  (await call(server, "GET", `/api/games/${gameId}`)).body;
const lifeOf = (token: string) => claimsIn(token).exp - claimsIn(token).iat;

describe("POST /api/games", () => {
  test("[H1] makes a game, seats its creator, and answers id, tokens, links and expiry", async () => {
    const made = await post("", { display_name: "Ada", nonce: "0aF" });
    expect(made.status).toBe(201);
    expect(made.headers.get("content-type")).toMatch(/^application\/json/);
    const { game_id, host_token, player, links, expires_at, ...rest } = made.body;
    expect(rest).toEqual({});
    expect(game_id).toMatch(ID);
    expect(Object.keys(player).sort()).toEqual(["player_id", "token"]);
    expect(claimsIn(player.token)).toMatchObject({ game_id, player_id: player.player_id, name: "Ada" });
    expect(claimsIn(host_token).game_id).toBe(game_id);
    expect(headerOf(host_token).typ).not.toBe(headerOf(player.token).typ);
    expect(new URL(links.join).origin).toBe(server.url);
    expect(links.join).toContain(game_id);
    expect(links.observe).toContain(game_id);
    expect(links.observe).not.toBe(links.join);
    expect(Math.abs(expires_at - Date.now() - 12 * HOUR)).toBeLessThan(HOUR);
    expect((await status(game_id)).seats[player.player_id]).toMatchObject({ name: "Ada", connected: false });
  });

  test("[H1] with seat:false nobody sits, and the five seats are for others", async () => {
    const made = await create({ seat: false });
    expect(made).not.toHaveProperty("player");
    expect((await status(made.game_id)).seats.map(({ name }: Frame) => name)).toEqual(Array(5).fill(null));
    for (let more = 0; more < 5; more += 1) expect(await join(made.game_id)).toHaveProperty("token");
    expect((await status(made.game_id)).phase).toBe("bid");
  });

  test("[H1] without a body, and with an empty one, it makes the usual game", async () => {
    for (const question of [{}, { body: "" }, { json: {} }]) {
      const made = await call(server, "POST", "/api/games", question);
      expect(made.status, made.text).toBe(201);
      expect(made.body.player.player_id).toBe(0);
    }
  });

  test("[H1] tokens live as long as the server is set to: a day for players and hosts, two hours for observers", async () => {
    const { game_id, host_token, player } = await create();
    const observer = await post(`/${game_id}/observer-token`);
    expect([host_token, player.token, observer.body.token].map(lifeOf)).toEqual([86_400, 86_400, 7_200]);
  });

  test("[H10] the rules that were asked for are those of the table, shown in every snapshot", async () => {
    const { game_id, player } = await create({
      rules: { suit_call: "before-play", deals: 3, turn_seconds: 30 },
    });
    const { body } = await call(server, "GET", `/api/games/${game_id}/snapshot`, { token: player.token });
    expect(body.rules).toEqual({
      auction: "points",
      rank_call: "before-play",
      suit_call: "before-play",
      first_lead: "caller",
      weak_hand_below: 5,
      minimum_bid: 61,
      multiplier: "none",
      thrown_in: "same",
      deals: 3,
      match_points: null,
      turn_seconds: 30,
      phrases: true,
      hints: false,
    });
  });

  test.each<[Frame, string]>([
    [{ deals: 0 }, "rules.deals"],
    [{ minimum_bid: 101 }, "rules.minimum_bid"],
    [{ suit_call: "never" }, "rules.suit_call"],
    [{ colour: "red" }, "rules.colour"],
    [{ auction: "ranks", minimum_bid: 70 }, "rules.minimum_bid"],
  ])("[H10] the rules %j are refused, naming %s", async (rules, field) => {
    const refused = await post("", { rules });
    expectRefusal(refused, 400, "invalid_action");
    expect(refused.body.reason).toContain(field);
  });

  test("[H13] ids are six characters of their alphabet, no two alike, and use all of it", async () => {
    const made = await Promise.all(Array.from({ length: 24 }, () => create({ seat: false })));
    const ids = made.map(({ game_id }) => game_id);
    for (const id of ids) expect(id).toMatch(ID);
    expect(new Set(ids).size).toBe(24);
    expect(new Set(ids.join("")).size).toBeGreaterThan(20);
  });

  test("[H13] an id is accepted in lower case wherever it can stand", async () => {
    const { game_id, host_token, player } = await create();
    const id = game_id.toLowerCase();
    expect((await status(id)).game_id).toBe(game_id);
    expect((await join(id)).game_id).toBe(game_id);
    expect((await post(`/${id}/observer-token`)).body.game_id).toBe(game_id);
    expect((await post(`/${id}/tokens`, { role: "observer" }, host_token)).status).toBe(201);
    const snapshot = await call(server, "GET", `/api/games/${id}/snapshot`, { token: player.token });
    expect(snapshot.body.game_id).toBe(game_id);
    const wire = await openWire(server, `/ws/client?game_id=${id}`);
    wire.send({ message_type: "join", action_id: "a", token: player.token, game_id: id });
    expect((await wire.next("join.ok")).game_id).toBe(game_id);
    wire.close();
  });

  test("[H13] a guessed id stores nothing, however it is asked for", async () => {
    const guessed = "GUESS0";
    const { host_token } = await create();
    for (const path of ["", "/snapshot"]) await call(server, "GET", `/api/games/${guessed}${path}`);
    for (const path of ["/join", "/observer-token", "/join?role=observer"]) await post(`/${guessed}${path}`);
    await post(`/${guessed}/tokens`, { role: "observer" }, host_token);
    const wire = await openWire(server, `/ws/client?game_id=${guessed}`);
    await wire.closed;
    expect(await server.sql(guessed, "SELECT name FROM sqlite_master WHERE name NOT GLOB '_*'")).toEqual([]);
    expect(await server.command("KEYS", `*${guessed}*`)).toEqual([]);
  });
});

describe("POST …/join", () => {
  test("[H2] every join gets another seat; the sixth is refused", async () => {
    const { game_id, player } = await create();
    const seats = [player.player_id];
    for (let more = 0; more < 4; more += 1) {
      const joined = await post(`/${game_id}/join`, { display_name: `Guest ${more}` });
      expect(joined.status).toBe(201);
      const { game_id: id, player_id, role, name, token, ...rest } = joined.body;
      expect(rest).toEqual({});
      expect(name).toBe(`Guest ${more}`);
      expect([id, role]).toEqual([game_id, "player"]);
      expect(claimsIn(token)).toMatchObject({ game_id, player_id, name: `Guest ${more}` });
      seats.push(player_id);
    }
    expect(seats.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expectRefusal(await post(`/${game_id}/join`), 409, "join_failed");
  });

  test("[H2] the free seat is a random one", async () => {
    const seats = await Promise.all(
      Array.from({ length: 16 }, async () => (await join((await create()).game_id)).player_id),
    );
    expect(new Set(seats).size).toBeGreaterThan(1);
  });

  test("[H2] two who join at once for the last seat: one sits, one is refused", async () => {
    const { game_id } = await create();
    for (let more = 0; more < 3; more += 1) await join(game_id);
    const both = await Promise.all([post(`/${game_id}/join`), post(`/${game_id}/join`)]);
    expect(both.map((answer) => answer.status).toSorted()).toEqual([201, 409]);
  });

  test.each(["NNNNNN", "ABC12", "ABC12I", "nope", "..%2f..", "%E0%A4%A", "ABC123%00"])(
    "[H2] no game is called %s: 404 join_failed",
    async (id) => {
      expectRefusal(await post(`/${id}/join`), 404, "join_failed");
      expectRefusal(await post(`/${id}/join?role=observer`), 404, "join_failed");
      expectRefusal(await post(`/${id}/observer-token`), 404, "join_failed");
      expectRefusal(await call(server, "GET", `/api/games/${id}`), 404, "join_failed");
    },
  );

  test("[H2] no Idempotency-Key is needed to create and to join", async () => {
    const { game_id } = await create();
    const [one, other] = [await join(game_id), await join(game_id)];
    expect(one.player_id).not.toBe(other.player_id);
  });
});

describe("observer tokens", () => {
  test.each(["/observer-token", "/join?role=observer"])(
    "[H3] POST …%s gives anyone one, at a full table too",
    async (path) => {
      const party = await seatFive(server);
      const asked = await post(`/${party.gameId}${path}`, { display_name: " Bo\u202e ", ttl_seconds: 60 });
      expect(asked.status, asked.text).toBe(201);
      const { game_id, role, token, expires_at, ...rest } = asked.body;
      expect(rest).toEqual({});
      expect([game_id, role]).toEqual([party.gameId, "observer"]);
      expect(claimsIn(token)).toMatchObject({ game_id, display_name: "Bo" });
      expect(lifeOf(token)).toBe(60);
      expect(Math.abs(expires_at / 1000 - claimsIn(token).exp)).toBeLessThanOrEqual(1);
      const wire = await joinWire(server, token);
      expect(wire.frames[0]).toMatchObject({ message_type: "join.ok", role: "observer" });
      wire.close();
      party.close();
    },
  );

  test("[H3] an observer's token lives 60 to 86,400 seconds", async () => {
    const { game_id } = await create();
    for (const ttl_seconds of [60, 86_400]) {
      expect(lifeOf((await post(`/${game_id}/observer-token`, { ttl_seconds })).body.token)).toBe(
        ttl_seconds,
      );
    }
    for (const ttl_seconds of [59, 86_401, 0, -1, "60", 60.5, null])
      expectRefusal(await post(`/${game_id}/observer-token`, { ttl_seconds }), 400, "invalid_action");
  });
});

describe("POST …/tokens", () => {
  test("[H4] seats a named free seat", async () => {
    const { game_id, host_token } = await create({ seat: false });
    const minted = await post(
      `/${game_id}/tokens`,
      { role: "player", player_id: 3, display_name: "Cy", ttl_seconds: 60 },
      host_token,
    );
    expect(minted.status, minted.text).toBe(201);
    expect(minted.body).toEqual({ token: expect.any(String), role: "player", player_id: 3 });
    expect(lifeOf(minted.body.token)).toBe(60);
    expect((await status(game_id)).seats[3].name).toBe("Cy");
    const wire = await joinWire(server, minted.body.token);
    expect(wire.frames[0]?.player_id).toBe(3);
    wire.close();
  });

  test("[H4] replaces the token of a taken seat, name and all, or keeps the name", async () => {
    const { game_id, host_token, player } = await create({ display_name: "Ada" });
    const [kept, renamed] = [
      await post(`/${game_id}/tokens`, { role: "player", player_id: 0 }, host_token),
      await post(`/${game_id}/tokens`, { role: "player", player_id: 0, display_name: "Bea" }, host_token),
    ];
    expect([kept, renamed].map(({ body }) => claimsIn(body.token).name)).toEqual(["Ada", "Bea"]);
    const version = (token: string) => claimsIn(token).seat_version;
    expect(version(kept.body.token)).toBeGreaterThan(version(player.token));
    expect(version(renamed.body.token)).toBeGreaterThan(version(kept.body.token));
    expect((await status(game_id)).seats[0].name).toBe("Bea");
  });

  test("[H4] makes an observer's token", async () => {
    const { game_id, host_token } = await create();
    const minted = await post(`/${game_id}/tokens`, { role: "observer", display_name: "Bo" }, host_token);
    expect(minted.status).toBe(201);
    expect(minted.body).toEqual({ token: expect.any(String), role: "observer" });
    expect(claimsIn(minted.body.token)).toMatchObject({ game_id, display_name: "Bo" });
  });

  test("[H4] the fifth seat minted starts the deal", async () => {
    const { game_id, host_token } = await create();
    for (const player_id of [1, 2, 3, 4])
      await post(`/${game_id}/tokens`, { role: "player", player_id }, host_token);
    expect((await status(game_id)).phase).toBe("bid");
  });

  test("[H4] needs the host of this game", async () => {
    const { game_id, player } = await create();
    const other = await create();
    const observer = (await post(`/${game_id}/observer-token`)).body.token;
    for (const json of [{ role: "observer" }, { role: "player", player_id: 1 }]) {
      expectRefusal(await post(`/${game_id}/tokens`, json), 401, "unauthorized");
      expectRefusal(await post(`/${game_id}/tokens`, json, player.token), 403, "forbidden");
      expectRefusal(await post(`/${game_id}/tokens`, json, observer), 403, "forbidden");
      expectRefusal(await post(`/${game_id}/tokens`, json, other.host_token), 401, "unauthorized");
    }
    expect((await status(game_id)).seats[1].name).toBeNull();
  });

  test("[H4] a host's token of a game that is gone mints nothing", async () => {
    const { game_id, host_token } = await create();
    await call(server, "DELETE", `/api/games/${game_id}`, { token: host_token });
    for (const json of [{ role: "observer" }, { role: "player", player_id: 1 }])
      expectRefusal(await post(`/${game_id}/tokens`, json, host_token), 404, "join_failed");
  });

  test.each<Frame>([
    {},
    { role: "host" },
    { role: "player" },
    { role: "player", player_id: 5 },
    { role: "player", player_id: "1" },
    { role: "observer", player_id: 1 },
    { role: "player", player_id: 1, ttl_seconds: 59 },
    { role: "player", player_id: 1, ttl_seconds: 86_401 },
    { role: "player", player_id: 1, display_name: 7 },
  ])("[H4] the body %j is refused and seats nobody", async (json) => {
    const { game_id, host_token } = await create();
    expectRefusal(await post(`/${game_id}/tokens`, json, host_token), 400, "invalid_action");
    expect((await status(game_id)).revision).toBe(0);
  });
});

describe("a revoked seat", () => {
  test("[T6] every older token of it is unauthorized, over HTTP and on new sockets", async () => {
    const { game_id, host_token, player } = await create();
    const mint = async () =>
      (await post(`/${game_id}/tokens`, { role: "player", player_id: 0 }, host_token)).body.token;
    const [second, third] = [await mint(), await mint()];
    for (const token of [player.token, second]) {
      expectRefusal(
        await call(server, "GET", `/api/games/${game_id}/snapshot`, { token }),
        401,
        "unauthorized",
      );
      const json = { message_type: "bid", action_id: "a", bid: -1 };
      expectRefusal(
        await call(server, "POST", `/api/games/${game_id}/actions`, { token, json }),
        401,
        "unauthorized",
      );
      const wire = await openWire(server, `/ws/client?token=${token}`);
      expect((await wire.next("error")).code).toBe("unauthorized");
      expect((await wire.closed).code).toBe(4001);
    }
    expect((await call(server, "GET", `/api/games/${game_id}/snapshot`, { token: third })).status).toBe(200);
  });

  test("[T6] its open socket is told, may not act, and is closed with 4001", async () => {
    const party = await seatFive(server);
    const json = { role: "player", player_id: 2 };
    const { body } = await post(`/${party.gameId}/tokens`, json, party.hostToken);
    const old = party.wires[2];
    if (!old) throw new Error("no such wire");
    expect((await old.next("error")).code).toBe("unauthorized");
    const before = old.frames.length;
    const result = await old.act({ message_type: "reorder", hand: [] });
    expect(result).toMatchObject({ status: "error", code: "unauthorized" });
    expect((await old.closed).code).toBe(4001);
    const after = old.frames.slice(before).map(({ message_type }) => message_type);
    expect(after).not.toContain("hand.update");
    const fresh = await joinWire(server, body.token);
    expect(fresh.frames[0]).toMatchObject({ message_type: "join.ok", player_id: 2 });
    expect(fresh.frames[0]?.snapshot.hand).toHaveLength(8);
    fresh.close();
    party.close();
  });

  test("[T6] a minted token lives from now on, not from when the seat was taken", async () => {
    const { game_id, host_token, player } = await create();
    const now = () => Math.floor(Date.now() / 1000);
    // Tokens know seconds, so the next one has to begin.
    await expect.poll(now, { timeout: 2_000, interval: 20 }).toBeGreaterThan(claimsIn(player.token).iat);
    const asked = now();
    const minted = await post(
      `/${game_id}/tokens`,
      { role: "player", player_id: 0, ttl_seconds: 60 },
      host_token,
    );
    expect(claimsIn(minted.body.token).exp).toBeGreaterThanOrEqual(asked + 60);
  });
});

describe("names", () => {
  test.each<[unknown, string]>([
    ["  Ada \n", "Ada"],
    ["\u202eadA\u0000\u200f", "adA"],
    ["x".repeat(40), "x".repeat(24)],
    ["", "Player 1"],
    [" \u202e ", "Player 1"],
    [undefined, "Player 1"],
  ])("[H12] %j at the table is %j", async (display_name, shown) => {
    const { game_id, player } = await create({ display_name });
    expect((await status(game_id)).seats[0].name).toBe(shown);
    expect(claimsIn(player.token).name).toBe(shown);
    const { body } = await call(server, "GET", `/api/games/${game_id}/snapshot`, { token: player.token });
    expect(body.players[0].name).toBe(shown);
  });

  test("[H12] who joins or is seated without a name is called by the seat", async () => {
    const { game_id, host_token } = await create({ seat: false });
    const { player_id } = await join(game_id, { display_name: "\u2066 " });
    const other = player_id === 4 ? 0 : 4;
    await post(`/${game_id}/tokens`, { role: "player", player_id: other }, host_token);
    const { seats } = await status(game_id);
    expect(seats[player_id].name).toBe(`Player ${player_id + 1}`);
    expect(seats[other].name).toBe(`Player ${other + 1}`);
  });

  test.each([7, null, ["Ada"], { name: "Ada" }, true])("[H12] %j is no name", async (display_name) => {
    const refused = await post("", { display_name });
    expectRefusal(refused, 400, "invalid_action");
    expect(refused.body.reason).toContain("display_name");
  });
});

describe("DELETE /api/games/:id", () => {
  test("[H7] needs the host; then everyone is told, and the game is gone", async () => {
    const party = await seatFive(server);
    const other = await create();
    const observer = (await post(`/${party.gameId}/observer-token`)).body.token;
    const remove = (token?: string) =>
      call(server, "DELETE", `/api/games/${party.gameId}`, token === undefined ? {} : { token });
    expectRefusal(await remove(), 401, "unauthorized");
    expectRefusal(await remove("garbage"), 401, "unauthorized");
    expectRefusal(await remove(party.tokens[0]), 403, "forbidden");
    expectRefusal(await remove(observer), 403, "forbidden");
    expectRefusal(await remove(other.host_token), 401, "unauthorized");
    expect((await status(party.gameId)).phase).toBe("bid");

    // Local workerd takes ten seconds to close a socket whose client has never said anything.
    for (const wire of party.wires) await wire.snapshot();
    expect((await remove(party.hostToken)).status).toBe(200);
    for (const wire of party.wires) {
      expect(await wire.next("game.ended")).toHaveProperty("reason");
      expect((await wire.closed).code).toBe(4003);
    }
    expectRefusal(await remove(party.hostToken), 404, "join_failed");
    expectRefusal(await call(server, "GET", `/api/games/${party.gameId}`), 404, "join_failed");
    expectRefusal(await post(`/${party.gameId}/join`), 404, "join_failed");
    const token = party.tokens[0] ?? "";
    expectRefusal(
      await call(server, "GET", `/api/games/${party.gameId}/snapshot`, { token }),
      404,
      "join_failed",
    );
    const late = await openWire(server, `/ws/client?token=${token}`);
    expect((await late.closed).code).toBe(4004);
    await expect.poll(() => keysOf(server, party.gameId)).toEqual([]);
  });
});
