import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Answer, call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, type Wire } from "../../dev/clients/wire.ts";
import { caughtUp, isWrite } from "../support/copies.ts";
import { aged, claimsIn } from "../support/forge.ts";
import { observerToken, seatFive } from "../support/party.ts";

/*
 * Every way to a token: who may hold two good ones of one seat, and who is told.
 */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterEach(() => server.redis.faults.clear());
afterAll(() => server.close());

const post = (path: string, json: Frame = {}, token?: string, key?: string): Promise<Answer> =>
  call(server, "POST", `/api/games${path}`, {
    json,
    ...(token === undefined ? {} : { token }),
    ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
  });
/** Whether a player's or an observer's token opens the game. */
const isGood = async (gameId: string, token: string): Promise<boolean> => {
  const { status, text } = await call(server, "GET", `/api/games/${gameId}/snapshot`, { token });
  if (status !== 200 && status !== 401) throw new Error(text);
  return status === 200;
};
/** Whether a host's token may still mint. */
const isHost = async (gameId: string, token: string): Promise<boolean> =>
  (await post(`/${gameId}/tokens`, { role: "observer" }, token)).status === 201;
/** What `wire` hears of seats that change hands, up to a fresh snapshot. */
const reissues = async (wire: Wire): Promise<readonly Frame[]> => {
  await wire.snapshot();
  return wire.frames.filter(({ message_type }) => message_type === "seat.reissued");
};
/** As if it had expired `seconds` ago. */
const expired = (token: string, seconds: number): string => {
  const { exp } = claimsIn(token);
  return aged(token, exp - Math.floor(Date.now() / 1000) + seconds, TEST_SECRET);
};
const loseStorage = async (gameId: string) => {
  await server.sql(gameId, "DROP TABLE log");
  await server.evict(gameId, "close");
};
/** Redis takes no more of the game's writes, until it has been restored. */
const refuseWrites = (gameId: string) =>
  server.redis.faults.rule((request) => {
    const isOfFirstEpoch = request.commands.flat().some((word) => String(word).startsWith('{"epoch":1,'));
    return isWrite(request, gameId) && isOfFirstEpoch ? { kind: "status", status: 503 } : undefined;
  });

describe("[H16, T6] creating and joining", () => {
  test.each([
    ["five people", 5, false],
    ["one person and four bots", 1, true],
  ] as const)(
    "[H16] a seat that its first request did not ask for is got by no repeat: %s",
    async (_, people, bots) => {
      const key = crypto.randomUUID();
      const made = (await post("", { seat: false }, undefined, key)).body;
      const seated: Frame[] = [];
      for (let more = 0; more < people; more += 1) seated.push((await post(`/${made.game_id}/join`)).body);
      if (bots) await post(`/${made.game_id}/bots`, {}, made.host_token);
      const [owner] = seated as [Frame];
      const wire = await joinWire(server, owner.token);
      for (const other of [
        { seat: true },
        {},
        { seat: true, display_name: "Ada" },
        { seat: false, nonce: "aa" },
      ]) {
        const again = await post("", other, undefined, key);
        expectRefusal(again, 409, "join_failed");
        expect(again.text).not.toContain("eyJ");
      }
      const same = await post("", { seat: false }, undefined, key);
      expect([same.status, same.body]).toEqual([201, made]);
      for (const { token } of seated) expect(await isGood(made.game_id, token)).toBe(true);
      expect(await reissues(wire)).toEqual([]);
      wire.close();
    },
  );

  test("[H16] the same request in another spelling is the same, and gives the one token of its seat", async () => {
    const key = crypto.randomUUID();
    const made = await post("", { display_name: "Ada" }, undefined, key);
    for (const same of [
      { seat: true, display_name: "Ada" },
      { display_name: "Ada", rules: {} },
      { rules: { deals: 10, minimum_bid: 61 }, display_name: "Ada" },
    ])
      expect((await post("", same, undefined, key)).body).toEqual(made.body);
    const gameId = made.body.game_id;
    const joined = await post(`/${gameId}/join`, { display_name: "Bea" }, undefined, key);
    expect((await post(`/${gameId}/join`, { display_name: "Bea" }, undefined, key)).body).toEqual(
      joined.body,
    );
    for (const other of [{}, { display_name: "Cleo" }, { display_name: "Bea", nonce: "aa" }])
      expectRefusal(await post(`/${gameId}/join`, other, undefined, key), 409, "join_failed");
    expect(joined.body.player_id).not.toBe(0);
  });

  test("[H16] a key that is wrong for another body leaves the first answer as it was, through the loss of the storage too", async () => {
    const key = crypto.randomUUID();
    const made = (await post("", {}, undefined, key)).body;
    const wire = await joinWire(server, made.player.token);
    await caughtUp(server, made.game_id, await wire.snapshot());
    await loseStorage(made.game_id);
    expectRefusal(await post("", { seat: false }, undefined, key), 409, "join_failed");
    expect((await post("", {}, undefined, key)).body).toEqual(made);
  });
});

