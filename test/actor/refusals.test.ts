import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0" });
});
afterAll(() => server.close());

/** The eleven codes of protocol.md, section 8. */
const CODES = [
  ...["unauthorized", "join_failed", "duplicate_connection_handled", "invalid_turn", "invalid_card"],
  ...["invalid_bid", "invalid_action", "forbidden", "desync", "game_unavailable", "routing_failed"],
];
/** Every refusal that these tests have met, socket and HTTP alike. */
const met: Frame[] = [];
const note = <T extends Frame>(refusal: T): T => {
  met.push(refusal);
  return refusal;
};
const codeOf = async (wire: Wire, message: Frame): Promise<string> => {
  const { status, code } = note(await wire.act(message));
  return status === "ok" ? "ok" : code;
};
const others = async (party: Party): Promise<{ turn: Wire; other: Wire; revision: number }> => {
  const turn = await onTurn(party);
  const { revision } = await turn.snapshot();
  return { turn, other: party.wires.find((wire) => wire !== turn) as Wire, revision };
};

describe("at a table in the auction", () => {
  let party: Party;
  let watcher: Wire;
  let turn: Wire;
  let other: Wire;
  let revision: number;
  const seatOf = (wire: Wire) => party.wires.indexOf(wire);
  beforeAll(async () => {
    party = await seatFive(server);
    watcher = await joinWire(server, await observerToken(server, party.gameId));
  });
  beforeEach(async () => {
    ({ turn, other, revision } = await others(party));
  });
  afterAll(() => party.close());
  const bid = { message_type: "bid" };

  test("[P16] a game_id or player_id that contradicts the token is forbidden", async () => {
    expect(await codeOf(turn, { ...bid, bid: 70, game_id: "000000" })).toBe("forbidden");
    expect(await codeOf(turn, { ...bid, bid: 70, player_id: seatOf(other) })).toBe("forbidden");
    for (const message_type of ["sync", "join"]) {
      turn.send({ message_type, action_id: `wrong ${message_type}`, player_id: seatOf(other) });
      const answer = await turn.next(({ action_id }) => action_id === `wrong ${message_type}`);
      expect(note(answer)).toMatchObject({ message_type: "error", code: "forbidden" });
    }
    expect((await turn.snapshot()).revision).toBe(revision);
  });

  test("[P16] a version of another major is join_failed, one of the same major is welcome", async () => {
    for (const version of ["2.0.0", "0.9", "10.0.0", "nonsense"])
      expect(await codeOf(turn, { ...bid, bid: 70, version })).toBe("join_failed");
    const mine = { game_id: party.gameId.toLowerCase(), player_id: seatOf(turn), version: "1.99.3" };
    expect(await codeOf(turn, { ...bid, bid: 61, ...mine })).toBe("ok");
  });

  test("[P17] an expected_revision that is not the current one is desync", async () => {
    const one = await turn.act({ ...bid, bid: 90, expected_revision: revision - 1 });
    expect(note(one)).toMatchObject({ status: "error", code: "desync", recovery: "sync", revision });
    expect(await codeOf(turn, { ...bid, bid: 90, expected_revision: revision + 1 })).toBe("desync");
    expect(await codeOf(turn, { ...bid, bid: 90, expected_revision: revision })).toBe("ok");
  });

  test("[P18] what is wrong first is named, whatever else is wrong", async () => {
    const stale = { expected_revision: revision - 1 };
    const alien = { player_id: (seatOf(other) + 1) % 5 };
    const cases: readonly [string, Wire, Frame, string][] = [
      ["schema before forbidden", other, { ...bid, bid: "much", ...alien, ...stale }, "invalid_action"],
      ["schema before desync", other, { message_type: "play", ...stale }, "invalid_action"],
      ["schema before turn", other, { ...bid, bid: 61.5 }, "invalid_action"],
      ["schema before forbidden", watcher, { ...bid, bid: null }, "invalid_action"],
      ["forbidden before desync", other, { ...bid, bid: 5, ...alien, ...stale }, "forbidden"],
      ["forbidden before desync", watcher, { ...bid, bid: 5, ...stale }, "forbidden"],
      ["forbidden before phase", other, { message_type: "play", card: 99, ...alien }, "forbidden"],
      ["desync before phase", other, { message_type: "play", card: 99, ...stale }, "desync"],
      ["desync before turn", other, { ...bid, bid: 5, ...stale }, "desync"],
      ["desync before the bid", turn, { ...bid, bid: 5, ...stale }, "desync"],
      ["phase before turn", other, { message_type: "play", card: 99 }, "invalid_action"],
      ["phase before turn", other, { message_type: "call-partner-rank", partner_rank: 1 }, "invalid_action"],
      ["phase before the card", turn, { message_type: "play", card: 99 }, "invalid_action"],
      ["phase", turn, { message_type: "call-partner-suit", partner_suit: "cups" }, "invalid_action"],
      ["phase", turn, { message_type: "next-deal" }, "invalid_action"],
      ["turn before the bid", other, { ...bid, bid: 5 }, "invalid_turn"],
      ["turn", other, { ...bid, bid: -1 }, "invalid_turn"],
      ["the bid", turn, { ...bid, bid: 5 }, "invalid_bid"],
      ["the bid", turn, { ...bid, bid: 121 }, "invalid_bid"],
      ["the bid", turn, { ...bid, bid: 90 }, "invalid_bid"],
      ["the cards", other, { message_type: "reorder", hand: [] }, "invalid_card"],
    ];
    for (const [what, wire, message, code] of cases)
      expect([what, await codeOf(wire, message)], JSON.stringify(message)).toEqual([what, code]);
    expect((await turn.snapshot()).revision).toBe(revision);
  });

  test("[P22] an observer's actions are forbidden, and it may still sync", async () => {
    const actions: readonly Frame[] = [
      { ...bid, bid: -1 },
      { message_type: "call-partner-rank", partner_rank: 1 },
      { message_type: "call-partner-suit", partner_suit: "cups" },
      { message_type: "play", card: 1 },
      { message_type: "reorder", hand: [1] },
      { message_type: "next-deal" },
    ];
    for (const action of actions) expect(await codeOf(watcher, action)).toBe("forbidden");
    const token = await observerToken(server, party.gameId);
    const refused = await server.api.act(party.gameId, token, {
      message_type: "bid",
      bid: -1,
      action_id: "o",
    });
    expect(refused).toMatchObject({
      error: { status: 403, message_type: "action.result", code: "forbidden" },
    });
    expect((await watcher.snapshot()).revision).toBe(revision);
  });
});

