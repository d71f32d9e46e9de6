import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, playUntil, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Frame };
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const create = async (body: object = {}) => (await call("POST", "/api/games", body)).body;
const join = async (gameId: string) => (await call("POST", `/api/games/${gameId}/join`)).body;

test("[H16] a create with the same Idempotency-Key gets the first answer again", async () => {
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = await call("POST", "/api/games", { display_name: "Ada" }, key);
  const again = await call("POST", "/api/games", { display_name: "Ada" }, key);
  expect(first.status).toBe(201);
  expect(again).toEqual(first);
  const other = await call("POST", "/api/games", {}, { "idempotency-key": crypto.randomUUID() });
  expect(other.body.game_id).not.toBe(first.body.game_id);
});

test("[H16] a join with the same Idempotency-Key gets the same seat and token, at a full table too", async () => {
  const { game_id } = await create();
  const key = { "idempotency-key": "phone-1" };
  const first = await call("POST", `/api/games/${game_id}/join`, { display_name: "Bea" }, key);
  for (let more = 0; more < 3; more += 1) await join(game_id);
  expect((await call("POST", `/api/games/${game_id}/join`)).status).toBe(409);
  expect(await call("POST", `/api/games/${game_id}/join`, { display_name: "Bea" }, key)).toEqual(first);
});

test("[H16] the first answers survive the loss of the actor's memory, a join's that of its storage too", async () => {
  const key = { "idempotency-key": crypto.randomUUID() };
  const created = await call("POST", "/api/games", {}, key);
  const gameId = created.body.game_id;
  const joined = await call("POST", `/api/games/${gameId}/join`, {}, key);
  await server.evict(gameId);
  expect(await call("POST", "/api/games", {}, key)).toEqual(created);
  expect(await call("POST", `/api/games/${gameId}/join`, {}, key)).toEqual(joined);
  const { ts } =
    (
      await server.sql(
        gameId,
        "SELECT json_extract(row, '$.entry.at') AS ts FROM log ORDER BY seq DESC LIMIT 1",
      )
    )[0] ?? {};
  const copied = async () => JSON.parse(String(await server.command("GET", `game:${gameId}:state`)))?.ts;
  await expect.poll(copied).toBeGreaterThanOrEqual(Number(ts));
  await server.sql(gameId, "DROP TABLE log");
  await server.evict(gameId);
  expect(await call("POST", `/api/games/${gameId}/join`, {}, key)).toEqual(joined);
});

test("[H16, T6, V1] the first answer to a create is void once its seat is somebody else's", async () => {
  const key = { "idempotency-key": crypto.randomUUID() };
  const { body } = await call("POST", "/api/games", { display_name: "Ada" }, key);
  const gameId = body.game_id;
  await call("DELETE", `/api/games/${gameId}/seats/0`, undefined, bearer(body.player.token));
  const others = [];
  for (let more = 0; more < 5; more += 1) others.push(await join(gameId));
  const again = await call("POST", "/api/games", { display_name: "Ada" }, key);
  expect(again.body).toEqual(body);
  expect(others.map(({ token }) => token)).not.toContain(again.body.player.token);
  const looked = await call(
    "GET",
    `/api/games/${gameId}/snapshot`,
    undefined,
    bearer(again.body.player.token),
  );
  expect(looked.status).toBe(401);
});

test("[H16] a key that is no printable ASCII, or too long, is refused with what would be right", async () => {
  const { status, body } = await call("POST", "/api/games", {}, { "idempotency-key": "k".repeat(256) });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "invalid_action", reason: expect.stringContaining("Idempotency-Key") });
});

test("[S14] a player leaves a seat in ready: its token is void, its socket closed, everyone told, the seat free", async () => {
  const { game_id, player } = await create();
  const watching = await joinWire(server, player.token);
  const leaver = await join(game_id);
  const leaving = await joinWire(server, leaver.token);
  await watching.next("player.join");
  // workerd does not end the connection of a client that has never sent anything.
  await leaving.snapshot();
  const path = `/api/games/${game_id}/seats/${leaver.player_id}`;
  const freed = await call("DELETE", path, undefined, bearer(leaver.token));
  expect(freed).toEqual({
    status: 200,
    body: { game_id, player_id: leaver.player_id, freed: true, bot: false },
  });
  expect(await watching.next("player.leave")).toMatchObject({ player_id: leaver.player_id, freed: true });
  expect(await leaving.next("error")).toMatchObject({ code: "unauthorized" });
  expect(await leaving.closed).toMatchObject({ code: 4001 });
  const snapshot = await watching.snapshot();
  expect(snapshot.players.map((one: Frame) => one.player_id)).not.toContain(leaver.player_id);
  const answer = await call("GET", `/api/games/${game_id}/snapshot`, undefined, bearer(leaver.token));
  expect(answer.status).toBe(401);
  watching.close();
});