describe("[H4, S20, T6] minting for a seat", () => {
  test("[H4] of a free seat there is one good token, and nobody's was replaced", async () => {
    const made = (await post("")).body;
    const wire = await joinWire(server, made.player.token);
    const minted = await post(`/${made.game_id}/tokens`, { role: "player", player_id: 3 }, made.host_token);
    expect(await isGood(made.game_id, minted.body.token)).toBe(true);
    expect(await reissues(wire)).toEqual([]);
    wire.close();
  });

  test("[S20, T6] of a person's seat there is one again: the old one is void, its owner is put out, everyone is told", async () => {
    const party = await seatFive(server);
    const watcher = await joinWire(server, await observerToken(server, party.gameId));
    const [before = ""] = party.tokens.slice(2);
    // workerd keeps the connection of a client that has never sent anything.
    await (party.wires[2] as Wire).snapshot();
    const minted = await post(`/${party.gameId}/tokens`, { role: "player", player_id: 2 }, party.hostToken);
    expect([await isGood(party.gameId, before), await isGood(party.gameId, minted.body.token)]).toEqual([
      false,
      true,
    ]);
    expect(await (party.wires[2] as Wire).closed).toMatchObject({ code: 4001 });
    for (const wire of [...party.wires.filter((_, seat) => seat !== 2), watcher])
      expect(await reissues(wire)).toMatchObject([{ player_id: 2, by: "host", bot: false }]);
    watcher.close();
    party.close();
  });

  test("[T9] while Redis does not answer it says that it may be undone, and with the storage it is", async () => {
    const made = (await post("")).body;
    const { game_id: gameId, host_token: host } = made;
    const { token: before } = made.player;
    await caughtUp(server, gameId, { epoch: 1, revision: 0 });
    refuseWrites(gameId);
    const minted = await post(`/${gameId}/tokens`, { role: "player", player_id: 0 }, host);
    expect(minted.status).toBe(201);
    expect(minted.body).toMatchObject({ recovering: true, note: expect.stringContaining("Redis") });
    expect(await isGood(gameId, before)).toBe(false);
    await loseStorage(gameId);
    // Nothing can know of the revocation now.
    expect(await isGood(gameId, before)).toBe(true);
    expect(await isGood(gameId, minted.body.token)).toBe(false);
  });

  test("[T9, R3] once it is confirmed no loss of the storage undoes it", async () => {
    const party = await seatFive(server);
    const [before = ""] = party.tokens.slice(2);
    const minted = await post(`/${party.gameId}/tokens`, { role: "player", player_id: 2 }, party.hostToken);
    expect(minted.body).not.toHaveProperty("recovering");
    await loseStorage(party.gameId);
    expect(await isGood(party.gameId, before)).toBe(false);
    expect(await isGood(party.gameId, minted.body.token)).toBe(true);
  });
});

test("[T11, T6] a token that was lost with the storage is not good for whoever gets its seat afterwards", async () => {
  const made = (await post("")).body;
  const { game_id: gameId, host_token: host } = made;
  await caughtUp(server, gameId, { epoch: 1, revision: 0 });
  refuseWrites(gameId);
  const lost = (await post(`/${gameId}/join`, { display_name: "Zed" })).body;
  expect(await isGood(gameId, lost.token)).toBe(true);
  await loseStorage(gameId);
  expect(await isGood(gameId, made.player.token)).toBe(true);
  expect(await isGood(gameId, lost.token)).toBe(false);
  await post(`/${gameId}/bots`, { seats: [lost.player_id] }, host);
  expect(await isGood(gameId, lost.token)).toBe(false);
  const next = await post(`/${gameId}/tokens`, { role: "player", player_id: lost.player_id }, host);
  expect([await isGood(gameId, lost.token), await isGood(gameId, next.body.token)]).toEqual([false, true]);
});

