import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { openNonces } from "../../src/client/nonces.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { verify } from "../../src/shared/verify/verify.ts";
import { simpleMove } from "../support/simple-move.ts";
import { type Bare, openScene, type Scene } from "./scene.ts";

/* The shuffle of a first deal in virtual time: Ada at seat 0 and Bea at seat 1 have committed, and bots have the rest. */

const GAME_ID = "SHVFF0";
const NONCES = ["ada0", "bea1"] as const;

beforeEach(() => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

interface Shuffle {
  readonly scene: Scene;
  readonly ada: Bare;
  readonly bea: Bare;
  readonly tokens: readonly string[];
}

const begin = async (): Promise<Shuffle> => {
  const creator = { name: "Ada", nonce: "", commitment: commitmentOf(NONCES[0]) };
  const scene = await openScene({ gameId: GAME_ID, creator, rules: { deals: 1 } });
  const guest = { name: "Bea", nonce: "", commitment: commitmentOf(NONCES[1]), request: null };
  const joined = await scene.ask((actor) => actor.join(GAME_ID, guest));
  if (!joined.ok) throw new Error("Bea found no seat");
  const tokens = ["player.0.1", `player.${joined.value.seat}.1`];
  const [ada, bea] = [
    await scene.connect(tokens[0] as string, "batch"),
    await scene.connect(tokens[1] as string, "batch"),
  ];
  await scene.ask((actor) => actor.seatBots(scene.vouch("host"), GAME_ID, null, "rule"));
  expect(await scene.snapshot("observer")).toMatchObject({ phase: "shuffle" });
  return { scene, ada, bea, tokens };
};
const reveal = (of: 0 | 1, action_id = `reveal ${of}`): Frame => ({
  message_type: "reveal",
  nonce: NONCES[of],
  action_id,
});
const results = ({ frames }: Bare) => frames.filter(({ message_type }) => message_type === "action.result");
/** Reveals the host's nonce over HTTP. Returns a function for the answer, null as long as there is none. */
const revealOverHttp = (scene: Scene): (() => unknown) => {
  let answered: unknown = null;
  const envelope = scene.vouch("player.0.1");
  void scene.object
    .ask((actor) => actor.act(envelope, GAME_ID, decode(reveal(0))))
    .then((answer) => {
      answered = answer;
    });
  return () => answered;
};
const phaseOf = async (scene: Scene) => (await scene.snapshot("observer")).phase;
/** Plays the deal to its end with simple moves of both people, and returns its reveal. */
const revealOf = async ({ scene, tokens }: Shuffle): Promise<Frame> => {
  for (let looks = 0; looks < 2_000; looks += 1) {
    await scene.pass(500);
    for (const [at, token] of tokens.entries()) {
      const snapshot = await scene.snapshot(token);
      if (snapshot.end_state) return snapshot.end_state.deal_reveal;
      const move = simpleMove(snapshot);
      const message = decode({ ...move, action_id: `${at} ${looks}` });
      if (move) await scene.ask((actor) => actor.act(scene.vouch(token), GAME_ID, message));
    }
  }
  throw new Error("the deal does not end");
};

describe("[G41] [P41] reveals", () => {
  test("[P41] wait for each other, and are stored in one row with the deal and answered in front of it", async () => {
    const { scene, ada, bea } = await begin();
    const [rows, before] = [scene.rows(), await scene.snapshot("observer")];
    ada.send(reveal(0));
    await scene.pass(1_000);
    expect([results(ada), scene.rows()]).toEqual([[], rows]);
    expect(await scene.snapshot("observer")).toMatchObject({ revision: before.revision, turn: before.turn });
    const heard = ada.frames.length;
    bea.send(reveal(1));
    await scene.pass(100);
    expect(scene.rows()).toBe(rows + 1);
    expect(ada.frames.slice(heard).map(({ message_type }) => message_type)).toEqual([
      "action.result",
      "phase.change",
      "hand.update",
    ]);
    const [result] = results(ada) as [Frame];
    const [change] = ada.frames.filter(({ phase }) => phase === "bid") as [Frame];
    expect(result).toMatchObject({ status: "ok", effects: { revealed: true }, revision: change.revision });
    expect(change.revision).toBe(before.revision + 1);
    // The answers are remembered like others, also by a new life of the object.
    scene.object.crash();
    const again = await scene.connect("player.0.1", "batch");
    again.send(reveal(0));
    await scene.pass(100);
    expect(results(again)).toEqual([{ ...result, ts: expect.any(Number) }]);
    expect(scene.faults).toEqual([]);
  });

  test("[G41] one that does not come is not waited for after five seconds", async () => {
    const shuffle = await begin();
    const { scene, ada, bea } = shuffle;
    const { shuffle_deadline: due } = await scene.snapshot("observer");
    bea.send(reveal(1));
    await scene.pass(due - scene.loop.now() - 100);
    expect(await phaseOf(scene)).toBe("shuffle");
    await scene.pass(200);
    expect(await phaseOf(scene)).toBe("bid");
    expect(results(bea)).toMatchObject([{ status: "ok" }]);
    ada.send(reveal(0));
    await scene.pass(100);
    expect(results(ada)).toMatchObject([{ status: "error", code: "invalid_action", recovery: "noop" }]);
    const told = await revealOf(shuffle);
    const [first, second] = [0, Number(shuffle.tokens[1]?.split(".")[1])];
    expect(told.nonces[first]).toBe("");
    expect(told.commitments[first]).toBe(commitmentOf(NONCES[0]));
    expect(told.nonces[second]).toBe(NONCES[1]);
  });

  test("[P41] over HTTP the answer comes with the deal", async () => {
    const { scene, bea } = await begin();
    const answered = revealOverHttp(scene);
    await scene.pass(1_000);
    expect(answered()).toBeNull();
    bea.send(reveal(1));
    await scene.pass(100);
    expect(answered()).toMatchObject({ ok: true, value: { rejection: null, message: { status: "ok" } } });
  });

  test("[P41] over HTTP a call that waits is refused when the game is ended", async () => {
    const { scene } = await begin();
    const answered = revealOverHttp(scene);
    await scene.pass(100);
    await scene.ask((actor) => actor.end(scene.vouch("host"), GAME_ID));
    await scene.pass(100);
    expect(answered()).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
  });

  test("[P41] the same id is no second one, and its one answer goes to the newer connection", async () => {
    const { scene, ada, bea } = await begin();
    ada.send(reveal(0));
    ada.send(reveal(0));
    await scene.pass(50);
    const newer = await scene.connect("player.0.1", "batch");
    newer.send(reveal(0));
    await scene.pass(50);
    expect([results(ada), results(newer)]).toEqual([[], []]);
    bea.send(reveal(1));
    await scene.pass(100);
    expect(results(ada)).toEqual([]);
    expect(results(newer)).toMatchObject([{ action_id: "reveal 0", status: "ok" }]);
  });

  test("[P42] a second one, another nonce, and one without a commitment are refused, and change nothing", async () => {
    const { scene, ada, bea } = await begin();
    ada.send({ ...reveal(0), nonce: "ada1", action_id: "other" });
    ada.send(reveal(0));
    ada.send(reveal(0, "second"));
    ada.send({ ...reveal(0), nonce: "", action_id: "empty" });
    await scene.pass(100);
    expect(results(ada)).toMatchObject([
      { action_id: "other", code: "invalid_action", recovery: "retry" },
      { action_id: "second", code: "invalid_action", recovery: "noop" },
      { action_id: "empty", code: "invalid_action", recovery: "retry" },
    ]);
    bea.send(reveal(1));
    await scene.pass(100);
    expect(results(ada).at(-1)).toMatchObject({ action_id: "reveal 0", status: "ok" });
    expect(await phaseOf(scene)).toBe("bid");
  });

  test("[P41] [C4] a reveal leaves the seat to the bot that its player has called", async () => {
    const { scene, ada, bea } = await begin();
    const envelope = scene.vouch("player.0.1");
    await scene.ask((actor) => actor.free(envelope, GAME_ID, 0, { remove: false }));
    ada.send(reveal(0));
    bea.send(reveal(1));
    await scene.pass(100);
    const { phase, players } = await scene.snapshot("observer");
    expect([phase, players[0].bot]).toEqual(["bid", true]);
  });

  test("[G40] a nonce that came in time counts, though the host has taken the seat since", async () => {
    const shuffle = await begin();
    const { scene, ada, bea } = shuffle;
    ada.send(reveal(0));
    await scene.pass(50);
    await scene.ask((actor) => actor.free(scene.vouch("host"), GAME_ID, 0, { remove: true }));
    bea.send(reveal(1));
    await scene.pass(100);
    const row = scene.lastRow() as Frame;
    expect(row.entry.events[0]).toMatchObject({ type: "nonces-revealed" });
    expect(row.entry.events[0].nonces[0]).toBe(NONCES[0]);
    // The next holder of the seat does not get the answer of the one before.
    expect(row.entry.reveals.map(({ seat }: Frame) => seat)).not.toContain(0);
  });
});

describe("[G43] a wake in the shuffle", () => {
  test("[G43] gives five seconds again, twice, and then deals with what is there", async () => {
    const { scene } = await begin();
    const { shuffle_deadline: first } = await scene.snapshot("observer");
    const deadlines: number[] = [];
    for (let wakes = 0; wakes < 3; wakes += 1) {
      await scene.pass(4_000);
      scene.object.crash();
      const { phase, shuffle_deadline } = await scene.snapshot("observer");
      expect(phase).toBe("shuffle");
      deadlines.push(shuffle_deadline);
    }
    expect(deadlines[0]).toBeGreaterThan(first + 3_000);
    expect(deadlines[1]).toBeGreaterThan((deadlines[0] as number) + 3_000);
    expect(deadlines[2]).toBe(deadlines[1]);
    await scene.pass(1_500);
    expect(await phaseOf(scene)).toBe("bid");
    expect(scene.faults).toEqual([]);
  });

  test.each([
    ["a crash", (scene: Scene) => scene.object.crash()],
    ["hibernation", (scene: Scene) => scene.object.hibernate()],
    ["a loss of the storage", (scene: Scene) => scene.object.loseStorage()],
  ])(
    "[G43] [P43] after %s the clients reveal again by themselves, and both nonces count",
    async (_what, befall) => {
      const kept = [openNonces(), openNonces()] as const;
      const creator = { name: "Ada", nonce: "", commitment: kept[0].commit() };
      const scene = await openScene({ gameId: GAME_ID, creator, rules: { deals: 1 } });
      const guest = { name: "Bea", nonce: "", commitment: kept[1].commit(), request: null };
      const joined = await scene.ask((actor) => actor.join(GAME_ID, guest));
      if (!joined.ok) throw new Error("Bea found no seat");
      const tokens = ["player.0.1", `player.${joined.value.seat}.1`] as const;
      const ada = scene.come(tokens[0], kept[0]);
      await scene.pass(500);
      await scene.ask((actor) => actor.seatBots(scene.vouch("host"), GAME_ID, null, "rule"));
      // Bea is not there yet, so that Ada's nonce waits in memory.
      await scene.pass(1_000);
      befall(scene);
      const bea = scene.come(tokens[1], kept[1]);
      await scene.pass(4_500);
      expect(ada.snapshot()?.phase).toBe("bid");
      expect(bea.snapshot()?.phase).toBe("bid");
      const told = await revealOf({ scene, tokens, ada: {} as Bare, bea: {} as Bare });
      for (const [at, nonces] of kept.entries()) {
        const seat = Number(tokens[at]?.split(".")[1]);
        expect(told.nonces[seat]).toBe(nonces.find(told.commitments[seat]));
        expect(told.nonces[seat]).toMatch(/^[0-9a-f]{64}$/);
      }
      const replay = await scene.ask((actor) => actor.replay(scene.vouch(tokens[0]), GAME_ID));
      if (!replay.ok) throw new Error("no replay");
      for (const nonces of kept) {
        const checks = verify(
          JSON.parse(JSON.stringify(replay.value)),
          new Map([...nonces.noted()].filter(([deal]) => deal === 1)),
        );
        expect(checks.filter(({ holds }) => !holds)).toEqual([]);
        expect(checks.map(({ step }) => step)).toEqual(
          expect.arrayContaining(["noted-nonces", "own-nonce", "silence"]),
        );
      }
      expect(scene.faults).toEqual([]);
    },
  );
});
