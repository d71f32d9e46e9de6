import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, call, expectRefusal, upgradeStatus } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, openWire } from "../../dev/clients/wire.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "on" });
});
afterAll(() => server.close());

/** Of wrangler.toml, a minute. */
const LIMITS = { create: 20, join: 60, token: 120, action: 600, read: 600, replay: 60, socket: 300 };

const from = (address: string, path: string, question: Frame = {}) =>
  call(server, "POST", `/api/games${path}`, {
    json: {},
    ...question,
    headers: { "cf-connecting-ip": address },
  });
const create = async (address: string): Promise<Frame> => (await from(address, "")).body;

/**
 * Asks until refused, and gives the refusal. As many as the limit go at once; a new minute
 * may begin in between.
 */
const untilLimited = async (limit: number, ask: () => Promise<Answer>) => {
  const first = await Promise.all(Array.from({ length: limit }, ask));
  expect(first.filter((answer) => answer.status === 429)).toEqual([]);
  for (let through = limit; through <= 2 * limit; through += 1) {
    const answer = await ask();
    if (answer.status === 429) return answer;
  }
  throw new Error(`never limited in ${2 * limit + 1} calls`);
};
const expectLimited = async (limit: number, ask: () => Promise<Answer>) =>
  expectRefused(await untilLimited(limit, ask));
const expectRefused = (refused: Answer) => {
  expectRefusal(refused, 429, "join_failed");
  expect(refused.body.recovery).toBe("retry");
  const seconds = Number(refused.headers.get("retry-after"));
  expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true);
};

test("[H11] creating is limited for each address, and for that one alone", async () => {
  await expectLimited(LIMITS.create, () => from("192.0.2.1", ""));
  expect((await from("192.0.2.2", "")).status).toBe(201);
});

test("[H11] joining is limited, whatever comes of it, and also where it is for watching", async () => {
  const { game_id } = await create("192.0.2.10");
  let asked = 0;
  await expectLimited(LIMITS.join, () => {
    asked += 1;
    return from("192.0.2.11", `/${game_id}/join${asked % 2 ? "?role=observer" : ""}`);
  });
  expect((await from("192.0.2.12", `/${game_id}/join?role=observer`)).status).toBe(201);
});

test("[H11] tokens are limited, the host's and the observers' together", async () => {
  const { game_id, host_token, player } = await create("192.0.2.20");
  let asked = 0;
  await expectLimited(LIMITS.token, () => {
    asked += 1;
    return asked % 2
      ? from("192.0.2.21", `/${game_id}/observer-token`)
      : from("192.0.2.21", `/${game_id}/tokens`, { json: { role: "observer" }, token: host_token });
  });
  const headers = { "cf-connecting-ip": "192.0.2.21" };
  const looking = await call(server, "GET", `/api/games/${game_id}/snapshot`, {
    headers,
    token: player.token,
  });
  expect(looking.status).toBe(200);
});

describe("[H11] so is, for each address and whatever comes of it", () => {
  const askFrom =
    (address: string, gameId: string) =>
    (method: string, path: string, question: Frame = {}) =>
    () =>
      call(server, method, `/api/games/${gameId}${path}`, {
        ...question,
        headers: { "cf-connecting-ip": address },
      });

  test("[H11] what reads; others do not notice", async () => {
    const { game_id, player } = await create("192.0.2.30");
    const ask = askFrom("192.0.2.31", game_id);
    const described = (path: string) =>
      call(server, "GET", path, { headers: { "cf-connecting-ip": "192.0.2.31" } });
    const reads = [ask("GET", ""), ask("GET", "/snapshot", { token: "nonsense" })] as const;
    let asked = 0;
    await expectLimited(LIMITS.read, async () => {
      asked += 1;
      const read = await reads[asked % 2 === 0 ? 0 : 1]();
      if (read.status !== 429) return read;
      // The descriptions count as reads. They are large, so they are asked for only when the limit is reached.
      const open = await described("/api/openapi.json");
      return open.status === 429 ? described("/api/asyncapi.json") : open;
    });
    const other = askFrom("192.0.2.32", game_id)("GET", "/snapshot", { token: player.token });
    expect((await other()).status).toBe(200);
  });

  test("[H11] what asks for a replay", async () => {
    const { game_id } = await create("192.0.2.33");
    const ask = askFrom("192.0.2.34", game_id);
    await expectLimited(LIMITS.replay, ask("GET", "/replay", { token: "nonsense" }));
    // Reading is counted by itself.
    expect((await ask("GET", "")()).status).toBe(200);
  });

  test("[H11] what acts", async () => {
    const { game_id } = await create("192.0.2.35");
    const ask = askFrom("192.0.2.36", game_id);
    await expectLimited(LIMITS.action, ask("POST", "/actions", { token: "nonsense", json: {} }));
    expect((await ask("GET", "")()).status).toBe(200);
  });
});

test("[H11] sockets are limited: one too many is told so and closed with 1013, to come again later", async () => {
  const path = "/ws/client?game_id=QQQQQQ&token=nonsense";
  const headers = { "cf-connecting-ip": "192.0.2.40" };
  for (let opened = 0; opened < LIMITS.socket; opened += 50)
    await Promise.all(Array.from({ length: 50 }, () => upgradeStatus(server, path, headers)));
  for (let more = 0; more <= LIMITS.socket; more += 1) {
    const wire = await openWire(server, path, [], headers);
    const { code } = await wire.closed;
    if (code === 4001) continue;
    expect(code).toBe(1013);
    expect(wire.frames).toMatchObject([{ message_type: "error", code: "join_failed" }]);
    return;
  }
  throw new Error("never limited");
});

test("[H11] whoever has one IPv6 address has its whole /64, and is counted by that", async () => {
  let asked = 0;
  const refused = await untilLimited(LIMITS.create, () => {
    asked += 1;
    return from(`2001:db8:1:2:${asked.toString(16)}::${asked}`, "");
  });
  expectRefused(refused);
  expect((await from("2001:db8:1:3::1", "")).status).toBe(201);
});
