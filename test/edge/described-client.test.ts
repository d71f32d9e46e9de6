import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Described, type DescribedSocket, describedClient } from "../support/described.ts";

let server: TestServer;
let client: Described;
beforeAll(async () => {
  server = await startServer();
  client = await describedClient(`${server.url}/api/openapi.json`, `${server.url}/api/asyncapi.json`);
});
afterAll(() => server.close());

/** Five tokens by seat, a host's, and the parameters that name the game. */
const seatFive = async (body?: Frame) => {
  const created = await client.call("createGame").ask(body ? { body } : {});
  const parameters = { game_id: created.game_id };
  const tokens: string[] = [created.player.token];
  for (let more = 1; more < 5; more += 1) {
    const joined = await client.call("joinGame").ask({ parameters, body: { display_name: `Guest ${more}` } });
    tokens[joined.player_id] = joined.token;
  }
  return { parameters, tokens, host: created.host_token as string };
};

test("[P24] a client that knows the two descriptions and nothing else plays a deal, and all it hears is as described", async () => {
  const table = await seatFive({ rules: { weak_hand_below: 0, deals: 1 } });
  const { game_id } = table.parameters;
  const ways = ["subprotocol", "query", "join", "join-alone", "subprotocol"];
  const sockets: DescribedSocket[] = [];
  for (const [seat, token] of table.tokens.entries()) {
    sockets.push(await client.open(ways[seat] as string, { token, game_id }));
  }
  const observing = await client.call("observeGame").ask({ parameters: table.parameters });
  const gallery = await client.open("join", { token: observing.token, game_id });
  const look = async (seat: number): Promise<Frame> =>
    (await (sockets[seat] as DescribedSocket).say("sync")).snapshot;

  let overHttp = 0;
  for (let moves = 0; moves < 60; moves += 1) {
    const { phase, current_player_id: turn, bids } = await look(0);
    if (phase === "end") break;
    const mover = sockets[turn] as DescribedSocket;
    const [allowed] = (await look(turn)).allowed;
    const fields = mover.firstChoice(allowed);
    // One bid is enough; -1 is described as the pass.
    const said = phase === "bid" && bids.length > 0 ? { bid: -1 } : fields;
    if (moves % 7 === 3) {
      overHttp += 1;
      const body = { message_type: allowed.message_type, action_id: `http-${moves}`, ...said };
      const done = await client
        .call("act")
        .ask({ parameters: table.parameters, token: table.tokens[turn] as string, body });
      expect(done).toMatchObject({ status: "ok", effects: expect.any(Object) });
    } else {
      expect(await mover.say(allowed.message_type, said)).toMatchObject({ status: "ok" });
    }
  }
  expect(overHttp).toBeGreaterThan(5);
  const { end_state } = await look(0);
  expect(end_state.final_scores.reduce((sum: number, { points }: Frame) => sum + points, 0)).toBe(120);
  expect(await sockets[1]?.say("next-deal", { nonce: "5eed" })).toMatchObject({ status: "ok" });
  expect(await sockets[2]?.say("bid", { bid: 61 })).toMatchObject({
    status: "error",
    code: "invalid_action",
  });
  await gallery.until(({ message_type }) => message_type === "player.ready");
  expect(await sockets[3]?.say("ping")).toEqual({ message_type: "pong" });

  for (const token of [table.host, observing.token, table.tokens[4]]) {
    const replay = await client.call("readReplay").ask({ parameters: table.parameters, token });
    expect(replay.deals).toHaveLength(1);
  }
  for (const token of [observing.token, table.tokens[4]]) {
    await client.call("readSnapshot").ask({ parameters: table.parameters, token });
  }
  await client.call("endGame").ask({ parameters: table.parameters, token: table.host });
  for (const socket of [...sockets, gallery]) {
    await socket.until(({ message_type }) => message_type === "game.ended");
    expect(await socket.closed).toMatchObject({ code: 4003, meaning: expect.stringMatching(/ended/) });
  }

  const numbers = gallery.heard
    .filter(({ message_type }) => !["join.ok", "sync"].includes(message_type))
    .map(({ revision }) => revision);
  expect(numbers).toEqual(numbers.map((_, at) => numbers[0] + at));
  for (const event of [
    "phase.change",
    "bid.placed",
    "trick.played",
    "trick.won",
    "score.update",
    "hand.update",
  ]) {
    expect(client.checked.get(event), event).toBeGreaterThan(0);
  }
  expect(client.checked.get("trick.played")).toBe(6 * 40);
});

test("[P24] refusals over HTTP have the statuses and the form that are described", async () => {
  const { parameters, tokens, host } = await seatFive();
  const refused = async (operation: string, question: Frame, code: string) =>
    expect(await client.call(operation).ask(question)).toMatchObject({ code });
  await refused("joinGame", { parameters }, "join_failed");
  await refused("readStatus", { parameters: { game_id: "000000" } }, "join_failed");
  await refused("readSnapshot", { parameters, token: "none" }, "unauthorized");
  await refused("readSnapshot", { parameters, token: host }, "forbidden");
  await refused("endGame", { parameters, token: tokens[0] }, "forbidden");
  await refused("readReplay", { parameters, token: host }, "invalid_action");
  await refused("freeSeat", { parameters: { ...parameters, seat: 1 }, token: host }, "invalid_action");
  const body = { message_type: "play", action_id: "early", card: 0 };
  await refused("act", { parameters, token: tokens[0], body }, "invalid_action");
  await refused("act", { parameters, token: tokens[0], body: { ...body, version: "2.0.0" } }, "join_failed");
  await refused("act", { parameters, token: tokens[0], body: { ...body, expected_revision: 99 } }, "desync");
});

test("[P24, H16] the described key gets the first answer again", async () => {
  const parameters = { "Idempotency-Key": crypto.randomUUID() };
  const first = await client.call("createGame").ask({ parameters });
  expect(await client.call("createGame").ask({ parameters })).toEqual(first);
  const game = { game_id: first.game_id, "Idempotency-Key": crypto.randomUUID() };
  const joined = await client.call("joinGame").ask({ parameters: game });
  expect(await client.call("joinGame").ask({ parameters: game })).toEqual(joined);
});

test("[P24] the other calls answer as described", async () => {
  const created = await client.call("createGame").ask({ body: { seat: false } });
  const parameters = { game_id: created.game_id };
  expect(created.player).toBeUndefined();
  const token = created.host_token;
  const named = { role: "player", player_id: 3 };
  const minted = await client.call("mintToken").ask({ parameters, token, body: named });
  await client.call("mintToken").ask({ parameters, token, body: { role: "observer", ttl_seconds: 60 } });
  const watching = await client.call("joinGame").ask({ parameters: { ...parameters, role: "observer" } });
  expect(watching.role).toBe("observer");
  expect((await client.call("readStatus").ask({ parameters })).seats[3].name).toBe("Player 4");
  await client.call("freeSeat").ask({ parameters: { ...parameters, seat: 3 }, token: minted.token });
  await client.call("readHealth").ask();
  const refused = await client.open("join", { token: minted.token, game_id: created.game_id });
  expect(await refused.closed).toMatchObject({ code: 4001, meaning: expect.stringMatching(/token/) });
  expect(refused.heard).toMatchObject([{ message_type: "error", code: "unauthorized" }]);
});
