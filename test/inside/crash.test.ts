import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Frame } from "../support/frame.ts";
import { simpleMove } from "../support/simple-move.ts";
import { closing, fetchJson, heard, join, joinAll, newTable, stubOf, type Wire } from "./table.ts";

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
