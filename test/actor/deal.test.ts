import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { joinWire, settle } from "../../dev/clients/wire.ts";
import { observerToken, playUntil, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const PUBLIC = /^(player\.|phase\.|bid\.|trick\.|score\.|game\.)/;

test("[P7] a full deal over five sockets and an observer, and on to the next deal", async () => {
  const party = await seatFive(server);
  const observer = await joinWire(server, await observerToken(server, party.gameId));
  const end = await playUntil(party, (snapshot) => snapshot.phase === "end");
  expect(
    end.end_state.final_scores.reduce((sum: number, one: { points: number }) => sum + one.points, 0),
  ).toBe(120);
  const next = await playUntil(party, (snapshot) => snapshot.deal_number === 2);
  expect(next.phase).toBe("bid");
  await settle([...party.wires, observer]);
  const told = (frames: readonly Record<string, unknown>[], from: number) =>
    frames.filter((frame) => PUBLIC.test(`${frame.message_type}`) && Number(frame.revision) > from);
  const start = Number(observer.frames[0]?.revision);
  const seen = told(observer.frames, start);
  expect(seen.map((frame) => frame.revision)).toEqual(seen.map((_, index) => start + index + 1));
  for (const wire of party.wires) {
    const types = told(wire.frames, start).map((frame) => `${frame.revision} ${frame.message_type}`);
    expect(types).toEqual(seen.map((frame) => `${frame.revision} ${frame.message_type}`));
  }
  party.close();
});
