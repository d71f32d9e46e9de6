import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { ANSWERS } from "../../src/shared/protocol/answers.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import { BATCH, observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0" });
});
afterAll(() => server.close());

/** The fields of everyone's snapshot, from the protocol's own list. */
const EVERYONES = [
  ..."game_id phase revision turn deal_number rules players scores match_scores current_player_id".split(" "),
  ..."current_leader_id caller_id bid partner_rank trump_suit partner_id trick trick_history".split(" "),
  ..."cards_left deal_commitment deal_factor deadline epoch observers".split(" "),
];
const AT_THE_END =
  "winner_ids caller_id partner_id bid caller_side_points final_scores match_delta deal_reveal ready ready_deadline match_over next_deal_commitment".split(
    " ",
  );

/** That `snapshot` has the fields of its phase and its viewer and no others, each of the right shape. */
const expectWhole = (snapshot: Frame, viewer: "player" | "observer"): void => {
  SERVER_MESSAGES.sync.shape.snapshot.parse(snapshot);
  const { phase } = snapshot;
  const expected = [
    ...EVERYONES,
    ...(phase === "ready" ? [] : ["bids"]),
    ...(phase === "trick-won" ? ["trick_cards", "trick_points", "winner_id"] : []),
    ...(phase === "end" ? ["end_state"] : []),
    ...(viewer === "player" ? ["player_id", "hand", "allowed"] : ["role"]),
  ];
  expect(Object.keys(snapshot).toSorted(), phase).toEqual(expected.toSorted());
  if (phase === "end") {
    const ending = [...AT_THE_END, ...(snapshot.end_state.match_over ? ["ranking"] : [])];
    expect(Object.keys(snapshot.end_state).toSorted()).toEqual(ending.toSorted());
    const { secret, nonces } = snapshot.end_state.deal_reveal;
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(nonces).toHaveLength(5);
  }
  expect(snapshot.deal_commitment).toMatch(/^[0-9a-f]{64}$/);
  for (const list of ["scores", "match_scores", "cards_left"])
    expect(snapshot[list].map((one: Frame) => one.player_id)).toEqual([0, 1, 2, 3, 4]);
};

const ENVELOPE = ["message_type", "game_id", "version", "origin", "ts", "epoch", "revision", "turn"];

/** That every message is one the protocol knows, with all that its kind carries. */
const expectProtocol = ({ frames }: Wire, gameId: string, viewer: "player" | "observer"): void => {
  for (const frame of frames) {
    if (frame.message_type === "pong") continue;
    const schema = SERVER_MESSAGES[frame.message_type as keyof typeof SERVER_MESSAGES];
    expect(schema, frame.message_type).toBeDefined();
    schema.parse(frame);
    for (const field of ENVELOPE) expect(frame, frame.message_type).toHaveProperty(field);
    expect(frame).toMatchObject({ game_id: gameId, version: "1.1.0", origin: "game", epoch: 1 });
    if (frame.snapshot) {
      expectWhole(frame.snapshot, viewer);
      expect(frame.snapshot.revision).toBe(frame.revision);
    }
    if (frame.message_type !== "phase.change") continue;
    const { phase } = frame;
    expect("deal_commitment" in frame, phase).toBe(phase === "ready" || phase === "bid");
    expect("end_state" in frame, phase).toBe(phase === "end");
  }
};

