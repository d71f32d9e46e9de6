import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { simpleMove } from "../support/simple-move.ts";
import {
  becomes,
  closing,
  command,
  fetchJson,
  heard,
  join,
  joinAll,
  newTable,
  observerToken,
  open,
  stubOf,
  type Wire,
} from "./table.ts";

/** A table with five sockets, some moves into its first trick. */
const inPlay = async () => {
  const table = await newTable();
  const wires = await joinAll(table);
  const move = async (): Promise<Frame> => {
    const mover = wires[(await (wires[0] as Wire).snapshot()).current_player_id] as Wire;
    return mover.act({ ...simpleMove(await mover.snapshot()), action_id: `move ${Math.random()}` });
  };
  for (let moves = 0; moves < 8; moves += 1) expect(await move()).toMatchObject({ status: "ok" });
  return { table, wires, move };
};

test("[R2, P19] after a crash every seat finds its hand, their order, turn and answers as before", async () => {
  const { table, wires } = await inPlay();
  const [one] = wires as [Wire];
  const { hand } = await one.snapshot();
  const reorder = { message_type: "reorder", action_id: "before the crash", hand: hand.toReversed() };
  const first = await one.act(reorder);
  const before = await Promise.all(wires.map((wire) => wire.snapshot()));
  await abortAllDurableObjects();
  const back = await joinAll(table);
  for (const [seat, wire] of back.entries()) {
    const { hand: held, trick, current_player_id, allowed } = await wire.snapshot();
    const was = before[seat] as Frame;
    expect({ held, trick, current_player_id, allowed }).toEqual({
      held: was.hand,
      trick: was.trick,
      current_player_id: was.current_player_id,
      allowed: was.allowed,
    });
  }
  expect({ ...(await (back[0] as Wire).act(reorder)), ts: 0 }).toEqual({ ...first, ts: 0 });
  const { revision } = await (back[0] as Wire).snapshot();
  // Five went, and came again.
  expect(revision).toBe((before[0] as Frame).revision + 10);
});

test("[R1] a crash between storing and the answer: what was heard is stored, what is not stored was not heard", async () => {
  const { table, wires } = await inPlay();
  const rows = () =>
    runInDurableObject(
      stubOf(table),
      (_, { storage }) => storage.sql.exec("SELECT COUNT(*) AS count FROM log").one().count as number,
    );
  const before = await rows();
  const [one] = wires as [Wire];
  const { hand, revision } = await one.snapshot();
  one.socket.send(
    JSON.stringify({ message_type: "reorder", action_id: "the last", hand: hand.toReversed() }),
  );
  await abortAllDurableObjects();
  const stored = (await rows()) - before;
  const heardOf = one.frames.filter(({ action_id }) => action_id === "the last").length;
  expect(heardOf).toBeLessThanOrEqual(stored);
  const again = await join(table.tokens[0] as string);
  const snapshot = await again.snapshot();
  expect(snapshot.revision).toBeGreaterThanOrEqual(revision);
  const kept = await fetchJson(`/api/games/${table.gameId}/snapshot`, {
    headers: { authorization: `Bearer ${table.tokens[0]}` },
  });
  expect(kept.hand).toEqual(heardOf > 0 ? hand.toReversed() : snapshot.hand);
});

test("[R2, S5, S7] what is known of a socket survives its hibernation", async () => {
  const { table, wires, move } = await inPlay();
  const [one] = wires as [Wire];
  for (let misfits = 0; misfits < 19; misfits += 1) one.socket.send("no message");
  await one.snapshot();
  await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
  expect(await move()).toMatchObject({ status: "ok" });
  // The takeover finds the older socket, and the twentieth misfit is the twentieth.
  const two = wires[1] as Wire;
  const second = await join(table.tokens[1] as string);
  expect(await closing(two)).toBe(4002);
  expect(await heard(two, "error")).toMatchObject({ code: "duplicate_connection_handled" });
  one.socket.send("the twentieth");
  expect(await closing(one)).toBe(1008);
  expect(await heard(second, "player.leave")).toMatchObject({ player_id: 0 });
});

test("[S8] what a socket has sent counts after its hibernation too, but for seven messages", async () => {
  const { table } = await inPlay();
  const wire = await join(await observerToken(table));
  const send = (count: number) => {
    for (let sent = 0; sent < count; sent += 1)
      wire.socket.send(JSON.stringify({ message_type: "sync", action_id: "again" }));
  };
  const answers = () => wire.frames.filter(({ action_id }) => action_id === "again").length;
  // The last of the 45 that is written to the attachment is the 40th.
  send(45);
  await becomes(answers, 45);
  await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
  send(13);
  expect(await closing(wire)).toBe(1008);
  expect(answers()).toBeGreaterThanOrEqual(50);
});

test("[S8, S19] so does what a seat has sent, over HTTP and by sockets that are gone", async () => {
  const { table } = await inPlay();
  const token = table.tokens[3] as string;
  const asking = { headers: { authorization: `Bearer ${token}` } };
  const path = `/api/games/${table.gameId}/snapshot`;
  for (let asked = 0; asked < 40; asked += 1)
    expect(await fetchJson(path, asking)).toMatchObject({ status: 200 });
  const first = await join(token);
  for (let sent = 0; sent < 20; sent += 1) await first.snapshot();
  const second = await join(token);
  for (let sent = 0; sent < 16; sent += 1) await second.snapshot();
  await evictDurableObject(stubOf(table), { webSockets: "hibernate" });
  // Fewer than a hundred less those seventy-six, but for the seven that a sleep may forget.
  let more = 0;
  while (more < 100 && (await fetchJson(path, asking)).status === 200) more += 1;
  expect(more).toBeLessThanOrEqual(24 + 7);
});

test("[P20, H9, S6] whoever is asking while the actor falls is told that it was not reached: 502, and 1013", async () => {
  const { table, wires } = await inPlay();
  const stub = stubOf(table);
  const before = await (wires[0] as Wire).snapshot();
  await becomes(
    async () => JSON.parse(String(await command("GET", `game:${table.gameId}:state`))).revision,
    before.revision,
  );
  await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("DELETE FROM log").toArray());
  await evictDurableObject(stub, { webSockets: "close" });
  // Keeps Redis busy, so that whoever asks waits for the game to be restored.
  const busy = command("EVAL", "local n = 0 while n < 4000000 do n = n + 1 end return n", 0);
  const headers = { authorization: `Bearer ${table.tokens[0]}` };
  const asked = [
    fetchJson(`/api/games/${table.gameId}`),
    fetchJson(`/api/games/${table.gameId}/snapshot`, { headers }),
  ];
  const knock = open(`token=${table.tokens[0]}`);
  await runInDurableObject(stub, (_, state) => state.abort("struck")).catch(() => {});
  for (const answer of await Promise.all(asked))
    expect(answer).toMatchObject({ status: 502, code: "routing_failed", recovery: "retry" });
  const wire = await knock;
  expect(await closing(wire)).toBe(1013);
  expect(wire.frames).toMatchObject([{ message_type: "error", code: "routing_failed", origin: "web" }]);
  await busy;
  expect((await (await join(table.tokens[0] as string)).snapshot()).hand).toEqual(before.hand);
});
