import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { fillHall, INSIDE } from "../support/hall.ts";
import { BATCH, observerToken, onTurn, type Party, playUntil, seatFive } from "../support/party.ts";
import { simpleMove } from "../support/simple-move.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** The frames of `wire` from `from` on, each as the list of its messages' types; a single message has no brackets. */
const typesIn = (wire: Wire, from = 0): readonly (string | readonly string[])[] =>
  wire.texts.slice(from).map((text) => {
    const frame = JSON.parse(text) as Frame | readonly Frame[];
    return Array.isArray(frame) ? frame.map((one: Frame) => one.message_type) : (frame as Frame).message_type;
  });

/** Takes every seat of `party` over with batches. */
const takeOver = async ({ tokens, wires }: Party): Promise<void> => {
  for (const [seat, token] of tokens.entries()) wires[seat] = await joinWire(server, token, BATCH);
};

describe("[S21] a socket with batches", () => {
  test("[S21] has the subprotocol echoed, and gets join.ok in an array", async () => {
    const party = await seatFive(server);
    await takeOver(party);
    for (const wire of party.wires) {
      expect(wire.socket.protocol).toBe("briscola.v1.batch");
      expect(typesIn(wire)[0]).toEqual(["join.ok"]);
    }
    party.close();
  });

  test("[S21] gets one frame for each action, its own result first, and the same messages as others", async () => {
    const party = await seatFive(server);
    const plain = await joinWire(server, await observerToken(server, party.gameId));
    await takeOver(party);
    const observer = await joinWire(server, await observerToken(server, party.gameId), BATCH);
    await playUntil(party, ({ phase }) => phase === "play-first-trick");
    for (let moves = 0; moves < 12; moves += 1) {
      const mover = await onTurn(party);
      const move = simpleMove(await mover.snapshot());
      const all = [...party.wires, observer];
      for (const wire of all) await wire.snapshot();
      const before = all.map((wire) => wire.texts.length);
      await mover.act(move as Frame);
      // Whatever else the action says would come before these answers.
      for (const wire of all) await wire.snapshot();
      for (const [index, wire] of all.entries()) {
        const frames = typesIn(wire, before[index]);
        expect(frames).toEqual([expect.any(Array), ["sync"]]);
        const isMover = wire === mover;
        expect((frames[0] as readonly string[])[0] === "action.result").toBe(isMover);
      }
    }
    const told = (wire: Wire) =>
      wire.frames.filter(({ message_type }) => /^(trick|score|phase)\./.test(message_type));
    await plain.snapshot();
    const start = observer.frames[0]?.revision;
    expect(told(observer)).toEqual(told(plain).filter(({ revision }) => revision > start));
    expect(typesIn(plain).every((frame) => typeof frame === "string")).toBe(true);
    plain.close();
    observer.close();
    party.close();
  });

  test("[S21, S7] gets a pong as it is", async () => {
    const party = await seatFive(server);
    await takeOver(party);
    const [wire] = party.wires as [Wire];
    const from = wire.texts.length;
    wire.send('{"message_type":"ping"}');
    await wire.next("pong");
    wire.send('{"message_type": "ping"}');
    await wire.next("pong");
    expect(wire.texts.slice(from)).toEqual(['{"message_type":"pong"}', '{"message_type":"pong"}']);
    party.close();
  });

  test("[S21] goes on with batches after a sleep of the game", async () => {
    const party = await seatFive(server);
    await takeOver(party);
    await server.evict(party.gameId);
    const [wire] = party.wires as [Wire];
    const from = wire.texts.length;
    await wire.snapshot();
    expect(typesIn(wire, from)).toEqual([["sync"]]);
    party.close();
  });

  test("[S21] is told in an array why it is refused, and why it is closed", async () => {
    const refused = await openWire(server, "/ws/client", [...BATCH, "bearer.nothing"]);
    expect((await refused.closed).code).toBe(4001);
    expect(refused.socket.protocol).toBe("briscola.v1.batch");
    expect(typesIn(refused)).toEqual([["error"]]);

    const party = await seatFive(server);
    await takeOver(party);
    const older = party.wires[0] as Wire;
    // Locally the close of a socket on which its client never wrote arrives late.
    await older.snapshot();
    const newer = await joinWire(server, party.tokens[0] as string, BATCH);
    expect((await older.closed).code).toBe(4002);
    expect(typesIn(older).at(-1)).toEqual(["error"]);
    newer.close();
    party.close();
  });

  test("[S21] is one that offers batches first", async () => {
    const party = await seatFive(server);
    const [token] = party.tokens as [string];
    const wire = await joinWire(server, token, BATCH.toReversed());
    expect(wire.socket.protocol).toBe("briscola.v1");
    expect(typesIn(wire)[0]).toBe("join.ok");
    wire.close();
    party.close();
  });

  test("[S21, S2] may join by message, or with its token in the address", async () => {
    const party = await seatFive(server);
    const [first, second] = party.tokens as [string, string];
    const byMessage = await openWire(server, `/ws/client?game_id=${party.gameId}`, BATCH);
    byMessage.send({ message_type: "join", action_id: "j", token: first });
    await byMessage.next("join.ok");
    expect(typesIn(byMessage)[0]).toEqual(["join.ok"]);
    const byAddress = await openWire(server, `/ws/client?token=${second}`, BATCH);
    await byAddress.next("join.ok");
    expect(typesIn(byAddress)[0]).toEqual(["join.ok"]);
    byMessage.close();
    byAddress.close();
    party.close();
  });

  test("[S21, O4] hears from a gallery in one frame what the others there hear in several", async () => {
    const hall = await fillHall(server, 1);
    const { party, token } = hall;
    const plain = hall.watchers[INSIDE] as Wire;
    const batched = await joinWire(server, token, BATCH);
    const start = batched.frames[0]?.revision;
    await expect.poll(() => server.galleries(party.gameId)).toHaveLength(1);
    await playUntil(party, ({ phase, trick_history }) => phase === "trick-won" && trick_history.length > 0);
    for (const wire of [plain, batched]) await wire.snapshot();
    const publicOf = (wire: Wire) =>
      wire.frames.filter(
        ({ message_type, revision, action_id }) =>
          !action_id && revision > start && message_type !== "join.ok",
      );
    expect(publicOf(batched)).toEqual(publicOf(plain));
    expect(typesIn(batched).every(Array.isArray)).toBe(true);
    // The end of a trick: all of it in one frame, the snapshot included.
    const end = typesIn(batched).find((types) => types.includes("trick.won"));
    expect(end).toEqual(expect.arrayContaining(["trick.won", "score.update", "phase.change", "sync"]));
    batched.close();
    hall.close();
  });
});
