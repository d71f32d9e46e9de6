import { expect, test } from "vitest";
import { broadcastOf } from "../../src/actor/sockets/broadcast.ts";
import { openGameClient } from "../../src/client/game-client.ts";
import type { GameClientState } from "../../src/client/state.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { stepsFrom } from "../../src/shared/game/evolve.ts";
import { connect } from "../../src/shared/game/seating.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { type FakeSocket, fakeEnvironment } from "../support/fake-socket.ts";
import { seatedTable } from "../support/table.ts";

const OCCASION = { now: 0, observers: 0 };

/** A client of `viewer` at a game whose server is this test. */
const sit = (
  viewer: Viewer,
  random?: () => number,
  renew?: () => Promise<string | null>,
  timersEvery?: number,
) => {
  const { world, clock, sockets } = fakeEnvironment(random, timersEvery);
  const game = seatedTable({ seed: 3, dealer: 4 });
  const options = { baseUrl: "http://server.example", token: "a.token", world };
  const table = openGameClient(renew ? { ...options, renew } : options);
  const states: GameClientState[] = [];
  table.onState((state) => states.push(state));
  const socket = () => sockets.at(-1) as FakeSocket;
  const snapshot = (type: string, more: object = {}) => ({
    message_type: type,
    epoch: game.game.epoch,
    revision: game.game.revision,
    snapshot: viewFor(game.game, viewer, 0),
    ...more,
  });
  const letIn = () => {
    socket().open();
    socket().say(snapshot("join.ok"));
  };
  /** The frames that `viewer` is sent when `events` happen. */
  const happen = (events: readonly Event[]) => {
    const frames = broadcastOf(
      game.game.revision,
      stepsFrom(game.game, events, OCCASION.now),
      OCCASION,
    ).framesFor(viewer, "batch");
    game.happen(events);
    return frames.map((frame) => JSON.parse(frame));
  };
  const play = (seat: Seat, doing: Parameters<typeof game.send>[1]) => {
    const decided = game.ask(seat, doing);
    if (!decided.ok) throw new Error("refused");
    return happen(decided.value);
  };
  const answer = (action_id: string) => ({
    message_type: "action.result",
    action_id,
    status: "ok",
    effects: {},
    epoch: 1,
    revision: game.game.revision,
  });
  return { table, game, clock, sockets, socket, states, snapshot, letIn, happen, play, answer };
};

const names = (states: readonly GameClientState[]) => states.map(({ name }) => name);

test("[S16] opens a socket with its token, and is live with a snapshot once it is let in", () => {
  const { table, socket, letIn, states, game } = sit(2);
  expect(table.state()).toEqual({ name: "connecting" });
  expect(table.snapshot()).toBeNull();
  expect(socket().url).toBe("ws://server.example/ws/client");
  expect(socket().protocols).toEqual(["briscola.v1.batch", "briscola.v1", "bearer.a.token"]);
  letIn();
  expect(names(states)).toEqual(["live"]);
  expect(table.snapshot()).toEqual(viewFor(game.game, 2, 0));
});

test("[S16] a lost socket is opened again, and what had no answer is sent again under the same id, once answered", async () => {
  const { table, clock, sockets, socket, letIn, play, answer, states } = sit(0);
  letIn();
  const bid = table.act({ message_type: "bid", bid: 61 });
  const named = table.act({ message_type: "reorder", hand: [], action_id: "mine" });
  const first = socket().sent;
  expect(first.map(({ message_type }) => message_type)).toEqual(["bid", "reorder"]);
  expect(first[1]?.action_id).toBe("mine");
  socket().say(answer("mine"));
  expect((await named).ok).toBe(true);
  socket().drop(1006);
  expect(table.state()).toEqual({ name: "reconnecting", tries: 1 });
  const late = table.act({ message_type: "reorder", hand: [] });
  clock.pass(1_000);
  expect(sockets).toHaveLength(2);
  play(0, { message_type: "bid", bid: 61 });
  letIn();
  expect(socket().sent[0]).toEqual(first[0]);
  expect(socket().sent.map(({ message_type }) => message_type)).toEqual(["bid", "reorder"]);
  const ids = socket().sent.map(({ action_id }) => action_id);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) socket().say(answer(id));
  expect(await bid).toMatchObject({ ok: true, value: { status: "ok", action_id: first[0]?.action_id } });
  expect((await late).ok).toBe(true);
  expect(names(states)).toEqual(["live", "reconnecting", "live"]);
  socket().drop(1006);
  clock.pass(1_000);
  letIn();
  expect(socket().sent).toEqual([]);
});

