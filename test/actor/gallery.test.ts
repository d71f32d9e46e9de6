import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, settle, type Wire } from "../../dev/clients/wire.ts";
import { openGameClient } from "../../src/client/game-client.ts";
import { fillHall, type Hall, INSIDE } from "../support/hall.ts";
import { onTurn, type Party, playUntil } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ HEARTBEAT_INTERVAL_SECONDS: "1" });
});
afterAll(() => server.close());

const fill = (more: number) => fillHall(server, more);
const observersOf = async ({ gameId }: Party): Promise<number> =>
  (await call(server, "GET", `/api/games/${gameId}`)).body.observers;
/** The only gallery that the game knows. */
const galleryOf = async ({ gameId }: Party): Promise<string> => {
  await vi.waitFor(async () => expect(await server.galleries(gameId)).toHaveLength(1), 5_000);
  return (await server.galleries(gameId))[0] as string;
};
const inside = ({ watchers }: Hall) => watchers[0] as Wire;
const outside = ({ watchers }: Hall) => watchers.slice(INSIDE);
const isPublic = ({ message_type }: Frame) => /^(player|phase|bid|trick|score|game)\./.test(message_type);
const move = async (party: Party): Promise<number> => {
  const wire = await onTurn(party);
  const result = await wire.act(simpleMove(await wire.snapshot()) as Frame);
  expect(result).toMatchObject({ status: "ok" });
  return result.revision;
};
const reaches = (wire: Wire, revision: number) =>
  vi.waitFor(() => expect(wire.frames.at(-1)?.revision).toBe(revision), 5_000);

test("[O1, O4] the seventeenth watcher and those after it hear what the first hears, to the byte", async () => {
  const hall = await fill(4);
  const known = hall.watchers.map(({ frames }) => frames[0]?.snapshot.observers);
  expect(known).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  await playUntil(hall.party, ({ phase }) => phase === "end");
  const last = (await inside(hall).snapshot()).revision;
  const told = ({ texts }: Wire) => texts.filter((text) => isPublic(JSON.parse(text)));
  const first = told(inside(hall));
  expect(first.length).toBeGreaterThan(60);
  for (const wire of outside(hall)) {
    await reaches(wire, last);
    // The snapshot at the end comes behind the last event, and has its revision.
    await wire.snapshot();
    const after = wire.frames[0]?.revision as number;
    expect(told(wire)).toEqual(first.filter((text) => JSON.parse(text).revision > after));
    // A snapshot after each trick and at the end, as everyone is sent one.
    const unasked = ({ frames }: Wire) =>
      frames.filter((frame) => frame.message_type === "sync" && !frame.action_id);
    const [snapshots, own] = [unasked(wire), unasked(inside(hall))];
    expect(snapshots).toHaveLength(8);
    expect(snapshots.map(({ ts, ...rest }) => rest)).toEqual(own.map(({ ts, ...rest }) => rest));
  }
  hall.close();
});

test("[O1] in a gallery everything is answered as in the game's own actor", async () => {
  const hall = await fill(1);
  const [here, there] = [inside(hall), outside(hall)[0] as Wire];
  const { gameId } = hall.party;
  const questions: readonly (Frame | string)[] = [
    { message_type: "sync", action_id: "a" },
    { message_type: "join", action_id: "b" },
    { message_type: "join", action_id: "c", token: hall.token, game_id: gameId.toLowerCase() },
    { message_type: "bid", action_id: "d", bid: 70 },
    { message_type: "play", action_id: "e", card: 3, player_id: 2 },
    { message_type: "reorder", action_id: "f", hand: [] },
    { message_type: "next-deal", action_id: "g", version: "2.0.0" },
    { message_type: "sync", action_id: "h", game_id: "000000" },
    { message_type: "sync", action_id: "i", player_id: 0 },
    { message_type: "sync", action_id: "j", version: "9.1.0" },
    { message_type: "bid", action_id: "k", bid: "seventy" },
    { message_type: "sync" },
    { message_type: "shout", action_id: "l" },
    "no JSON",
    '{ "message_type": "ping" }',
    '{"message_type":"ping"}',
  ];
  const [from, since] = [here.frames.length, there.frames.length];
  for (const question of questions) for (const wire of [here, there]) wire.send(question);
  await vi.waitFor(() => {
    expect(here.frames.length - from).toBe(questions.length);
    expect(there.frames.length - since).toBe(questions.length);
  }, 5_000);
  const plain = (frames: readonly Frame[]) => frames.map(({ ts, ...frame }) => frame);
  expect(plain(there.frames.slice(since))).toEqual(plain(here.frames.slice(from)));
  const codes = there.frames.slice(since).map(({ code }) => code);
  expect(codes.slice(3, 7)).toEqual(["forbidden", "forbidden", "forbidden", "join_failed"]);
  hall.close();
});

