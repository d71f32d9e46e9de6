import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { type OldTerminal, openOldTerminal } from "../../dev/clients/predecessor.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import type { Frame } from "../../dev/clients/wire.ts";
import { joinWire, openWire } from "../../dev/clients/wire.ts";
import { claimsIn } from "../support/forge.ts";
import { observerToken } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** A game with five players, as the predecessor's client seats them. */
const seated = async (): Promise<OldTerminal> => {
  const terminal = openOldTerminal(server);
  await terminal.type("create");
  for (let player = 0; player < 5; player += 1) await terminal.type(`join ${player}`);
  return terminal;
};

/** The command that the player on turn types: the first bids 61, all others pass, and everyone plays the first card. */
const commandFor = ({ phase, bids, current_player_id: player }: Frame, hands: Frame[][]): string => {
  switch (phase) {
    case "bid":
      return `bid ${player} ${bids.some(({ bid }: Frame) => bid > 0) ? -1 : 61}`;
    case "call-partner-rank":
      return `call-rank ${player} 1`;
    case "call-partner-suit":
      return `call-suit ${player} cups`;
    default: {
      const card = hands[player]?.shift();
      return `play ${player} ${card?.suit} ${card?.rank}`;
    }
  }
};

test("[H22, S23, P27] the predecessor's terminal client creates a game, seats five, bids, calls, plays eight tricks and ends it", async () => {
  const terminal = await seated();
  const start = (await terminal.type("sync 3")).snapshot;
  expect(start).toMatchObject({ game_id: terminal.gameId(), phase: "bid", player_id: 3 });
  expect(start.hand).toHaveLength(8);
  const order = start.hand.toReversed().map(({ suit, rank }: Frame) => `${suit}-${rank}`);
  expect(await terminal.type(`reorder 3 ${order.join(" ")}`)).toMatchObject({ status: "ok" });

  const hands: Frame[][] = [];
  for (let player = 0; player < 5; player += 1)
    hands.push((await terminal.type(`sync ${player}`)).snapshot.hand);
  for (let moves = 0; moves < 60; moves += 1) {
    const { snapshot } = await terminal.type("sync 0");
    if (snapshot.phase === "end") break;
    expect(await terminal.type(commandFor(snapshot, hands))).toMatchObject({ status: "ok" });
  }
  const { snapshot: end } = await terminal.type("sync 4");
  expect(end.phase).toBe("end");
  expect(end.trick_history).toHaveLength(8);
  const taken = end.end_state.final_scores.reduce((sum: number, { points }: Frame) => sum + points, 0);
  expect(taken).toBe(120);
  for (let player = 0; player < 5; player += 1) {
    // Its answer follows all that happened before.
    await terminal.type(`sync ${player}`);
    const lines = terminal.printed.filter((line) => line.startsWith(`[player ${player}]`));
    expect(lines.filter((line) => line.includes("trick.played"))).toHaveLength(40);
    expect(lines.filter((line) => line.includes("trick.won"))).toHaveLength(8);
    expect(lines).toContain(`[player ${player}] phase.change end`);
  }
  expect(await terminal.type("end")).toEqual({ status: "deleted", game_id: terminal.gameId() });
  for (let player = 0; player < 5; player += 1) {
    await terminal.wire(player).next("game.ended");
    expect(await terminal.wire(player).closed).toMatchObject({ code: 4003 });
  }
  expect((await call(server, "GET", `/briscola/game/${terminal.gameId()}/status/`)).status).toBe(404);
});

test("[H22] sync for all sends everyone their own snapshot, in galleries too, and only the host may ask", async () => {
  const terminal = await seated();
  const watcher = await joinWire(server, await observerToken(server, terminal.gameId()));
  const crowd = await Promise.all(
    Array.from({ length: 18 }, async () => joinWire(server, await observerToken(server, terminal.gameId()))),
  );
  expect(await server.galleries(terminal.gameId())).not.toEqual([]);
  expect(await terminal.type("sync-all")).toEqual({ status: "sync_requested", game_id: terminal.gameId() });
  for (let player = 0; player < 5; player += 1) {
    const { snapshot } = await terminal.wire(player).next("sync");
    expect(snapshot).toMatchObject({ player_id: player, phase: "bid" });
    expect(snapshot.hand).toHaveLength(8);
  }
  for (const wire of [watcher, ...crowd]) {
    const { snapshot } = await wire.next("sync");
    expect(snapshot).toMatchObject({ role: "observer" });
    expect(snapshot).not.toHaveProperty("hand");
  }
  // Galleries go on as before.
  const { current_player_id } = (await terminal.type("sync 0")).snapshot;
  await terminal.type(`bid ${current_player_id} 61`);
  for (const wire of [watcher, ...crowd]) expect(await wire.next("bid.placed")).toMatchObject({ bid: 61 });
  for (const wire of [watcher, ...crowd]) wire.close();
  terminal.quit();
});