describe("[S18] taking a seat from its player", () => {
  test.each(["in ready", "during a deal"] as const)(
    "[S18, S20, T6] %s: no token of it is good, a bot has it, nobody is shown its hand, everyone is told",
    async (when) => {
      const made = (await post("")).body;
      const { game_id: gameId, host_token: host } = made;
      const stranger = (await post(`/${gameId}/join`, { display_name: "Zed" })).body;
      if (when === "during a deal") await post(`/${gameId}/bots`, {}, host);
      const [wire, theirs] = [
        await joinWire(server, made.player.token),
        await joinWire(server, stranger.token),
      ];
      await theirs.snapshot();
      const path = `/api/games/${gameId}/seats/${stranger.player_id}?remove=true`;
      expectRefusal(await call(server, "DELETE", path, { token: stranger.token }), 403, "forbidden");
      expectRefusal(await call(server, "DELETE", path, { token: made.player.token }), 403, "forbidden");
      const removed = await call(server, "DELETE", path, { token: host });
      expect([removed.status, removed.body]).toEqual([
        200,
        { game_id: gameId, player_id: stranger.player_id, freed: false, bot: true },
      ]);
      expect(removed.text).not.toContain("eyJ");
      expect(await theirs.closed).toMatchObject({ code: 4001 });
      expect(await isGood(gameId, stranger.token)).toBe(false);
      expect(await reissues(wire)).toMatchObject([
        { player_id: stranger.player_id, by: "host", bot: true, name: expect.not.stringContaining("Zed") },
      ]);
      const { players } = await wire.snapshot();
      expect(players.find(({ player_id }: Frame) => player_id === stranger.player_id)).toMatchObject({
        bot: true,
      });
      wire.close();
    },
  );

  test("[S18] `remove` is true or false, and a bot's or a free seat cannot be removed from anybody", async () => {
    const made = (await post("")).body;
    await post(`/${made.game_id}/bots`, { seats: [1] }, made.host_token);
    const free = (seat: number, remove: string) =>
      call(server, "DELETE", `/api/games/${made.game_id}/seats/${seat}?remove=${remove}`, {
        token: made.host_token,
      });
    for (const [seat, remove] of [
      [0, "1"],
      [0, ""],
      [1, "true"],
      [2, "true"],
    ] as const)
      expectRefusal(await free(seat, remove), 400, "invalid_action");
    expect(await isGood(made.game_id, made.player.token)).toBe(true);
  });
});

