import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, settle, type Wire } from "../../dev/clients/wire.ts";
import { caughtUp, storedState } from "../support/copies.ts";
import { onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0" });
});
afterAll(() => server.close());

/** A message as it came, but for `ts`. */
const timeless = (text: string) => text.replace(/"ts":\d+/, '"ts":0');
const textOf = (wire: Wire, frame: Frame) => timeless(wire.texts[wire.frames.indexOf(frame)] as string);
const rows = async (gameId: string) =>
  (await server.sql(gameId, "SELECT COUNT(*) AS rows FROM log"))[0]?.rows as number;

/** The same over HTTP. */
const overHttp = async (party: Party, seat: number, message: Frame) => {
  const response = await fetch(`${server.url}/api/games/${party.gameId}/actions`, {
    method: "POST",
    headers: { authorization: `Bearer ${party.tokens[seat]}`, "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  return { status: response.status, text: timeless(await response.text()) };
};

/** A table on which the seat on turn has just made `move`, answered `first`, and the table has moved on. */
const answered = async () => {
  const party = await seatFive(server);
  await playUntil(party, ({ phase }) => phase === "play-first-trick");
  const wire = await onTurn(party);
  const seat = party.wires.indexOf(wire);
  const move: Frame = { ...simpleMove(await wire.snapshot()), action_id: `the play of ${party.gameId}` };
  const first = textOf(wire, await wire.act(move));
  const next = await onTurn(party);
  await next.act(simpleMove(await next.snapshot()) as Frame);
  const { revision } = await wire.snapshot();
  return { party, wire, seat, move, first, revision, rows: await rows(party.gameId) };
};

test("[P19] over the same socket the first ok comes again and nothing changes, even with another body", async () => {
  const { party, wire, seat, move, first, revision, rows: before } = await answered();
  expect(JSON.parse(first)).toMatchObject({ status: "ok", effects: { card: { card_id: move.card } } });
  await settle(party.wires);
  for (const again of [move, { ...move, card: 99 }, { ...move, expected_revision: 1 }]) {
    const sent = party.wires.map(({ frames }) => frames.length);
    expect(textOf(wire, await wire.act(again))).toBe(first);
    const others = party.wires.filter((other) => other !== wire);
    const grown = await Promise.all(others.map(async (other) => (await other.snapshot()).revision));
    expect(grown).toEqual(others.map(() => revision));
    for (const [index, other] of party.wires.entries())
      if (other !== wire) expect(other.frames.length).toBe((sent[index] as number) + 1);
  }
  expect(await rows(party.gameId)).toBe(before);
  // Whoever may not act for that seat gets nothing out of it.
  expect(await wire.act({ ...move, player_id: (seat + 1) % 5 })).toMatchObject({ code: "forbidden" });
  party.close();
});

test("[P19] an action_id belongs to its seat, and a refused one is not spent", async () => {
  const { party, wire, seat, move } = await answered();
  const neighbour = party.wires[(seat + 2) % 5] as Wire;
  const { hand } = await neighbour.snapshot();
  const theirs = { message_type: "reorder", action_id: move.action_id, hand: hand.toReversed() };
  expect(await neighbour.act({ ...theirs, hand: [] })).toMatchObject({ status: "error" });
  expect(await neighbour.act(theirs)).toMatchObject({ status: "ok", effects: { hand: expect.anything() } });
  const effects = await wire.act({ ...move });
  expect(effects).toMatchObject({ status: "ok", effects: { card: { card_id: move.card } } });
  party.close();
});

test("[P19] across sockets and HTTP", async () => {
  const { party, wire, seat, move, first, rows: before } = await answered();
  expect(await overHttp(party, seat, move)).toEqual({ status: 200, text: first });
  const { hand } = await wire.snapshot();
  const reorder = { message_type: "reorder", action_id: "over HTTP", hand: hand.toReversed() };
  const result = await overHttp(party, seat, reorder);
  expect(result.status).toBe(200);
  expect(await overHttp(party, seat, reorder)).toEqual(result);
  expect(textOf(wire, await wire.act(reorder))).toBe(result.text);
  expect(await rows(party.gameId)).toBe(before + 1);
  party.close();
});

test("[P19] after a takeover, after both kinds of eviction, and after a restore from Redis", async () => {
  const { party, seat, move, first, revision } = await answered();
  const again = async () => {
    const wire = party.wires[seat] as Wire;
    return textOf(wire, await wire.act(move));
  };
  const rejoin = async () => {
    party.wires[seat] = await joinWire(server, party.tokens[seat] as string);
  };
  const copied = async () => caughtUp(server, party.gameId, await (party.wires[seat] as Wire).snapshot());
  await rejoin();
  expect(await again()).toBe(first);
  await copied();
  await server.evict(party.gameId, "hibernate");
  expect(await again()).toBe(first);
  await copied();
  await server.evict(party.gameId, "close");
  await rejoin();
  expect(await again()).toBe(first);
  await copied();
  const trick = (await (party.wires[seat] as Wire).snapshot()).trick;
  await server.sql(party.gameId, "DROP TABLE log");
  await server.evict(party.gameId, "hibernate");
  expect(await again()).toBe(first);
  expect(await (party.wires[seat] as Wire).snapshot()).toMatchObject({ epoch: 2, trick });
  expect(await overHttp(party, seat, move)).toEqual({ status: 200, text: first });
  expect(JSON.parse(first).epoch).toBe(1);
  expect(revision).toBeGreaterThan(JSON.parse(first).revision);
  expect(await storedState(server, party.gameId)).toMatchObject({ epoch: 2 });
  party.close();
});

test("[P19] the latest 64 accepted actions of a seat are kept, refusals not counted, and survive eviction", async () => {
  const party = await seatFive(server);
  const [wire] = party.wires as [Wire];
  const { hand } = await wire.snapshot();
  const orders = [hand.toReversed(), hand];
  const texts: string[] = [];
  const act = async (index: number) =>
    textOf(
      wire,
      await wire.act({ message_type: "reorder", action_id: `n${index}`, hand: orders[index % 2] }),
    );
  for (let index = 0; index < 64; index += 1) {
    texts.push(await act(index));
    if (index % 8 === 0) await wire.act({ message_type: "reorder", hand: [] });
  }
  const before = await rows(party.gameId);
  expect(await act(0)).toBe(texts[0]);
  await server.evict(party.gameId, "hibernate");
  for (const index of [0, 1, 31, 63]) expect(await act(index)).toBe(texts[index]);
  expect(await rows(party.gameId)).toBe(before);
  party.close();
});