test("[O1, S16] the client follows a game from a gallery as it does from anywhere", async () => {
  const hall = await fill(0);
  const table = openGameClient({ baseUrl: server.url, token: hall.token });
  await playUntil(
    hall.party,
    ({ phase, trick_history }) => phase === "play-tricks" && trick_history.length > 2,
  );
  expect(await galleryOf(hall.party)).toContain(hall.party.gameId);
  const { observers: _, ...snapshot } = await inside(hall).snapshot();
  await vi.waitFor(() => expect(table.snapshot()).toMatchObject(snapshot), 5_000);
  expect(table.state()).toEqual({ name: "live" });
  const { gameId, hostToken } = hall.party;
  await call(server, "DELETE", `/api/games/${gameId}`, { token: hostToken });
  expect(await table.over).toEqual({ name: "ended", reason: "ended_by_host" });
  hall.close();
}, 30_000);

test("[O1, S8, P21] its limits are the same: floods, misfits and large frames close the socket", async () => {
  const hall = await fill(3);
  const [flood, misfits, large] = outside(hall) as [Wire, Wire, Wire];
  for (let n = 0; n < 51; n += 1) flood.send({ message_type: "sync", action_id: `${n}` });
  for (let n = 0; n < 20; n += 1) misfits.send("no JSON");
  large.send("x".repeat(4_097));
  expect((await flood.closed).code).toBe(1008);
  expect((await misfits.closed).code).toBe(1008);
  expect((await large.closed).code).toBe(1009);
  expect(large.frames.at(-1)).toMatchObject({ message_type: "error", code: "invalid_action" });
  await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(INSIDE), 5_000);
  hall.close();
});

describe("[O7] the count", () => {
  test("[O7] includes those in galleries, and follows them without raising a revision", async () => {
    const hall = await fill(5);
    const { revision } = await inside(hall).snapshot();
    await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(INSIDE + 5), 5_000);
    expect((await (hall.party.wires[2] as Wire).snapshot()).observers).toBe(INSIDE + 5);
    for (const wire of outside(hall).slice(0, 3)) wire.close();
    await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(INSIDE + 2), 5_000);
    expect(await (outside(hall)[4] as Wire).snapshot()).toMatchObject({ revision, observers: INSIDE + 2 });
    hall.close();
  });

  test("[O7] a gallery that nobody is in any more is forgotten, and leaves nothing", async () => {
    const hall = await fill(2);
    const name = await galleryOf(hall.party);
    for (const wire of outside(hall)) wire.close();
    await vi.waitFor(async () => expect(await server.galleries(hall.party.gameId)).toEqual([]), 10_000);
    const storage = await server.harness.getWorker().getDurableObjectStorage("GalleryActor", { name });
    await vi.waitFor(
      async () =>
        expect(await storage.exec("SELECT name FROM sqlite_master WHERE name = 'nameplate'")).toEqual([]),
      5_000,
    );
    // And is there again for the next.
    const next = await joinWire(server, hall.token);
    await reaches(next, await move(hall.party));
    next.close();
    hall.close();
  });
});