test("[P17] a choice is for the turn of the snapshot, also when it is sent late; other actions are for any turn", () => {
  const { table, clock, socket, letIn, game, play } = sit(0);
  letIn();
  const { turn } = game.game;
  socket().drop(1006);
  void table.act({ message_type: "play", card: 3 });
  void table.act({ message_type: "bid", bid: 61, expected_turn: 900 });
  void table.act({ message_type: "reorder", hand: [] });
  void table.act({ message_type: "next-deal" });
  clock.pass(1_000);
  play(0, { message_type: "bid", bid: 61 });
  letIn();
  expect(game.game.turn).toBeGreaterThan(turn);
  expect(socket().sent.map(({ expected_turn }) => expected_turn)).toEqual([turn, 900, undefined, undefined]);
});

test("[P17] a choice of an earlier epoch is not sent again: the player reads that the game had moved on", async () => {
  const { table, clock, socket, letIn, game } = sit(0);
  letIn();
  const bid = table.act({ message_type: "bid", bid: 61 });
  void table.act({ message_type: "reorder", hand: [] });
  socket().drop(1006);
  clock.pass(1_000);
  game.happen([{ type: "game-restored" }]);
  letIn();
  expect(socket().sent.map(({ message_type }) => message_type)).toEqual(["reorder"]);
  expect(await bid).toMatchObject({
    ok: true,
    value: { message_type: "action.result", status: "error", code: "desync", epoch: 2 },
  });
});

test("[P17, P19] a choice that may have been accepted before a restore is sent again, and gets its first answer", async () => {
  const { table, clock, socket, letIn, game, play, answer } = sit(0);
  letIn();
  const bid = table.act({ message_type: "bid", bid: 61, action_id: "mine" });
  play(0, { message_type: "bid", bid: 61 });
  socket().drop(1006);
  clock.pass(1_000);
  game.happen([{ type: "game-restored" }]);
  letIn();
  expect(socket().sent.map(({ action_id }) => action_id)).toEqual(["mine"]);
  socket().say(answer("mine"));
  expect(await bid).toMatchObject({ ok: true, value: { status: "ok" } });
});

test("[S16] a client that is woken reconnects at once, and soon sees that its open connection is dead", () => {
  const { table, clock, sockets, socket, letIn } = sit(1);
  letIn();
  table.wake();
  expect(socket().pings()).toBe(2);
  clock.pass(30_000);
  expect(table.state().name).toBe("live");
  socket().answersPings = false;
  table.wake();
  clock.pass(4_000);
  expect(table.state()).toEqual({ name: "reconnecting", tries: 1 });
  table.wake();
  table.wake();
  expect(sockets).toHaveLength(2);
  socket().drop(1006);
  table.wake();
  expect(sockets).toHaveLength(3);
  letIn();
  expect(table.state().name).toBe("live");
  table.close();
  table.wake();
  expect(sockets).toHaveLength(3);
  clock.pass(1);
  expect(clock.waiting()).toBe(0);
});

test("[S7, S16] a hidden tab, whose timers run once a minute, is never silent for 75 s, and comes back after a loss", () => {
  const MINUTE_MS = 60_000;
  const { table, clock, sockets, socket, letIn } = sit(1, undefined, undefined, MINUTE_MS);
  letIn();
  for (const _hour of [1, 2]) {
    let [pings, silent, longest] = [socket().pings(), 0, 0];
    for (let passed = 0; passed < 60 * MINUTE_MS; passed += 1_000) {
      clock.pass(1_000);
      silent = socket().pings() > pings ? 0 : silent + 1_000;
      pings = socket().pings();
      longest = Math.max(longest, silent);
      expect(table.state().name).toBe("live");
    }
    expect(longest).toBeLessThan(75_000);
    const opened = sockets.length;
    socket().drop(1006);
    clock.pass(MINUTE_MS);
    expect(sockets).toHaveLength(opened + 1);
    letIn();
  }
});