describe("[T10] renewing", () => {
  test("[T10] a player's token gives one of the same seat, name and lifetime; both are good, and nobody is told", async () => {
    const made = (await post("", { display_name: "Ada" })).body;
    const { game_id: gameId, player } = made;
    const wire = await joinWire(server, player.token);
    const renewed = await post(`/${gameId}/renew`, {}, player.token);
    expect([renewed.status, renewed.body]).toEqual([
      200,
      {
        token: expect.any(String),
        role: "player",
        player_id: 0,
        expires_at: claimsIn(renewed.body.token).exp * 1000,
      },
    ]);
    const [old, fresh] = [claimsIn(player.token), claimsIn(renewed.body.token)];
    expect({ ...fresh, jti: "", iat: 0, exp: 0 }).toEqual({ ...old, jti: "", iat: 0, exp: 0 });
    expect(fresh.exp - fresh.iat).toBe(old.exp - old.iat);
    expect(fresh.jti).not.toBe(old.jti);
    for (const token of [player.token, renewed.body.token]) expect(await isGood(gameId, token)).toBe(true);
    expect(await reissues(wire)).toEqual([]);
    wire.close();
  });

  test("[T10] a host's token gives a host's", async () => {
    const made = (await post("")).body;
    const renewed = await post(`/${made.game_id}/renew`, {}, made.host_token);
    expect(renewed.body).toMatchObject({ role: "host" });
    for (const token of [made.host_token, renewed.body.token])
      expect(await isHost(made.game_id, token)).toBe(true);
  });

  test("[T10] a token may have expired a day ago, and no more; for nothing else is it good", async () => {
    const made = (await post("")).body;
    const { game_id: gameId } = made;
    for (const token of [made.player.token, made.host_token]) {
      for (const seconds of [2, 3_600, 86_300]) {
        const old = expired(token, seconds);
        const renewed = await post(`/${gameId}/renew`, {}, old);
        expect(renewed.status, renewed.text).toBe(200);
        const { iat, exp } = claimsIn(renewed.body.token);
        expect([Math.abs(iat - Date.now() / 1000) < 30, exp - iat]).toEqual([
          true,
          claimsIn(old).exp - claimsIn(old).iat,
        ]);
        expectRefusal(
          await call(server, "GET", `/api/games/${gameId}/snapshot`, { token: old }),
          401,
          "unauthorized",
        );
        expectRefusal(await post(`/${gameId}/tokens`, { role: "observer" }, old), 401, "unauthorized");
      }
      for (const seconds of [86_500, 10 * 86_400])
        expectRefusal(await post(`/${gameId}/renew`, {}, expired(token, seconds)), 401, "unauthorized");
      expectRefusal(await post(`/${gameId}/renew`, {}, `${expired(token, 60)}x`), 401, "unauthorized");
    }
  });

  test("[T10, T6] nobody renews what has been replaced, what watches, or what is of another game", async () => {
    const made = (await post("")).body;
    const { game_id: gameId, host_token: host } = made;
    const [before, elsewhere] = [(await post(`/${gameId}/join`)).body, (await post("")).body];
    await post(`/${gameId}/tokens`, { role: "player", player_id: before.player_id }, host);
    const watching = await observerToken(server, gameId);
    for (const [token, status, code] of [
      [before.token, 401, "unauthorized"],
      [expired(before.token, 60), 401, "unauthorized"],
      [watching, 403, "forbidden"],
      [elsewhere.player.token, 401, "unauthorized"],
      [elsewhere.host_token, 401, "unauthorized"],
    ] as const)
      expectRefusal(await post(`/${gameId}/renew`, {}, token), status, code);
    expectRefusal(await post(`/${gameId}/renew`), 401, "unauthorized");
    const { body } = await post(`/${gameId}/host`, {}, host);
    expectRefusal(await post(`/${gameId}/renew`, {}, host), 401, "unauthorized");
    expect((await post(`/${gameId}/renew`, {}, body.token)).status).toBe(200);
  });
});

describe("[T9] replacing the host's token", () => {
  test("[T9] the new one is the only good one, also after the storage is lost; players' are as they were", async () => {
    const made = (await post("")).body;
    const { game_id: gameId } = made;
    const renewed = (await post(`/${gameId}/renew`, {}, made.host_token)).body;
    const replaced = await post(`/${gameId}/host`, {}, made.host_token);
    expect(replaced.body).toEqual({
      token: expect.any(String),
      role: "host",
      expires_at: claimsIn(replaced.body.token).exp * 1000,
    });
    const judge = async () => {
      for (const token of [made.host_token, renewed.token]) expect(await isHost(gameId, token)).toBe(false);
      expect(await isHost(gameId, replaced.body.token)).toBe(true);
      expect(await isGood(gameId, made.player.token)).toBe(true);
    };
    await judge();
    expectRefusal(await post(`/${gameId}/host`, {}, made.host_token), 401, "unauthorized");
    expectRefusal(
      await call(server, "DELETE", `/api/games/${gameId}`, { token: made.host_token }),
      401,
      "unauthorized",
    );
    await loseStorage(gameId);
    await judge();
  });

  test("[T9] while Redis does not answer it says that it may be undone", async () => {
    const made = (await post("")).body;
    const wire = await joinWire(server, made.player.token);
    await caughtUp(server, made.game_id, await wire.snapshot());
    server.redis.faults.outage("on");
    const replaced = await post(`/${made.game_id}/host`, {}, made.host_token);
    expect(replaced.body).toMatchObject({ role: "host", recovering: true, note: expect.any(String) });
    wire.close();
  });
});