describe("a real deal", () => {
  let party: Party;
  let observer: Wire;
  const statuses: Frame[] = [];
  const snapshots: { readonly viewer: "player" | "observer"; readonly snapshot: Frame }[] = [];
  let watching: string;

  const look = async () => {
    const path = `/api/games/${party.gameId}`;
    statuses.push((await call(server, "GET", path)).body);
    for (const [viewer, token] of [
      ["player", party.tokens[2] ?? ""],
      ["observer", watching],
    ] as const) {
      const { status, body } = await call(server, "GET", `${path}/snapshot`, { token });
      expect(status).toBe(200);
      snapshots.push({ viewer, snapshot: body });
    }
  };

  beforeAll(async () => {
    party = await seatFive(server, { rules: { deals: 2 } });
    watching = await observerToken(server, party.gameId);
    observer = await joinWire(server, watching);
    await look();
    // What goes wrong belongs to the conversation too.
    const one = party.wires[1] as Wire;
    one.send("no JSON");
    one.send('{"message_type":"ping"}');
    await one.act({ message_type: "play", card: 0 });
    await one.act({ message_type: "bid", bid: 61, expected_revision: 1 });
    await one.act({ message_type: "bid" });
    const { hand } = await one.snapshot();
    await one.act({ message_type: "reorder", hand: hand.toReversed() });
    await observer.act({ message_type: "next-deal" });
    const phases = [
      "call-partner-rank",
      "play-first-trick",
      "call-partner-suit",
      "trick-won",
      "play-tricks",
      "end",
    ];
    for (const phase of phases) {
      await playUntil(party, (snapshot) => snapshot.phase === phase);
      await look();
      if (phase !== "trick-won") continue;
      // A seat is taken over, and one leaves and comes back.
      party.wires[3] = await joinWire(server, party.tokens[3] ?? "");
      (party.wires[4] as Wire).close();
      await (party.wires[4] as Wire).closed;
      party.wires[4] = await joinWire(server, party.tokens[4] ?? "");
      // Another gets a new token.
      const minted = await server.api.mint(party.gameId, party.hostToken, { role: "player", player_id: 2 });
      party.tokens[2] = minted.ok ? minted.value.token : "";
      party.wires[2] = await joinWire(server, party.tokens[2]);
    }
    await playUntil(party, (snapshot) => snapshot.deal_number === 2);
    await playUntil(party, (snapshot) => snapshot.phase === "end");
    await look();
    await observer.snapshot();
  }, 30_000);
  afterAll(() => {
    party.close();
    observer.close();
  });

  test("[P2, P12] every message to a player is the protocol's, whole, and nothing else", () => {
    for (const wire of party.wires) expectProtocol(wire, party.gameId, "player");
  });

  test("[P2, P12] and so is every message to an observer", () => {
    expectProtocol(observer, party.gameId, "observer");
  });

  test("[P12] all kinds of message but the last came up", async () => {
    const listener = await joinWire(server, party.tokens[1] as string, BATCH);
    await (party.wires[0] as Wire).act({ message_type: "say", phrase: "well_played" });
    await listener.next("player.said");
    const seen = new Set(
      [...party.wires, observer, listener].flatMap(({ frames }) =>
        frames.map(({ message_type }) => message_type),
      ),
    );
    const missing = Object.keys(SERVER_MESSAGES).filter((type) => !seen.has(type));
    expect(missing).toEqual(["game.ended"]);
    listener.close();
  });

  test("[H5, P12] the snapshot over HTTP is whole in every phase, for players and observers", () => {
    const phases = new Set(snapshots.map(({ snapshot }) => snapshot.phase));
    expect([...phases].toSorted()).toEqual([
      "bid",
      "call-partner-rank",
      "call-partner-suit",
      "end",
      "play-first-trick",
      "play-tricks",
      "trick-won",
    ]);
    for (const { viewer, snapshot } of snapshots) expectWhole(snapshot, viewer);
  });

  test("[P12] before the cards are dealt a snapshot is whole too", async () => {
    const { game_id, player } = (await call(server, "POST", "/api/games", { json: {} })).body;
    const token = (await call(server, "POST", `/api/games/${game_id}/observer-token`, { json: {} })).body
      .token;
    const snapshot = async (bearer: string) =>
      (await call(server, "GET", `/api/games/${game_id}/snapshot`, { token: bearer })).body;
    expect((await snapshot(player.token)).phase).toBe("ready");
    expectWhole(await snapshot(player.token), "player");
    expectWhole(await snapshot(token), "observer");
  });

  test("[P11] the public status shows the table and no card of it", () => {
    for (const status of statuses) {
      ANSWERS.status.parse(status);
      expect(status).toMatchObject({ game_id: party.gameId, observers: 1 });
      expect(status.seats).toHaveLength(5);
      const { rules, ...rest } = status;
      expect(rules).toMatchObject({ auction: "points", suit_call: "after-first-trick" });
      expect(JSON.stringify(rest)).not.toMatch(
        /"[^":]*(card|hand|suit|rank|partner_id|caller|bid|secret|token|nonce)[^":]*":/,
      );
    }
    expect(statuses[0]?.heartbeat_age_ms).toSatisfy((age) => age === null || age >= 0);
  });

  test("[P5] every card in every message is spelt out in full and is the card it says", () => {
    const suits = ["coins", "cups", "swords", "clubs"];
    let cards = 0;
    for (const { texts } of [...party.wires, observer])
      for (const text of texts)
        JSON.parse(text, (_, value) => {
          if (value === null || typeof value !== "object" || !("card_id" in value)) return value;
          cards += 1;
          expect(Object.keys(value).toSorted()).toEqual(["card_id", "rank", "suit"]);
          expect(value.card_id).toBe(suits.indexOf(value.suit) * 10 + value.rank - 1);
          return value;
        });
    expect(cards).toBeGreaterThan(1_000);
  });
});