test("[S16] waits longer after each failure, up to ten seconds and never in step with others", () => {
  for (const [random, waits] of [
    [0, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]],
    [0.999_999, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]],
  ] as const) {
    const { clock, sockets, socket, table } = sit(1, () => random);
    const seen: number[] = [];
    for (const [failed] of waits.entries()) {
      const before = clock.now();
      socket().drop(1006);
      expect(table.state()).toEqual({ name: "reconnecting", tries: failed + 1 });
      while (sockets.length === failed + 1) clock.pass(1);
      seen.push(clock.now() - before);
    }
    expect(seen).toEqual(waits);
  }
});

test("[S16] only a connection that lasted makes the next wait short again", () => {
  const { clock, socket, table, letIn } = sit(1);
  for (const [lasted, tries] of [
    [10, 1],
    [10, 2],
    [4_900, 3],
    [5_000, 1],
    [10, 2],
  ] as const) {
    letIn();
    clock.pass(lasted);
    socket().drop(1006);
    expect(table.state()).toEqual({ name: "reconnecting", tries });
    clock.pass(9_000);
  }
});

test("[S16] a server that stops answering is noticed within twelve seconds, one that does not let in within ten", () => {
  const { clock, sockets, socket, table, letIn } = sit(1);
  letIn();
  clock.pass(60_000);
  expect(table.state()).toEqual({ name: "live" });
  expect(socket().pings()).toBeGreaterThanOrEqual(12);
  for (const later of [0, 1_700, 4_990]) {
    clock.pass(later);
    const last = socket();
    last.answersPings = false;
    const before = clock.now();
    while (table.state().name === "live") clock.pass(100);
    expect(clock.now() - before).toBeLessThanOrEqual(12_000);
    expect(last.isClosed()).toBe(true);
    while (socket() === last) clock.pass(100);
    letIn();
    last.say({ message_type: "error", code: "invalid_action", reason: "too late" });
    expect(table.state()).toEqual({ name: "live" });
  }
  const opened = sockets.length;
  socket().drop(1006);
  clock.pass(4_000);
  expect(sockets).toHaveLength(opened + 1);
  clock.pass(12_000);
  expect(sockets).toHaveLength(opened + 2);
});

test("[S16] any message counts as an answer to a ping", () => {
  const { clock, socket, table, letIn, happen, game } = sit("observer");
  letIn();
  socket().answersPings = false;
  for (let passed = 0; passed < 40_000; passed += 4_000) {
    clock.pass(4_000);
    for (const frame of happen(connect(game.game, 3))) socket().say(frame);
  }
  expect(table.state()).toEqual({ name: "live" });
});

test("[S16] the snapshot follows the messages, and whoever is on turn asks once what it may do", async () => {
  const { table, socket, letIn, play, snapshot, game } = sit(1);
  letIn();
  const seen: (string | undefined)[] = [];
  table.on("bid.placed", ({ player_id, bid }) =>
    seen.push(`${player_id}: ${bid}, turn ${table.snapshot()?.current_player_id}`),
  );
  table.onSnapshot(({ allowed }) => seen.push(allowed?.map(({ message_type }) => message_type).join()));
  for (const frame of play(0, { message_type: "bid", bid: 70 })) socket().say(frame);
  const [asked] = socket().sent;
  expect(socket().sent).toHaveLength(1);
  const answered = table.sync();
  expect(socket().sent).toHaveLength(1);
  socket().say(snapshot("sync", { action_id: asked?.action_id }));
  expect(await answered).toEqual({ ok: true, value: viewFor(game.game, 1, 0) });
  expect(seen).toEqual(["0: 70, turn 1", "reorder", "bid,reorder"]);
  for (const frame of play(1, { message_type: "bid", bid: -1 })) socket().say(frame);
  expect(socket().sent).toHaveLength(1);
  expect(table.snapshot()?.bids).toHaveLength(2);
});

