import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { RUNTIME_LINE, startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import type { Fault } from "../../dev/upstash/faults.ts";
import { FORGERIES } from "../support/forge.ts";
import { observerToken, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

/*
 * All that can go wrong goes wrong in one run, and everything that the server has said by then is looked through.
 */

/** The events that operators are told of, each with its level. */
const page = readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8");
const EVENTS = new Map(
  [...page.matchAll(/^\| `(\w+)` +\| (info|warn|error) /gm)].map(([, event = "", level = ""]) => [
    event,
    level,
  ]),
);
const FAULTS: readonly Fault[] = [
  ...([400, 401, 429, 500, 503] as const).map((status): Fault => ({ kind: "status", status })),
  { kind: "html" },
  { kind: "reset", when: "before" },
  { kind: "reset", when: "after" },
  { kind: "delay", ms: 50 },
  { kind: "twice" },
  { kind: "silence" },
];
const EVENTS_OF_THE_RUN = [
  "game_created",
  "deal_ended",
  "game_ended",
  "game_restored",
  "presence_mended",
  "redis_failed",
  "redis_back",
  "rows_damaged",
];
const NAMES = ["Zaccaria", "Ottavia", "Quirino"];

let server: TestServer;
const lines: string[] = [];
const secrets: string[] = [TEST_SECRET, "test-token"];
const read = () => {
  lines.push(...server.logLines());
  return lines;
};
const events = () => read().map((line) => (line.startsWith("{") ? JSON.parse(line).event : line));
const saysSo = (event: string) => vi.waitFor(() => expect(events()).toContain(event), 8_000);

/** The server's close frame has come. Locally the end of the connection may follow much later. */
const isTold = (wire: Wire) =>
  vi.waitFor(() => expect(wire.socket.readyState).toBeGreaterThanOrEqual(WebSocket.CLOSING), 5_000);

const botsPlay = async () => {
  const made = (
    await call(server, "POST", "/api/games", { json: { display_name: NAMES[0], rules: { deals: 1 } } })
  ).body;
  const { game_id, host_token: token, player } = made;
  secrets.push(token, player.token);
  const wire = await joinWire(server, player.token);
  await call(server, "POST", `/api/games/${game_id}/bots`, { token, json: {} });
  for (;;) {
    const snapshot = await wire.snapshot();
    if (snapshot.phase === "end") break;
    if (snapshot.current_player_id !== 0) continue;
    const move = simpleMove(snapshot);
    if (move) await wire.act(move);
  }
  await call(server, "DELETE", `/api/games/${game_id}`, { token });
  await isTold(wire);
};

beforeAll(async () => {
  server = await startServer({ BOT_PAUSE_MS: "0", HEARTBEAT_INTERVAL_SECONDS: "1", FLOOD_PLAYER: "0" });
  // Redis does wrong whatever it can.
  const party = await seatFive(server, { display_name: NAMES[1] });
  secrets.push(...party.tokens, party.hostToken);
  const [mover] = party.wires as [Wire];
  for (const fault of FAULTS) {
    let due: Fault | undefined = fault;
    server.redis.faults.rule(() => {
      const now = due;
      due = undefined;
      return now;
    });
    const hand = (await mover.snapshot()).hand.map((card: Frame) => card.card_id);
    await mover.act({ message_type: "reorder", hand });
    await vi.waitFor(() => expect(due).toBeUndefined(), 5_000);
  }
  server.redis.faults.clear();
  server.redis.faults.outage("on");
  await call(server, "GET", "/health");
  await call(server, "GET", "/api/games/QQQQQQ");
  await server.harness.getWorker().scheduled({ cron: "* * * * *" });
  server.redis.faults.outage("off");
  await saysSo("redis_back");
  // Tokens that are none, frames that are none, floods.
  const now = Math.floor(Date.now() / 1000);
  const mint = { good: party.tokens[0] as string, secret: TEST_SECRET, previous: "", now };
  for (const [, make] of FORGERIES.slice(0, 12)) {
    const token = make(mint);
    await call(server, "GET", `/api/games/${party.gameId}/snapshot`, { token });
    // That such a socket closes is shown elsewhere. Locally its close may arrive late.
    const refused = await openWire(server, `/ws/client?token=${token}`);
    await refused.next("error");
    refused.close();
  }
  const token = await observerToken(server, party.gameId);
  secrets.push(token);
  for (const frames of [
    Array(20).fill("no JSON"),
    Array(51).fill('{"message_type":"sync","action_id":"a"}'),
    ["x".repeat(5_000)],
  ]) {
    const wire = await joinWire(server, token);
    for (const frame of frames) wire.send(frame);
    await isTold(wire);
  }
  await call(server, "POST", "/api/games", { body: "{", headers: { "content-type": "application/json" } });
  // Sleep, sockets that do not survive it, a storage that is gone.
  await server.evict(party.gameId, "hibernate");
  await playUntil(party, ({ phase }) => phase === "play-tricks");
  await server.evict(party.gameId, "close");
  await call(server, "GET", `/api/games/${party.gameId}`);
  await saysSo("presence_mended");
  await botsPlay();
  await server.sql(party.gameId, "DELETE FROM log");
  await server.evict(party.gameId, "close");
  await call(server, "GET", `/api/games/${party.gameId}/snapshot`, { token });
  await saysSo("game_restored");
  // A game of which nothing can be read.
  server.expectErrors("rows_damaged");
  const broken = (await call(server, "POST", "/api/games", { json: { display_name: NAMES[2] } })).body;
  secrets.push(broken.host_token);
  await server.command("DEL", `game:${broken.game_id}:state`);
  await server.sql(broken.game_id, "UPDATE log SET row = '{\"hand\":[3,17,24], no JSON'");
  await server.evict(broken.game_id, "close");
  await call(server, "GET", `/api/games/${broken.game_id}`);
  await saysSo("rows_damaged");
}, 60_000);
afterAll(() => server.close());

/** What the product has said. */
const ours = () => read().filter((line) => !RUNTIME_LINE.test(line));

test("[H17] each is one JSON object, its event and level as docs/deploy.md has them", () => {
  for (const line of ours()) {
    expect(line).toMatch(/^\{.*\}$/);
    const { level, event, ...fields } = JSON.parse(line);
    expect(EVENTS.get(event), line).toBe(level);
    for (const value of Object.values(fields))
      expect(["string", "number", "boolean"].includes(typeof value) || value === null, line).toBe(true);
  }
});

test("[H17] much was said, and nothing of tokens, names, cards, keys and commands", () => {
  const everything = read().join("\n");
  for (const secret of [...secrets, ...NAMES]) expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(/eyJ|coins|cups|swords|clubs|"card|"hand|EVAL|ZADD|PUBLISH|:state/);
  const said = ours().join("\n");
  for (const event of EVENTS_OF_THE_RUN) expect(said).toContain(`"event":"${event}"`);
  expect(said).not.toMatch(/card|hand|SET|\n\s+at |[0-9a-f]{32}/);
});
