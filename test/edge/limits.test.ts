import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, call, expectRefusal } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/wire.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "on" });
});
afterAll(() => server.close());

/** Of wrangler.toml, a minute. */
const LIMITS = { create: 20, join: 60, token: 120 };

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
const expectLimited = async (limit: number, ask: () => Promise<Answer>) => {
  const refused = await untilLimited(limit, ask);
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
