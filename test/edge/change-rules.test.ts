import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { joinWire } from "../../dev/clients/wire.ts";
import { observerToken, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const create = async () => {
  const { body } = await call(server, "POST", "/api/games", { json: { rules: { deals: 3 } } });
  return {
    gameId: body.game_id as string,
    host: body.host_token as string,
    player: body.player.token as string,
  };
};
const change = (gameId: string, token: string | undefined, rules: unknown) =>
  call(server, "PATCH", `/api/games/${gameId}`, {
    ...(token === undefined ? {} : { token }),
    json: { rules },
  });

describe("[H21] PATCH of the rules", () => {
  test("[H21] changes the named ones while seats fill, and everyone is told", async () => {
    const { gameId, host, player } = await create();
    const wires = [
      await joinWire(server, player),
      await joinWire(server, await observerToken(server, gameId)),
    ];
    const before = await wires[0]?.snapshot();
    const changed = await change(gameId, host, { minimum_bid: 70, turn_seconds: 60 });
    expect(changed.status).toBe(200);
    const rules = { ...before?.rules, minimum_bid: 70, turn_seconds: 60 };
    expect(changed.body).toEqual({ rules });
    for (const wire of wires) {
      expect(await wire.next("phase.change")).toMatchObject({
        phase: "ready",
        reason: "rules",
        revision: before?.revision + 1,
        turn: before?.turn,
      });
      expect((await wire.next("sync")).snapshot.rules).toEqual(rules);
      wire.close();
    }
  });

  test("[H21] says nothing when nothing changes", async () => {
    const { gameId, host, player } = await create();
    const wire = await joinWire(server, player);
    const before = await wire.snapshot();
    expect((await change(gameId, host, { deals: 3 })).body).toEqual({ rules: before.rules });
    expect((await change(gameId, host, {})).body).toEqual({ rules: before.rules });
    expect((await wire.snapshot()).revision).toBe(before.revision);
    wire.close();
  });

  test("[H21, H10] refuses what is no rule, by its name", async () => {
    const { gameId, host } = await create();
    for (const [rules, named] of [
      [{ deals: 0 }, "rules.deals"],
      [{ deals: null }, "rules.deals"],
      [{ bids: 1 }, "rules.bids"],
      [[], "rules"],
      [undefined, "rules"],
    ] as const) {
      const refused = await change(gameId, host, rules);
      expect([refused.status, refused.body.code]).toEqual([400, "invalid_action"]);
      expect(refused.body.reason).toContain(named);
    }
  });

  test("[H21, G36] refuses what does not go with the other rules, by its name, and changes nothing", async () => {
    const { gameId, host, player } = await create();
    expect((await change(gameId, host, { minimum_bid: 70 })).status).toBe(200);
    for (const [rules, named] of [
      [{ auction: "ranks" }, "rules.minimum_bid"],
      [{ auction: "ranks", minimum_bid: 61, rank_call: "after-first-trick" }, "rules.rank_call"],
      [{ suit_call: "before-play", rank_call: "after-first-trick" }, "rules.rank_call"],
    ] as const) {
      const refused = await change(gameId, host, rules);
      expect([refused.status, refused.body.code]).toEqual([400, "invalid_action"]);
      expect(refused.body.reason).toContain(named);
    }
    const both = { auction: "ranks", minimum_bid: 61, thrown_in: "double", match_points: 20, hints: true };
    const changed = await change(gameId, host, both);
    expect(changed.status).toBe(200);
    expect(changed.body.rules).toMatchObject({ ...both, deals: 3, rank_call: "before-play" });
    const { body } = await call(server, "GET", `/api/games/${gameId}/snapshot`, { token: player });
    expect(body.rules).toEqual(changed.body.rules);
  });

  test("[H21] is for the host, and until the cards are dealt", async () => {
    const party = await seatFive(server);
    const late = await change(party.gameId, party.hostToken, { deals: 5 });
    expect([late.status, late.body.code, late.body.recovery]).toEqual([400, "invalid_action", "noop"]);
    const { gameId, player } = await create();
    expect((await change(gameId, player, { deals: 5 })).status).toBe(403);
    expect((await change(gameId, undefined, { deals: 5 })).status).toBe(401);
    expect((await change("000000", party.hostToken, { deals: 5 })).status).toBe(401);
    party.close();
  });
});
