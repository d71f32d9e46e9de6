import { afterAll, beforeAll, expect, test } from "vitest";
import { observerToken, playUntil, seatFive } from "../support/party.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { type Frame, joinWire, type Wire } from "../support/wire.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test("[O1] the seventeenth watcher and all after it are told what the first is told", async () => {
  const party = await seatFive(server);
  const token = await observerToken(server, party.gameId);
  const watchers: Wire[] = [];
  for (let n = 0; n < 20; n += 1) watchers.push(await joinWire(server, token));
  console.log(watchers.map((w) => w.frames[0]?.snapshot.observers).join());
  await playUntil(party, ({ phase }) => phase === "end");
  await Promise.all(watchers.map((wire) => wire.snapshot()));
  const told = ({ texts }: Wire) => texts.slice(1, -1);
  for (const wire of watchers.slice(1)) expect(told(wire).length).toBe(told(watchers[0] as Wire).length);
  for (const wire of watchers.slice(16)) expect(told(wire).at(5)).toEqual(told(watchers[0] as Wire).at(5));
  const status = await fetch(`${server.url}/api/games/${party.gameId}`).then(
    (r) => r.json() as Promise<Frame>,
  );
  expect(status.observers).toBe(20);
  party.close();
  for (const wire of watchers) wire.close();
});