describe("actions over HTTP", () => {
  let party: Party;
  beforeAll(async () => {
    party = await seatFive(server);
  });
  afterAll(() => party.close());

  const act = (seat: number, json: unknown, token = party.tokens[seat] ?? "") =>
    call(server, "POST", `/api/games/${party.gameId}/actions`, { token, json });
  const turn = async (): Promise<number> => (await (party.wires[0] as Wire).snapshot()).current_player_id;
  const unstamped = ({ ts, ...rest }: Frame): Frame => {
    expect(typeof ts).toBe("number");
    return rest;
  };

  test("[H6] one action: the socket's answer, and everyone hears of it", async () => {
    const seat = await turn();
    const answer = await act(seat, { message_type: "bid", action_id: "http-1", bid: 61 });
    expect(answer.status).toBe(200);
    SERVER_MESSAGES["action.result"].parse(answer.body);
    expect(answer.body).toMatchObject({ action_id: "http-1", status: "ok", effects: { bid: 61 } });
    for (const wire of party.wires) {
      const told = await wire.next("bid.placed");
      expect(told).toMatchObject({ player_id: seat, bid: 61, revision: answer.body.revision });
    }
    for (const wire of party.wires)
      expect(wire.frames.filter(({ message_type }) => message_type === "action.result")).toEqual([]);
  });

  test("[H6] the same action_id again gets the first answer, from HTTP to socket and back", async () => {
    const wire = await onTurn(party);
    const seat = party.wires.indexOf(wire);
    const pass = { message_type: "bid", action_id: "twice", bid: -1 };
    const first = await act(seat, pass);
    expect(first.body.status).toBe("ok");
    expect(unstamped((await act(seat, pass)).body)).toEqual(unstamped(first.body));
    expect(unstamped(await wire.act(pass))).toEqual(unstamped(first.body));
    const after = await wire.snapshot();
    expect(after.revision).toBe(first.body.revision);

    const other = await onTurn(party);
    const byWire = await other.act({ ...pass, action_id: "thrice" });
    const again = await act(party.wires.indexOf(other), { ...pass, action_id: "thrice" });
    expect(again.status).toBe(200);
    expect(unstamped(again.body)).toEqual(unstamped(byWire));
  });

  test("[H6] an action_id that was refused may be used again", async () => {
    const wire = await onTurn(party);
    const seat = party.wires.indexOf(wire);
    const low = await act(seat, { message_type: "bid", action_id: "again", bid: 7 });
    expect([low.status, low.body.code]).toEqual([400, "invalid_bid"]);
    const pass = await act(seat, { message_type: "bid", action_id: "again", bid: -1 });
    expect(pass.body.status).toBe("ok");
  });

  test.each<unknown>([
    {},
    [],
    null,
    { message_type: "bid" },
    { message_type: "bid", bid: 61 },
    { message_type: "bid", bid: 61, action_id: "" },
    { message_type: "nonsense", action_id: "a" },
    { message_type: "__proto__", action_id: "a" },
  ])("[H6] %j is no action: 400 and a plain refusal", async (json) => {
    expectRefusal(await act(0, json), 400, "invalid_action");
  });

  test.each(["ping", "join", "sync"])("[H6] %s is for the socket: 400", async (message_type) => {
    expectRefusal(await act(0, { message_type, action_id: "a" }), 400, "invalid_action");
  });

  test("[H6, P21] a known action of the wrong shape gets its action.result", async () => {
    const answer = await act(0, { message_type: "bid", action_id: "shape", bid: "61" });
    expect(answer.status).toBe(400);
    SERVER_MESSAGES["action.result"].parse(answer.body);
    expect(answer.body).toMatchObject({ action_id: "shape", status: "error", code: "invalid_action" });
    expect(answer.body.reason).toMatch(/^bid: /);
  });

  test("[H6, P22] an observer's action is forbidden: 403, as a result", async () => {
    const token = await observerToken(server, party.gameId);
    const answer = await act(0, { message_type: "bid", action_id: "a", bid: 61 }, token);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ status: "error", code: "forbidden", action_id: "a" });
  });

  test("[H5] the snapshot over HTTP is the socket's, and needs a token", async () => {
    const path = `/api/games/${party.gameId}/snapshot`;
    for (const [seat, wire] of party.wires.entries()) {
      const { body } = await call(server, "GET", path, { token: party.tokens[seat] ?? "" });
      expect(body).toEqual(await wire.snapshot());
    }
    expectRefusal(await call(server, "GET", path), 401, "unauthorized");
    const token = await observerToken(server, party.gameId);
    const watched = await call(server, "GET", path, { token });
    const wire = await openWire(server, `/ws/client?token=${token}`);
    expect({ ...watched.body, observers: 1 }).toEqual(await wire.snapshot());
    wire.close();
  });
});