test("[S14] the host frees any seat in ready; others' seats are not a player's to free; the next join may take it", async () => {
  const { game_id, host_token } = await create();
  const one = await join(game_id);
  const two = await join(game_id);
  const path = (seat: unknown) => `/api/games/${game_id}/seats/${seat}`;
  const foreign = await call("DELETE", path(two.player_id), undefined, bearer(one.token));
  expect([foreign.status, foreign.body.code]).toEqual([403, "forbidden"]);
  expect((await call("DELETE", path(two.player_id), undefined, bearer(host_token))).status).toBe(200);
  const twice = await call("DELETE", path(two.player_id), undefined, bearer(host_token));
  expect([twice.status, twice.body.code]).toEqual([400, "invalid_action"]);
  expect((await call("DELETE", path(7), undefined, bearer(host_token))).status).toBe(400);
  const seats = [await join(game_id), await join(game_id), await join(game_id)].map((seat) => seat.player_id);
  expect(seats).toContain(two.player_id);
});

test("[C5] a player who leaves during a deal leaves the seat to a bot, and takes it back by acting", async () => {
  const party = await seatFive(server);
  const [witness] = party.wires as [Wire];
  const path = `/api/games/${party.gameId}/seats/2`;
  const { status, body } = await call("DELETE", path, undefined, bearer(party.tokens[2] ?? ""));
  expect([status, body]).toEqual([200, { game_id: party.gameId, player_id: 2, freed: false, bot: true }]);
  expect(await witness.next("player.reconnect")).toMatchObject({ player_id: 2, bot: true, by: 2 });
  const own = party.wires[2] as Wire;
  const hand = (await own.snapshot()).hand.map(({ card_id }: Frame) => card_id).toReversed();
  expect(await own.act({ message_type: "reorder", hand })).toMatchObject({ status: "ok" });
  expect((await witness.snapshot()).players[2]).toMatchObject({ bot: false });
  party.close();
});

test("[S14] a freed seat's old token opens no socket", async () => {
  const { game_id } = await create();
  const leaver = await join(game_id);
  await call("DELETE", `/api/games/${game_id}/seats/${leaver.player_id}`, undefined, bearer(leaver.token));
  const wire = await openWire(server, `/ws/client?token=${leaver.token}`);
  expect(await wire.next("error")).toMatchObject({ code: "unauthorized" });
  expect(await wire.closed).toMatchObject({ code: 4001 });
});

test("[P23] a replay is refused while cards are secret, and later has the finished deals alone", async () => {
  const party = await seatFive(server, { nonce: "abc123", rules: { deals: 2 } });
  const path = `/api/games/${party.gameId}/replay`;
  const watcher = await observerToken(server, party.gameId);
  const tokens = [party.tokens[3] ?? "", party.hostToken, watcher];
  expect((await call("GET", path)).status).toBe(401);
  for (const token of tokens) {
    const { status, body } = await call("GET", path, undefined, bearer(token));
    expect([status, body.code]).toEqual([409, "invalid_action"]);
  }
  const end = await playUntil(party, (snapshot) => snapshot.phase === "end");
  const answers = [];
  for (const token of tokens) answers.push(await call("GET", path, undefined, bearer(token)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const [replay] = answers.map(({ body }) => body);
  const deal = replay?.deals[0];
  expect(deal).toMatchObject({
    deal_reveal: end.end_state.deal_reveal,
    deal_commitment: end.deal_commitment,
    bids: end.bids,
    caller_id: end.caller_id,
    partner_id: end.end_state.partner_id,
    tricks: end.trick_history,
    final_scores: end.end_state.final_scores,
    match_delta: end.end_state.match_delta,
  });
  await playUntil(party, (snapshot) => snapshot.phase === "play-first-trick" && snapshot.deal_number === 2);
  const later = await call("GET", path, undefined, bearer(watcher));
  expect(later.body.deals).toHaveLength(1);
  party.close();
});