test("[P18] later phases name phase, turn and card in the same order", async () => {
  const party = await seatFive(server);
  const rank = { message_type: "call-partner-rank", partner_rank: 1 };
  const suit = { message_type: "call-partner-suit", partner_suit: "cups" };
  await playUntil(party, ({ phase }) => phase === "call-partner-rank");
  let { turn, other } = await others(party);
  expect(await codeOf(other, rank)).toBe("invalid_turn");
  expect(await codeOf(other, { ...rank, partner_rank: 11 })).toBe("invalid_action");
  expect(await codeOf(turn, suit)).toBe("invalid_action");
  await playUntil(party, ({ phase }) => phase === "play-first-trick");
  ({ turn, other } = await others(party));
  const held = (await turn.snapshot()).hand.map((card: Frame) => card.card_id);
  const foreign = Array.from({ length: 40 }, (_, card) => card).find(
    (card) => !held.includes(card),
  ) as number;
  expect(await codeOf(other, { message_type: "play", card: 99 })).toBe("invalid_turn");
  expect(await codeOf(turn, { message_type: "play", card: 99 })).toBe("invalid_card");
  expect(await codeOf(turn, { message_type: "play", card: foreign })).toBe("invalid_card");
  expect(await codeOf(turn, { message_type: "reorder", hand: held.slice(1) })).toBe("invalid_card");
  expect(await codeOf(turn, { message_type: "reorder", hand: [...held.slice(1), held[1]] })).toBe(
    "invalid_card",
  );
  await playUntil(party, ({ phase }) => phase === "call-partner-suit");
  ({ turn, other } = await others(party));
  expect(await codeOf(other, suit)).toBe("invalid_turn");
  expect(await codeOf(turn, { message_type: "play", card: held[0] })).toBe("invalid_action");
  await playUntil(party, ({ phase }) => phase === "trick-won");
  ({ turn, other } = await others(party));
  const gone = (await turn.snapshot()).trick_history[0].cards[0].card;
  expect(await codeOf(other, { message_type: "play", card: gone })).toBe("invalid_turn");
  expect(await codeOf(turn, { message_type: "play", card: gone })).toBe("invalid_card");
  await playUntil(party, ({ phase }) => phase === "end");
  expect(await codeOf(other, { message_type: "reorder", hand: [] })).toBe("invalid_action");
  expect(await codeOf(other, { message_type: "play", card: gone })).toBe("invalid_action");
  expect(await codeOf(other, { message_type: "next-deal" })).toBe("ok");
  expect(await codeOf(other, { message_type: "next-deal" })).toBe("invalid_action");
  party.close();
});

