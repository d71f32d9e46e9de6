import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ BOT_PAUSE_MS: "0" });
});
afterAll(() => server.close());

const post = (path: string, json?: unknown, token?: string) =>
  call(server, "POST", `/api/games${path}`, {
    ...(json === undefined ? {} : { json }),
    ...(token === undefined ? {} : { token }),
  });
const remove = (path: string, token?: string) =>
  call(server, "DELETE", `/api/games${path}`, token === undefined ? {} : { token });
const get = async (path: string, token?: string): Promise<Frame> =>
  (await call(server, "GET", `/api/games${path}`, token === undefined ? {} : { token })).body;
const create = async (json: Frame = {}): Promise<Frame> => (await post("", json)).body;
const snapshotOf = (game: Frame, token: string) => get(`/${game.game_id}/snapshot`, token);

/** Waits until `read` finds something, and gives it. */
const found = async <T>(read: () => Promise<T | null | undefined | false>): Promise<T> => {
  let last: T | null | undefined | false = null;
  await expect
    .poll(
      async () => {
        last = await read();
        return Boolean(last);
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBe(true);
  return last as unknown as T;
};
/** Plays seat 0's part over its socket until a fresh snapshot fits. */
const playUntil = async (wire: Wire, until: (snapshot: Frame) => boolean): Promise<Frame> => {
  for (let moves = 0; moves < 100; moves += 1) {
    const snapshot = await found(async () => {
      const now = await wire.snapshot();
      return (until(now) || simpleMove(now)) && now;
    });
    if (until(snapshot)) return snapshot;
    const move = simpleMove(snapshot) as Frame;
    // On turn nobody else can move; at the end of a deal bots may ask for the next one meanwhile.
    const expected = snapshot.phase === "end" ? {} : { expected_revision: snapshot.revision };
    const result = await wire.act({ ...move, ...expected });
    expect(result, JSON.stringify(result)).toMatchObject({ status: "ok" });
  }
  throw new Error("the game did not get there in a hundred moves");
};

describe("POST …/bots", () => {
  test("[B5] fills all free seats, starts the deal, and says where bots sit", async () => {
    const game = await create();
    const answer = await post(`/${game.game_id}/bots`, undefined, game.host_token);
    expect([answer.status, answer.body]).toEqual([200, { game_id: game.game_id, bots: [1, 2, 3, 4] }]);
    const status = await get(`/${game.game_id}`);
    expect(status.phase).toBe("bid");
    expect(status.seats.map(({ bot }: Frame) => bot)).toEqual([false, true, true, true, true]);
    const again = await post(`/${game.game_id}/bots`, {}, game.host_token);
    expect([again.status, again.body]).toEqual([200, answer.body]);
  });

  test("[B5, B6] takes the seats named, tells everyone, and leaves the rest for others", async () => {
    const game = await create();
    const wire = await joinWire(server, game.player.token);
    const body = { seats: [4, 2, 4], level: "random" };
    const answer = await post(`/${game.game_id}/bots`, body, game.host_token);
    expect([answer.status, answer.body.bots]).toEqual([200, [2, 4]]);
    for (const seat of [2, 4])
      expect(await wire.next("player.join")).toMatchObject({
        player_id: seat,
        bot: true,
        name: expect.any(String),
      });
    const mixed = await post(`/${game.game_id}/bots`, { seats: [0, 1] }, game.host_token);
    expectRefusal(mixed, 409, "join_failed");
    expect((await post(`/${game.game_id}/bots`, { seats: [2] }, game.host_token)).body.bots).toEqual([2, 4]);
    const seats = [];
    for (let more = 0; more < 2; more += 1) seats.push((await post(`/${game.game_id}/join`)).body.player_id);
    expect(seats.sort()).toEqual([1, 3]);
    wire.close();
  });

  test("[B5] is for the host and for seated players, and says what is wrong with a body", async () => {
    const game = await create();
    const path = `/${game.game_id}/bots`;
    const other = await create();
    expectRefusal(await post(path), 401, "unauthorized");
    expectRefusal(await post(path, {}, other.host_token), 401, "unauthorized");
    expectRefusal(await post(path, {}, await observerToken(server, game.game_id)), 403, "forbidden");
    for (const json of [
      { seats: [] },
      { seats: [5] },
      { seats: ["1"] },
      { seats: 1 },
      { level: "expert" },
      [],
      { seats: [0, 1, 2, 3, 4, 0] },
    ])
      expectRefusal(await post(path, json, game.host_token), 400, "invalid_action");
    expectRefusal(await post("/QQQQQQ/bots", {}, game.host_token), 401, "unauthorized");
    const { seats } = await get(`/${game.game_id}`);
    expect(seats.filter(({ bot }: Frame) => bot)).toEqual([]);
    expect((await post(path, { seats: [1] }, game.player.token)).body.bots).toEqual([1]);
    await post(path, {}, game.host_token);
    // The cards are dealt.
    expectRefusal(await post(path, {}, game.player.token), 403, "forbidden");
    expectRefusal(await remove(`${path}/1`, game.player.token), 403, "forbidden");
  });
});

describe("a match", () => {
  test("[B6, B7, B8] one player with four bots plays a whole match over a socket, and into the next", async () => {
    const game = await create({ rules: { deals: 2 } });
    const wire = await joinWire(server, game.player.token);
    await post(`/${game.game_id}/bots`, {}, game.host_token);
    const ended = await playUntil(wire, ({ end_state }) => end_state?.match_over === true);
    expect(ended.deal_number).toBe(2);
    expect(ended.end_state.ranking).toHaveLength(5);
    expect(ended.players.map(({ bot }: Frame) => bot)).toEqual([false, true, true, true, true]);
    await found(async () => (await wire.snapshot()).end_state?.ready.length === 4);
    expect(await wire.act({ message_type: "next-deal" })).toMatchObject({ status: "ok" });
    expect(await wire.snapshot()).toMatchObject({
      deal_number: 3,
      match_scores: Array(5).fill({ points: 0 }),
    });
    // Nothing was lost or said twice, and nobody's bot was one for a player.
    const epochOf = ({ message_type }: Frame) => /^(player|phase|bid|trick|score)\./.test(message_type);
    const revisions = wire.frames.filter(epochOf).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, at) => (revisions[0] as number) + at));
    expect(wire.texts.join()).not.toContain('"auto"');
    const replay = await get(`/${game.game_id}/replay`, game.player.token);
    expect(replay.deals).toHaveLength(2);
    wire.close();
  });

  test("[B7] bots play on for a player who uses nothing but HTTP", async () => {
    const game = await create({ rules: { deals: 1 } });
    const { token } = game.player;
    await post(`/${game.game_id}/bots`, { level: "random" }, game.host_token);
    let sent = 0;
    for (;;) {
      const snapshot = await found(async () => {
        const now = await snapshotOf(game, token);
        return (now.phase === "end" || simpleMove(now)) && now;
      });
      if (snapshot.phase === "end") break;
      sent += 1;
      const json = { ...simpleMove(snapshot), action_id: `http-${sent}` };
      const answer = await post(`/${game.game_id}/actions`, json, token);
      expect(answer.status, answer.text).toBe(200);
      if (sent > 100) expect.fail("the deal does not end");
    }
    expect(sent).toBeGreaterThanOrEqual(9);
    await found(async () => (await snapshotOf(game, token)).end_state.ready.length === 4);
    const more = { message_type: "next-deal", action_id: "again" };
    expect((await post(`/${game.game_id}/actions`, more, token)).status).toBe(200);
    expect(await snapshotOf(game, token)).toMatchObject({ deal_number: 2 });
  });

  test("[B8] five bots play a deal, rest while nobody watches, and play the match for whoever does", async () => {
    const game = await create({ seat: false, rules: { deals: 3 } });
    expect((await post(`/${game.game_id}/bots`, {}, game.host_token)).body.bots).toEqual([0, 1, 2, 3, 4]);
    const status = () => get(`/${game.game_id}`);
    await found(async () => (await status()).phase === "end");
    // Woken by anything but somebody who watches, they rest all the same.
    await server.evict(game.game_id);
    const { revision } = await status();
    await server.evict(game.game_id);
    expect(await status()).toMatchObject({ phase: "end", deal_number: 1, revision });
    const watcher = await joinWire(server, await observerToken(server, game.game_id));
    const over = await found(async () => {
      const now = await watcher.snapshot();
      return now.end_state?.match_over && now;
    });
    expect(over).toMatchObject({ deal_number: 3, role: "observer", end_state: { ready: [] } });
    expect(await watcher.snapshot()).toMatchObject({ revision: over.revision });
    watcher.close();
  });
});

