import { expect, test } from "vitest";
import { type Arrivals, type End, holdSocket } from "../../src/edge/held-socket.ts";
import { openWaitingRoom } from "../../src/edge/waiting-room.ts";
import type { Rejection } from "../../src/shared/protocol/refusal.ts";
import { ok, type Result } from "../../src/shared/result.ts";
import { fakeClock } from "../support/fake-socket.ts";

/** An end that keeps what is sent to it, and how it was closed. */
const fakeEnd = () => {
  const sent: (string | ArrayBuffer)[] = [];
  const closings: number[] = [];
  const end: End = { send: (data) => sent.push(data), close: (code) => closings.push(code) };
  return { end, sent, closings };
};

/** A held socket whose game answers when the test says so. */
const held = (maxMessages = 50) => {
  const clock = fakeClock();
  const client = fakeEnd();
  const game = fakeEnd();
  let settled = 0;
  let asked = 0;
  let fromGame: Arrivals | null = null;
  let answer: (opened: Result<End, Rejection>) => void = () => {};
  const arrivals = holdSocket({
    client: client.end,
    open: (_, arriving) => {
      asked += 1;
      fromGame = arriving;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    errorFor: ({ kind }, actionId) => `${kind} ${actionId}`,
    after: clock.after,
    maxMessages,
    settled: () => {
      settled += 1;
    },
  });
  return {
    clock,
    client,
    game,
    ...arrivals,
    asked: () => asked,
    settled: () => settled,
    fromGame: () => fromGame as unknown as Arrivals,
    opens: async (opened: Result<End, Rejection> = ok(game.end)) => {
      answer(opened);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
};

const PING = '{"message_type":"ping"}';
const JOIN = '{"message_type":"join","action_id":"j","token":"t"}';

test("[S23] a socket has ten seconds for its join", () => {
  const { clock, client, settled, message } = held();
  clock.pass(9_999);
  message(PING);
  expect([client.closings, settled()]).toEqual([[], 0]);
  clock.pass(1);
  expect(client.sent).toEqual(['{"message_type":"pong"}', "not-joined null"]);
  expect([client.closings, settled()]).toEqual([[4001], 1]);
  message(JOIN);
  expect(client.sent).toHaveLength(2);
});

test("[S23] the ten seconds hold for the game's answer too; a socket that opens later is closed", async () => {
  const { clock, client, game, settled, message, opens } = held();
  message(JOIN);
  clock.pass(10_000);
  expect([client.closings, settled()]).toEqual([[4001], 1]);
  await opens();
  expect([game.sent, game.closings]).toEqual([[], [1000]]);
});

test("[S23] after the join no time runs", async () => {
  const { clock, client, game, settled, message, opens } = held();
  message(JOIN);
  await opens();
  expect([clock.waiting(), settled()]).toEqual([0, 1]);
  clock.pass(1_000_000);
  expect([client.closings, game.closings]).toEqual([[], []]);
});

test("[S23, S12] the join goes first, then what waited, then what comes; a ping in between is the edge's to answer", async () => {
  const { client, game, asked, message, opens } = held();
  message(JOIN);
  message("one");
  message(JOIN);
  message(PING);
  const bytes = new ArrayBuffer(3);
  message(bytes);
  expect([game.sent, client.sent, asked()]).toEqual([[], ['{"message_type":"pong"}'], 1]);
  await opens();
  message("two");
  message(PING);
  expect(game.sent).toEqual([JOIN, "one", JOIN, bytes, "two", PING]);
});

test("[S24] at most 16 KiB wait behind the join", async () => {
  const { client, settled, message, opens, game } = held();
  message(JOIN);
  for (let count = 0; count < 4; count += 1) message("x".repeat(4_096));
  expect(client.closings).toEqual([]);
  message("x");
  expect([client.sent, client.closings, settled()]).toEqual([["malformed null"], [1008], 1]);
  await opens();
  expect(game.closings).toEqual([1000]);
});

test("[S24] bytes are counted, not characters", () => {
  const { client, message } = held();
  message("à".repeat(2_049));
  expect([client.sent, client.closings]).toEqual([["malformed null"], [1009]]);
});

test("[S24] the number of messages before the join has a limit, unless it is off", () => {
  const limited = held(3);
  for (let count = 0; count < 4; count += 1) limited.message('{"message_type":"sync"}');
  expect(limited.client.sent).toEqual([
    "not-joined null",
    "not-joined null",
    "not-joined null",
    "malformed null",
  ]);
  expect(limited.client.closings).toEqual([1008]);
  const open = held(0);
  for (let count = 0; count < 200; count += 1) open.message('{"message_type":"sync"}');
  expect(open.client.closings).toEqual([]);
});

test("[S23] a refused join is told why and closed", async () => {
  const { client, settled, message, opens } = held();
  message(JOIN);
  await opens({ ok: false, error: { kind: "no-such-game" } });
  expect([client.sent, client.closings, settled()]).toEqual([["no-such-game j"], [4004], 1]);
});

test.each([
  [4003, 4003],
  [1006, 1011],
  [1005, 1011],
])(
  "[S23, S10] the game's close with %i reaches the client as %i, and both ends are answered",
  async (code, told) => {
    const { client, game, message, opens, fromGame, closed } = held();
    message(JOIN);
    await opens();
    fromGame().message("news");
    fromGame().closed(code, "why");
    expect([client.sent, client.closings, game.closings]).toEqual([["news"], [told], [told]]);
    closed(told, "why");
    message("late");
    expect(game.sent).toEqual([JOIN]);
  },
);

test.each([
  [1000, 1000],
  [1005, 1000],
  [1006, 1000],
  [1001, 1001],
])("[S23, S10] the client's close with %i reaches the game as %i", async (code, told) => {
  const { client, game, message, opens, closed } = held();
  message(JOIN);
  await opens();
  closed(code, "");
  expect([client.closings, game.closings]).toEqual([[told], [told]]);
});

test("[S23] a client that leaves before its join, or before the game answers, leaves nothing open", async () => {
  const before = held();
  before.closed(1006, "");
  expect([before.clock.waiting(), before.settled(), before.asked()]).toEqual([0, 1, 0]);
  const between = held();
  between.message(JOIN);
  between.closed(1000, "");
  await between.opens();
  expect([between.game.sent, between.game.closings, between.settled()]).toEqual([[], [1000], 1]);
});

test("[S24] the sockets that wait are counted by address and in all, until they wait no longer", () => {
  const room = openWaitingRoom();
  const enterAll = (network: string, count: number) =>
    Array.from({ length: count }, () => room.enter(network));
  const first = enterAll("192.0.2.1", 33);
  expect(first.filter((leave) => leave === null)).toHaveLength(1);
  first[0]?.();
  expect(room.enter("192.0.2.1")).not.toBeNull();
  for (let network = 2; network <= 16; network += 1)
    expect(enterAll(`192.0.2.${network}`, 32)).not.toContain(null);
  expect(room.enter("192.0.2.99")).toBeNull();
  first[1]?.();
  expect(room.enter("192.0.2.99")).not.toBeNull();
});