describe("[P21] frames that are no message", () => {
  const misfits = ["", "hello", "[]", "17", "null", "{}", '{"message_type":7}', '{"message_type":"deal"}'];

  test("[P21] get an error each, and nineteen leave the socket open", async () => {
    const party = await seatFive(server);
    const [wire] = party.wires as [Wire];
    for (let count = 0; count < 19; count += 1) wire.send(misfits[count % misfits.length] as string);
    // Known messages with a wrong body are answered, and do not count.
    for (let count = 0; count < 5; count += 1)
      expect(await codeOf(wire, { message_type: "bid", bid: "x" })).toBe("invalid_action");
    const errors = wire.frames.filter(({ message_type }) => message_type === "error");
    expect(errors).toHaveLength(19);
    for (const error of errors) {
      expect(note(error)).toMatchObject({ origin: "game", code: "invalid_action" });
      expect("recovery" in error || "action_id" in error).toBe(false);
    }
    expect(await wire.snapshot()).toMatchObject({ player_id: 0 });
    party.close();
  });

  test("[P21] the twentieth within a minute closes it with 1008", async () => {
    const party = await seatFive(server);
    const token = await observerToken(server, party.gameId);
    const watcher = await joinWire(server, token);
    for (const wire of [party.wires[1] as Wire, watcher]) {
      for (let count = 0; count < 19; count += 1) wire.send(misfits[count % misfits.length] as string);
      await wire.snapshot();
      wire.send("the twentieth");
      expect(await wire.closed).toMatchObject({ code: 1008 });
      expect(wire.frames.filter(({ message_type }) => message_type === "error")).toHaveLength(20);
    }
    party.close();
  });
});

describe("[P20] refusals", () => {
  const http = async (path: string, init: RequestInit = {}): Promise<Frame> => {
    const response = await fetch(`${server.url}${path}`, init);
    return note({ http: response.status, ...((await response.json()) as object) });
  };

  test("[P20] unauthorized, join_failed, forbidden and duplicate_connection_handled have their places", async () => {
    const party = await seatFive(server);
    const seat = `Bearer ${party.tokens[0]}`;
    const game = `/api/games/${party.gameId}`;
    expect(await http(`${game}/snapshot`)).toMatchObject({ http: 401, code: "unauthorized" });
    expect(await http(`${game}/join`, { method: "POST" })).toMatchObject({ http: 409, code: "join_failed" });
    const end = { method: "DELETE", headers: { authorization: seat } };
    expect(await http(game, end)).toMatchObject({ http: 403, code: "forbidden" });
    const stranger = await openWire(server, "/ws/client?token=x.y.z");
    expect(note(await stranger.next("error"))).toMatchObject({ code: "unauthorized" });
    const [first] = party.wires as [Wire];
    party.wires[0] = await joinWire(server, party.tokens[0] as string);
    expect(note(await first.next("error"))).toMatchObject({ code: "duplicate_connection_handled" });
    const play = { method: "POST", headers: { authorization: seat, "content-type": "application/json" } };
    const action = { message_type: "play", action_id: "a", card: 1, expected_revision: 0 };
    const stale = await http(`${game}/actions`, { ...play, body: JSON.stringify(action) });
    expect(stale).toMatchObject({
      http: 409,
      message_type: "action.result",
      status: "error",
      code: "desync",
    });
    const invalidFrame = await http(`${game}/actions`, { ...play, body: "{}" });
    expect(invalidFrame).toMatchObject({ http: 400, code: "invalid_action" });
    party.close();
  });

  test("[P20] game_unavailable where the actor cannot serve, routing_failed where it cannot be reached", async () => {
    server.redis.faults.outage("on");
    expect(await http("/api/games/ZZZZZZ")).toMatchObject({ http: 503, code: "game_unavailable" });
    server.redis.faults.outage("off");
    const created = await server.api.create();
    const { game_id, player } = created.ok ? created.value : { game_id: "", player: undefined };
    // A storage that cannot be written is a crash of the actor.
    server.expectErrors("actor_unreachable");
    await server.sql(game_id, "DROP TABLE log");
    const joined = await http(`/api/games/${game_id}/join`, { method: "POST" });
    expect(joined).toMatchObject({ http: 502, code: "routing_failed" });
    expect(player).toBeDefined();
  });

  test("[P20] all eleven codes have been met, with a reason and a recovery, no stack and no secret", () => {
    const refusals = met.filter(({ code }) => code !== undefined);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(CODES));
    for (const refusal of refusals) {
      expect(refusal.reason).toMatch(/^[^\n]{3,200}$/);
      expect(refusal.reason).not.toMatch(/\bat .*:\d+|Error|eyJ|secret|SELECT|redis/i);
      if (refusal.message_type !== "error") expect(["sync", "retry", "noop"]).toContain(refusal.recovery);
    }
  });
});
