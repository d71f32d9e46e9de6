import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { unstable_readConfig } from "wrangler";
import { call } from "../../dev/clients/http.ts";
import { TEST_OPERATOR, TEST_SECRET } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { simpleMove } from "../support/simple-move.ts";
import { startTraced, type TracedServer } from "../support/traced.ts";

/*
 * What the platform's traces and logs have of a deal, in which tokens come in every way that there is.
 */

const NAME = "Zenobia";

let server: TracedServer;
const secrets: string[] = [TEST_SECRET, TEST_OPERATOR, "test-token"];
const heard: Frame[] = [];

const post = async (path: string, json: Frame = {}, token?: string): Promise<Frame> =>
  (await call(server, "POST", `/api/games${path}`, { json, ...(token ? { token } : {}) })).body;

beforeAll(async () => {
  server = await startTraced();
  const made = await post("", { display_name: NAME, rules: { deals: 1, weak_hand_below: 0 } });
  const { game_id, host_token, player } = made;
  const tokens: string[] = [player.token];
  for (let more = 1; more < 5; more += 1) {
    const joined = await post(`/${game_id}/join`, { display_name: `${NAME} ${more}` });
    tokens[joined.player_id] = joined.token;
  }
  secrets.push(host_token, ...tokens);
  const wires: Wire[] = [];
  for (const token of tokens) wires.push(await joinWire(server, token));
  const byQuery = await openWire(server, `/ws/client?token=${tokens[0]}`);
  await byQuery.next("join.ok");
  wires[0] = byQuery;
  const byMessage = await openWire(server, `/ws/client?game_id=${game_id}`);
  byMessage.send({ message_type: "join", action_id: "j", token: tokens[1] });
  await byMessage.next("join.ok");
  wires[1] = byMessage;
  for (let moves = 0; moves < 60; moves += 1) {
    const { phase, current_player_id: turn } = await byQuery.snapshot();
    if (phase === "end") break;
    const mover = wires[turn] as Wire;
    await mover.act(simpleMove(await mover.snapshot()) as Frame);
    if (moves % 20 === 0) heard.push(...(await server.heard()));
  }
  await call(server, "GET", `/api/games/${game_id}/snapshot`, { token: tokens[2] as string });
  await call(server, "GET", "/api/operator/summary", { token: TEST_OPERATOR });
  for (const wire of wires) wire.close();
  await vi.waitFor(async () => {
    heard.push(...(await server.heard()));
    expect(JSON.stringify(heard)).toContain("deal_ended");
  }, 5_000);
}, 60_000);
afterAll(() => server.close());

/** As the platform is told to keep it: without what is behind the question mark, and with no header but a few. */
const KEPT_HEADERS = [
  "accept",
  "accept-encoding",
  "accept-language",
  "user-agent",
  "content-type",
  "content-length",
];
const kept = ({ info, ...event }: Frame): Frame =>
  info?.headers
    ? {
        ...event,
        info: {
          ...info,
          url: info.url.split("?")[0],
          headers: info.headers.filter(({ name }: Frame) => KEPT_HEADERS.includes(name)),
        },
      }
    : { ...event, info };

test("[M3] the settings have logs and traces on, and leave out what is behind a URL's question mark", () => {
  const { observability } = unstable_readConfig({ config: "wrangler.toml" }, { hideWarnings: true });
  expect(observability).toEqual({
    enabled: true,
    redact_query_string: true,
    logs: { invocation_logs: false },
    traces: { enabled: true, head_sampling_rate: 0.05 },
  });
});

test("[M3] a whole deal was recorded: requests, messages, statements, alarms, requests to Redis", () => {
  const words = JSON.stringify(heard);
  expect(heard.length).toBeGreaterThan(500);
  for (const part of [
    "jsRpcCall",
    "hibernatableWebSocket",
    "durable_object_storage_exec",
    "setAlarm",
    "url.full",
  ])
    expect(words).toContain(part);
  // The platform knows the tokens that came in a URL, and would keep them.
  expect(words).toContain(`token=${secrets.at(-5)}`);
});

test("[M3] no span, no attribute and no line shows a card, a token or a name", () => {
  const words = heard.map((event) => JSON.stringify(kept(event)));
  for (const secret of [...secrets, NAME]) expect(words.filter((word) => word.includes(secret))).toEqual([]);
  expect(words.filter((word) => /eyJ|card_id|coins|cups|swords|clubs|"hand/.test(word))).toEqual([]);
});

test("[M3] a statement is recorded with its placeholders, and of its values no more than how many", () => {
  const attributes = heard.flatMap(({ type, info }) => (type === "attributes" ? (info as Frame[]) : []));
  const bindings = attributes.filter(({ name }) => name === "cloudflare.durable_object.query.bindings");
  expect(bindings.length).toBeGreaterThan(50);
  for (const { value } of bindings) expect(value).toEqual(expect.any(Number));
});