test("[S16] a gap in the revisions, or another epoch, is cured by one sync, and nothing is followed until then", () => {
  for (const lost of ["a message", "the epoch"]) {
    const { table, socket, letIn, play, snapshot, game } = sit("observer");
    letIn();
    const before = table.snapshot();
    const first = play(0, { message_type: "bid", bid: 70 });
    if (lost === "the epoch") game.happen([{ type: "game-restored" }]);
    const second = play(1, { message_type: "bid", bid: -1 });
    if (lost === "the epoch") for (const frame of first) socket().say(frame);
    const known = table.snapshot();
    for (const frame of second) socket().say(frame);
    for (const frame of play(2, { message_type: "bid", bid: -1 })) socket().say(frame);
    expect(socket().sent.map(({ message_type }) => message_type)).toEqual(["sync"]);
    expect(table.snapshot()).toBe(known);
    if (lost === "a message") expect(known).toBe(before);
    socket().say(snapshot("sync", { action_id: socket().sent[0]?.action_id }));
    expect(table.snapshot()).toEqual(viewFor(game.game, "observer", 0));
    for (const frame of play(3, { message_type: "bid", bid: -1 })) socket().say(frame);
    expect(socket().sent).toHaveLength(1);
    expect(table.snapshot()).toEqual(viewFor(game.game, "observer", 0));
  }
});

test.each([
  { close: 4002, over: { name: "replaced" } },
  { close: 4003, over: { name: "ended", reason: "ended_by_host" } },
  { close: 4004, over: { name: "ended", reason: "gone" } },
  { close: 4001, over: { name: "refused", reason: "gone" } },
])("[S16] a close with $close is for good: $over.name", async ({ close, over }) => {
  const { table, clock, sockets, socket, letIn, states, game } = sit(0);
  letIn();
  const bid = table.act({ message_type: "bid", bid: 61 });
  const asked = table.sync();
  if (close === 4003) {
    const revision = game.game.revision + 1;
    socket().say({ message_type: "game.ended", reason: "ended_by_host", epoch: 1, revision });
  }
  socket().drop(close, "gone");
  expect(await table.over).toEqual(over);
  expect(states.at(-1)).toEqual(over);
  for (const left of [bid, asked, table.sync(), table.act({ message_type: "next-deal" })])
    expect(await left).toEqual({ ok: false, error: over });
  clock.pass(60_000);
  expect(sockets).toHaveLength(1);
  expect(clock.waiting()).toBe(0);
});

test("[S16] a flood's or a restart's close is not for good, a refused origin's is", () => {
  for (const [code, error, name] of [
    [1008, "invalid_action", "reconnecting"],
    [1013, null, "reconnecting"],
    [1011, null, "reconnecting"],
    [1001, null, "reconnecting"],
    [1008, "forbidden", "refused"],
  ] as const) {
    const { table, socket } = sit(0);
    socket().open();
    if (error) socket().say({ message_type: "error", code: error, reason: "because" });
    socket().drop(code);
    expect(table.state().name).toBe(name);
  }
});

test("[S16] closing it ends everything, also while it is trying to come back", async () => {
  for (const trying of [false, true]) {
    const { table, clock, sockets, socket, letIn } = sit(0);
    letIn();
    if (trying) socket().drop(1006);
    table.close();
    expect(await table.over).toEqual({ name: "left" });
    socket().drop(1000);
    clock.pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  }
});

/** Lets everything happen that waits for nothing but promises. */
const settled = () => new Promise((done) => setImmediate(done));