describe("[O8] what is lost is found again", () => {
  test("[O8] a gallery sleeps and wakes with its watchers where they were", async () => {
    const hall = await fill(3);
    const name = await galleryOf(hall.party);
    const wire = outside(hall)[2] as Wire;
    await server.evictGallery(name);
    const told = await move(hall.party);
    await reaches(wire, told);
    // Nothing but the move: it knew up to where they had been told.
    const events = () => wire.frames.slice(1).map(({ message_type }) => message_type);
    expect(new Set(events())).toEqual(new Set(["bid.placed"]));
    await server.evictGallery(name);
    expect(await wire.snapshot()).toMatchObject({ revision: told, observers: INSIDE + 3 });
    await server.evictGallery(name);
    const late = await joinWire(server, hall.token);
    expect(late.frames[0]).toMatchObject({ revision: told, snapshot: { observers: INSIDE + 4 } });
    late.close();
    hall.close();
  });

  test("[O8] whoever was in a gallery that fell is let in again", async () => {
    const hall = await fill(2);
    await server.evictGallery(await galleryOf(hall.party), "close");
    for (const wire of outside(hall)) await wire.closed;
    const again = await joinWire(server, hall.token);
    await reaches(again, await move(hall.party));
    await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(INSIDE + 1), 10_000);
    again.close();
    hall.close();
  });

  test("[O8] a game that sleeps knows its galleries when it wakes", async () => {
    const hall = await fill(2);
    await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(INSIDE + 2), 5_000);
    await server.evict(hall.party.gameId);
    expect(await observersOf(hall.party)).toBe(INSIDE + 2);
    const told = await move(hall.party);
    for (const wire of outside(hall)) {
      await reaches(wire, told);
      expect(wire.frames.map(({ message_type }) => message_type)).not.toContain("sync");
    }
    hall.close();
  });

  test("[O8, R3] a game that comes back from Redis shows its galleries where it stands", async () => {
    const hall = await fill(2);
    await galleryOf(hall.party);
    await move(hall.party);
    const told = await move(hall.party);
    const { gameId } = hall.party;
    const copied = async () =>
      JSON.parse(String(await server.command("GET", `game:${gameId}:state`))).revision;
    await vi.waitFor(async () => expect(await copied()).toBe(told), 5_000);
    await server.sql(gameId, "DELETE FROM log");
    await server.sql(gameId, "DELETE FROM galleries");
    await server.evict(gameId, "close");
    await call(server, "GET", `/api/games/${gameId}`);
    for (const wire of outside(hall)) {
      const snapshot = await wire.next(({ epoch, message_type }) => epoch === 2 && message_type === "sync");
      expect(snapshot).toMatchObject({ role: "observer", snapshot: { role: "observer", epoch: 2 } });
      expect(snapshot.revision).toBeGreaterThanOrEqual(told);
    }
    await vi.waitFor(async () => expect(await observersOf(hall.party)).toBe(2), 5_000);
    hall.close();
  });
});

test("[O9] when the game ends, those in galleries are told and closed, and nothing is left", async () => {
  const hall = await fill(2);
  const name = await galleryOf(hall.party);
  const { gameId, hostToken } = hall.party;
  // Local workerd takes ten seconds to close a socket whose client has never said anything.
  await settle(outside(hall));
  await call(server, "DELETE", `/api/games/${gameId}`, { token: hostToken });
  const { revision } = await inside(hall).next("game.ended");
  for (const wire of outside(hall)) {
    expect((await wire.closed).code).toBe(4003);
    expect(wire.frames.at(-1)).toMatchObject({
      message_type: "game.ended",
      reason: "ended_by_host",
      revision,
    });
  }
  const storage = await server.harness.getWorker().getDurableObjectStorage("GalleryActor", { name });
  const left = () => storage.exec("SELECT name FROM sqlite_master WHERE name = 'nameplate'");
  await vi.waitFor(async () => expect(await left()).toEqual([]), 5_000);
  const refused = await openWire(server, "/ws/client", ["briscola.v1", `bearer.${hall.token}`]);
  expect((await refused.closed).code).toBe(4004);
  hall.close();
});

test("[O10] who joins by message stays in the game's own actor, of whom there are 64 at most", async () => {
  const hall = await fill(0);
  const { gameId } = hall.party;
  const knock = async () => {
    const wire = await openWire(server, `/ws/client?game_id=${gameId}`, ["briscola.v1"]);
    wire.send({ message_type: "join", action_id: "in", token: hall.token });
    return wire;
  };
  const joined: Wire[] = [];
  for (let n = INSIDE; n < 64; n += 1) {
    const wire = await knock();
    expect((await wire.next("join.ok")).snapshot.observers).toBe(n + 1);
    joined.push(wire);
  }
  expect(await server.galleries(gameId)).toEqual([]);
  const late = await knock();
  expect(await late.next("error")).toMatchObject({ code: "join_failed", action_id: "in" });
  expect((await late.closed).code).toBe(1013);
  const proper = await joinWire(server, hall.token);
  expect(await galleryOf(hall.party)).toContain(gameId);
  for (const wire of [...joined, proper]) wire.close();
  hall.close();
});