describe("the predecessor's calls", () => {
  let gameId: string;
  let host: string;
  let player: string;
  let elsewhere: string;
  beforeAll(async () => {
    const made = await call(server, "POST", "/briscola/create/");
    expect(made.status).toBe(200);
    expect(Object.keys(made.body).sort()).toEqual(["game_id", "host_token", "ttl_minutes"]);
    expect(made.body.ttl_minutes).toBe(1_440);
    gameId = made.body.game_id;
    host = made.body.host_token;
    elsewhere = (await call(server, "POST", "/briscola/create/")).body.host_token;
    const body = { role: "player", player_id: 2, display_name: "Ada", ttl_minutes: 30 };
    player = (await call(server, "POST", `/briscola/token/${gameId}/`, { json: body, token: host })).body
      .token;
  });
  const lifetime = (token: string) => {
    const { iat, exp } = claimsIn(token) as Frame;
    return (exp - iat) / 60;
  };

  test("[H22] a game of the predecessor's is one of this server's, without a player", async () => {
    const status = await call(server, "GET", `/briscola/game/${gameId.toLowerCase()}/status/`);
    expect(status).toMatchObject({ status: 200, body: { game_id: gameId, phase: "ready" } });
    expect((await call(server, "GET", `/api/games/${gameId}`)).body.seats[2]).toMatchObject({ name: "Ada" });
    expect(status.headers.get("cache-control")).toBe("no-store");
  });

  test("[H22] a token lives for the minutes that are asked for, 1 to 1440, and for the usual time without", async () => {
    expect(lifetime(player)).toBe(30);
    const mint = (json: Frame) => call(server, "POST", `/briscola/token/${gameId}/`, { json, token: host });
    for (const [json, minutes] of [
      [{ role: "observer", ttl_minutes: 1 }, 1],
      [{ role: "observer", player_id: null }, 120],
      [{ role: "player", player_id: 3, ttl_minutes: 1_440 }, 1_440],
      [{ role: "player", player_id: 3 }, 1_440],
    ] as const) {
      const { status, body } = await mint(json);
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(["token", "ttl_minutes"]);
      expect([body.ttl_minutes, lifetime(body.token)]).toEqual([minutes, minutes]);
    }
    for (const json of [
      { role: "observer", ttl_minutes: 0 },
      { role: "observer", ttl_minutes: 1_441 },
      { role: "observer", ttl_minutes: "60" },
      { role: "player" },
      { role: "player", player_id: null },
      { role: "player", player_id: 5 },
      { role: "host" },
    ])
      expectRefusal(await mint(json), 400, "invalid_action");
  });

  test("[H22] an observer's token is for anyone, and in the older way for the host", async () => {
    const joined = await call(server, "POST", `/briscola/join/observer/${gameId}/`, {
      json: { display_name: "Nora", ttl_minutes: 15 },
    });
    expect(joined).toMatchObject({
      status: 200,
      body: { game_id: gameId, role: "observer", ttl_minutes: 15, token: expect.any(String) },
    });
    expect(claimsIn(joined.body.token)).toMatchObject({ game_id: gameId, display_name: "Nora" });
    for (const method of ["GET", "POST"]) {
      const path = `/briscola/observer-token/${gameId}/?display_name=Ugo`;
      const minted = await call(server, method, path, { token: host });
      expect(minted).toMatchObject({ status: 200, body: { ttl_minutes: 120 } });
      expect(claimsIn(minted.body.token)).toMatchObject({ game_id: gameId, display_name: "Ugo" });
    }
  });

  test("[H22] health is the server's", async () => {
    const { status, body } = await call(server, "GET", "/briscola/health/");
    expect([status, body.status]).toEqual([200, "ok"]);
  });

  test.each([
    ["POST", "token/:id/", { role: "observer" }],
    ["GET", "observer-token/:id/", undefined],
    ["POST", "observer-token/:id/", {}],
    ["POST", "game/:id/sync/", undefined],
    ["POST", "game/:id/delete/", undefined],
    ["DELETE", "game/:id/delete/", undefined],
  ] as const)("[H22, T8] %s %s is the host's alone", async (method, path, json) => {
    const ask = (token?: string) =>
      call(server, method, `/briscola/${path.replace(":id", gameId)}`, {
        ...(json ? { json } : {}),
        ...(token ? { token } : {}),
      });
    expectRefusal(await ask(), 401, "unauthorized");
    expectRefusal(await ask("nonsense"), 401, "unauthorized");
    expectRefusal(await ask(elsewhere), 401, "unauthorized");
    expectRefusal(await ask(player), 403, "forbidden");
    expect((await call(server, "GET", `/api/games/${gameId}`)).status).toBe(200);
  });

  test("[H22, H13] what is not there is 404, for a browser too", async () => {
    const browser = { headers: { accept: "text/html" } };
    for (const path of ["nothing/", "create", "game/QQQQQQ/", "health"])
      expectRefusal(await call(server, "GET", `/briscola/${path}`, browser), 404, "invalid_action");
    for (const id of ["QQQQQQ", "nope"]) {
      expectRefusal(await call(server, "GET", `/briscola/game/${id}/status/`), 404, "join_failed");
      expectRefusal(await call(server, "POST", `/briscola/join/observer/${id}/`), 404, "join_failed");
    }
  });

  test("[H22, H7] DELETE ends a game as POST does", async () => {
    const { game_id, host_token } = (await call(server, "POST", "/briscola/create/")).body;
    const path = `/briscola/game/${game_id}/delete/`;
    expect((await call(server, "DELETE", path, { token: host_token })).status).toBe(200);
    expect((await openWire(server, `/ws/client/?game_id=${game_id}`).then(({ closed }) => closed)).code).toBe(
      4004,
    );
  });
});