describe("a bot's seat", () => {
  test("[B9] DELETE …/bots/:seat frees it in ready, for the host and for seated players", async () => {
    const game = await create();
    const wire = await joinWire(server, game.player.token);
    const path = (seat: unknown) => `/${game.game_id}/bots/${seat}`;
    await post(`/${game.game_id}/bots`, { seats: [1, 2] }, game.host_token);
    expectRefusal(await remove(path(1)), 401, "unauthorized");
    expectRefusal(await remove(path(0), game.host_token), 400, "invalid_action");
    expectRefusal(await remove(path(3), game.host_token), 400, "invalid_action");
    expectRefusal(await remove(path(5), game.host_token), 400, "invalid_action");
    expect((await remove(path(2), game.player.token)).status).toBe(200);
    expect(await wire.next("player.leave")).toMatchObject({ player_id: 2, bot: true, freed: true, by: 0 });
    const freed = await remove(path(1), game.host_token);
    const wanted = { game_id: game.game_id, player_id: 1, freed: true, bot: false };
    expect([freed.status, freed.body]).toEqual([200, wanted]);
    expect(await wire.next("player.leave")).toMatchObject({ player_id: 1, bot: true, freed: true });
    await post(`/${game.game_id}/bots`, {}, game.host_token);
    expectRefusal(await remove(path(1), game.host_token), 400, "invalid_action");
    wire.close();
  });

  test("[B9, B13, S20, T6] a token minted for it during a deal shows no hand, and is good for the seat from the next deal on", async () => {
    const game = await create({ rules: { deals: 2 } });
    const wire = await joinWire(server, game.player.token);
    await post(`/${game.game_id}/bots`, {}, game.host_token);
    // Seat 0 is asked to bid or to play; until then nothing moves.
    await found(async () => (await wire.snapshot()).current_player_id === 0);
    const minted = await post(
      `/${game.game_id}/tokens`,
      { role: "player", player_id: 3, display_name: "Ida" },
      game.host_token,
    );
    expect(minted.status).toBe(201);
    const who = { player_id: 3, name: "Ida", bot: true };
    expect(await wire.next("seat.reissued")).toMatchObject({ ...who, by: "host" });
    expect(await wire.next("player.leave")).toMatchObject(who);
    const ida = await joinWire(server, minted.body.token);
    expect(await wire.next("player.join")).toMatchObject(who);
    const { player_id, hand, allowed, waiting, players } = await ida.snapshot();
    expect({ player_id, hand, allowed, waiting }).toEqual({
      ...{ player_id: 3, hand: [], allowed: [], waiting: true },
    });
    expect(players[3]).toMatchObject({ name: "Ida", connected: true, bot: true });
    const { body: shown } = await call(server, "GET", `/api/games/${game.game_id}/snapshot`, {
      token: minted.body.token,
    });
    expect(shown).toMatchObject({ player_id: 3, hand: [], allowed: [], waiting: true });
    for (const message of [
      { message_type: "reorder", hand: [] },
      { message_type: "bid", bid: -1 },
      { message_type: "play", card: 3, expected_revision: 0 },
    ])
      expect(await ida.act(message)).toMatchObject({ code: "forbidden", recovery: "noop" });
    // The deal is played to its end, by the bot in her place too.
    for (let now = await wire.snapshot(); now.phase !== "end"; now = await wire.snapshot()) {
      const move = now.current_player_id === 0 ? simpleMove(now) : null;
      if (move) await wire.act(move as Frame);
    }
    expect(JSON.stringify(ida.frames)).not.toContain("hand.update");
    await ida.next(
      ({ message_type, player_id: of, bot }) => message_type === "player.reconnect" && of === 3 && !bot,
    );
    const ended = await ida.snapshot();
    expect(ended).not.toHaveProperty("waiting");
    expect(ended.allowed).toEqual([{ message_type: "next-deal" }]);
    expect(ended.end_state.ready).not.toContain(3);
    for (const one of [wire, ida]) await one.act({ message_type: "next-deal" });
    expect((await ida.snapshot()).hand).toHaveLength(8);
    for (const one of [wire, ida]) one.close();
  });

  test("[H2, B13, S20] who joins where no seat is free gets that of a bot, and everyone is told", async () => {
    const game = await create();
    const wire = await joinWire(server, game.player.token);
    await post(`/${game.game_id}/bots`, {}, game.host_token);
    const seats = new Set<number>();
    for (const name of ["Elio", "elio", "ＥＬＩＯ", "Ada"]) {
      const { status, body } = await post(`/${game.game_id}/join`, { display_name: name });
      expect([status, body.role]).toEqual([201, "player"]);
      const told = await wire.next("seat.reissued");
      expect(told).toMatchObject({
        player_id: body.player_id,
        name: body.name,
        bot: true,
        by: body.player_id,
      });
      seats.add(body.player_id);
    }
    expect([...seats].sort()).toEqual([1, 2, 3, 4]);
    expectRefusal(await post(`/${game.game_id}/join`), 409, "join_failed");
    const { players } = await wire.snapshot();
    expect(new Set(players.map(({ name }: Frame) => name.normalize("NFKC").toLowerCase())).size).toBe(5);
    wire.close();
  });

  test("[C5] DELETE …/seats/:seat during a deal is refused for seats that do not hold the table up, and for bots", async () => {
    const party = await seatFive(server);
    const path = (seat: number) => `/${party.gameId}/seats/${seat}`;
    const { current_player_id: turn } = await (party.wires[0] as Wire).snapshot();
    const [other, witness] = [(turn + 1) % 5, (turn + 2) % 5];
    for (const by of [party.hostToken, party.tokens[witness] ?? ""]) {
      const idle = await remove(path(other), by);
      expectRefusal(idle, 400, "invalid_action");
      expect(idle.body).toMatchObject({ recovery: "noop", reason: expect.stringContaining("does not wait") });
      const present = await remove(path(turn), by);
      expect(present.body).toMatchObject({ recovery: "retry", reason: expect.stringContaining("120 s") });
    }
    (party.wires[turn] as Wire).close();
    await (party.wires[witness] as Wire).next("player.leave");
    const soon = await remove(path(turn), party.tokens[witness] ?? "");
    expect(soon.body).toMatchObject({ recovery: "retry", reason: expect.stringContaining("60 s") });
    party.close();
    const bots = await create();
    await post(`/${bots.game_id}/bots`, {}, bots.host_token);
    expectRefusal(await remove(`/${bots.game_id}/seats/1`, bots.host_token), 400, "invalid_action");
  });
});

test("[C1, C2] a turn of five real seconds: the deadline is told, and then the server moves", async () => {
  const game = await create({ rules: { turn_seconds: 5, weak_hand_below: 0 } });
  const wire = await openWire(server, `/ws/client?token=${game.player.token}`);
  await wire.next("join.ok");
  await post(`/${game.game_id}/bots`, {}, game.host_token);
  const asked = await found(async () => {
    const now = await wire.snapshot();
    return now.current_player_id === 0 && now;
  });
  expect(asked.deadline - Date.now()).toBeLessThanOrEqual(5_000);
  const automatic = await found(async () => wire.frames.find(({ auto }) => auto));
  expect(automatic.ts).toBeGreaterThanOrEqual(asked.deadline);
  expect(automatic).toMatchObject({ revision: asked.revision + 1 });
  wire.close();
});