test("[S17] an observer whose token has run out comes back with a fresh one, asked for once", async () => {
  let asked = 0;
  const { table, clock, sockets, socket, states, letIn, game } = sit("observer", undefined, async () => {
    asked += 1;
    return `fresh.${asked}`;
  });
  letIn();
  socket().drop(1006);
  clock.pass(1_000);
  expect(asked).toBe(0);
  socket().say({ message_type: "error", code: "unauthorized", reason: "the token has expired" });
  socket().drop(4001);
  expect(table.state()).toEqual({ name: "reconnecting", tries: 2 });
  await settled();
  expect(sockets).toHaveLength(2);
  clock.pass(1_000);
  expect(sockets).toHaveLength(3);
  expect(socket().protocols).toEqual(["briscola.v1.batch", "briscola.v1", "bearer.fresh.1"]);
  letIn();
  expect(table.snapshot()).toEqual(viewFor(game.game, "observer", 0));
  expect(names(states)).toEqual(["live", "reconnecting", "reconnecting", "live"]);
  // The fresh one is good for every later loss, and is replaced in its turn.
  clock.pass(5_000);
  socket().drop(1006);
  clock.pass(1_000);
  expect(socket().protocols[2]).toBe("bearer.fresh.1");
  socket().drop(4001);
  await settled();
  clock.pass(2_000);
  expect(socket().protocols[2]).toBe("bearer.fresh.2");
  expect(asked).toBe(2);
});

test.each([
  { what: "there is none", renew: async () => null },
  { what: "asking for it fails", renew: () => Promise.reject(new Error("no")) },
])("[S17] when $what, the table is over as refused", async ({ renew }) => {
  const { table, clock, sockets, socket, letIn } = sit("observer", undefined, renew);
  letIn();
  const asked = table.sync();
  socket().drop(4001, "the token has expired");
  const over = { name: "refused", reason: "the token has expired" };
  expect(await table.over).toEqual(over);
  expect(await asked).toEqual({ ok: false, error: over });
  clock.pass(60_000);
  expect(sockets).toHaveLength(1);
  expect(clock.waiting()).toBe(0);
});

test("[S17] a server that takes no token is asked ever less often", async () => {
  let asked = 0;
  const { clock, socket, sockets } = sit(
    "observer",
    () => 0,
    async () => {
      asked += 1;
      return "fresh";
    },
  );
  for (const wait of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
    const opened = sockets.length;
    socket().drop(4001);
    await settled();
    clock.pass(wait - 1);
    expect(sockets).toHaveLength(opened);
    clock.pass(1);
    expect(sockets).toHaveLength(opened + 1);
  }
  expect(asked).toBe(7);
});

test("[S17] no token is asked for where a token is not what is missing, nor by a table that was left meanwhile", async () => {
  let asked = 0;
  let give: (token: string) => void = () => {};
  const renew = () => {
    asked += 1;
    return new Promise<string>((tell) => {
      give = tell;
    });
  };
  for (const [close, error, name] of [
    [4002, null, "replaced"],
    [4003, null, "ended"],
    [4004, null, "ended"],
    [1008, "forbidden", "refused"],
  ] as const) {
    const { table, socket } = sit("observer", undefined, renew);
    socket().open();
    if (error) socket().say({ message_type: "error", code: error, reason: "because" });
    socket().drop(close);
    expect(table.state().name).toBe(name);
  }
  expect(asked).toBe(0);
  const { table, clock, sockets, socket } = sit("observer", undefined, renew);
  socket().drop(4001);
  expect(asked).toBe(1);
  table.close();
  give("late");
  await settled();
  clock.pass(60_000);
  expect(await table.over).toEqual({ name: "left" });
  expect(sockets).toHaveLength(1);
  expect(clock.waiting()).toBe(0);
});

test("[S16] an owner that leaves as soon as the connection is lost is not brought back", () => {
  const { table, clock, sockets, socket, letIn } = sit(0);
  letIn();
  table.onState(({ name }) => {
    if (name === "reconnecting") table.close();
  });
  socket().drop(1006);
  clock.pass(60_000);
  expect(sockets).toHaveLength(1);
  expect(clock.waiting()).toBe(0);
  expect(table.state()).toEqual({ name: "left" });
});
