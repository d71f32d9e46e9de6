import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import type { GameClient } from "../../src/client/game-client.ts";
import { handedAfterMs } from "../../src/shared/game/rules.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { simpleMove } from "../support/simple-move.ts";
import { openScene, type Scene } from "./scene.ts";

/*
 * Some of five people vanish or fall silent at any moment. The others press only what the page offers: their own moves,
 * the next deal, and a bot for the player that the table waits for.
 */

const GAME_ID = "WA1TS0";
const DEALS = 2;
const LOOK_MS = 1_000;
/** The longest time without a move: 120 s for a silent player without a clock, and some looks by the others. */
const LONGEST_WAIT_MS = 120_000 + 5 * LOOK_MS;
/** A match that takes longer is stuck. People who play at once need a few minutes. */
const MATCH_WITHIN_MS = 3 * 3_600_000;

interface Person {
  readonly seat: Seat;
  readonly client: GameClient;
  is: "here" | "gone" | "silent";
  /** The turn that this person has answered, or for which it has called a bot. */
  done: string;
}

beforeEach(() => {
  for (const level of ["info", "warn"] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

const seatFivePeople = async (turn_seconds: number | null) => {
  const scene = await openScene({ gameId: GAME_ID, rules: { deals: DEALS, turn_seconds } });
  for (const name of ["Bea", "Caio", "Dora", "Elio"])
    await scene.ask((actor) => actor.join(GAME_ID, { name, nonce: "", request: null }));
  const people = ([0, 1, 2, 3, 4] as const).map(
    (seat): Person => ({ seat, client: scene.come(`player.${seat}.1`), is: "here", done: "" }),
  );
  await scene.pass(1_000);
  return { scene, people };
};

/** What a person who looks at the page does now. `sinceMs` is the time since the last change of the game. */
const look = (scene: Scene, person: Person, sinceMs: number): void => {
  const { client, seat } = person;
  const snapshot = client.snapshot() as Frame | null;
  if (!snapshot) return;
  const moment = `${snapshot.deal_number} ${snapshot.turn} ${snapshot.phase}`;
  if (person.done === moment) return;
  const move = simpleMove(snapshot);
  if (move) {
    person.done = moment;
    void client.act(move as Parameters<GameClient["act"]>[0]);
    return;
  }
  const asked = snapshot.players.find((one: Frame) => one.player_id === snapshot.current_player_id);
  if (!asked || asked.bot || asked.player_id === seat) return;
  if (sinceMs < handedAfterMs(snapshot.rules, asked.connected)) return;
  person.done = moment;
  const envelope = scene.vouch(`player.${seat}.1`);
  void scene.object.ask((actor) => actor.free(envelope, GAME_ID, asked.player_id, { remove: false }));
};

interface Trouble {
  /** ms after the first deal began. */
  readonly at: number;
  readonly seat: Seat;
  readonly how: "gone" | "silent";
}

/** One to three people vanish or fall silent, each at its own moment of the match. */
const troublesOf = (random: Random): readonly Trouble[] =>
  random
    .shuffled([0, 1, 2, 3, 4] as const)
    .slice(0, 1 + random.int(3))
    .map((seat) => ({ at: random.int(90_000), seat, how: random.pick(["gone", "silent"] as const) }));

describe("[C5, S9] one to three of five people vanish or fall silent", () => {
  test.each(
    Array.from({ length: 90 }, (_, seed) => [seed, ([null, 15, 60] as const)[seed % 3] ?? null] as const),
  )("seed %i, clock %s: the match ends, and no wait is longer than two minutes", async (seed, clock) => {
    const { scene, people } = await seatFivePeople(clock);
    const troubles = troublesOf(seeded(seed + 1));
    const begin = scene.loop.now();
    let [turn, changedAt, longest, isOver] = [-1, begin, 0, false];
    while (!isOver && scene.loop.now() - begin < MATCH_WITHIN_MS) {
      await scene.pass(LOOK_MS);
      const now = scene.loop.now();
      for (const { at, seat, how } of troubles) {
        const person = people[seat] as Person;
        if (person.is !== "here" || now - begin < at) continue;
        person.is = how;
        if (how === "gone") person.client.close();
      }
      const seen = people.find(({ is }) => is === "here")?.client.snapshot() as Frame;
      if (seen.turn !== turn) [turn, changedAt] = [seen.turn, now];
      longest = Math.max(longest, now - changedAt);
      isOver = seen.end_state?.match_over === true;
      for (const person of people) if (person.is === "here") look(scene, person, now - changedAt);
    }
    expect(isOver, `${JSON.stringify(troubles)}`).toBe(true);
    expect(longest).toBeLessThanOrEqual(LONGEST_WAIT_MS);
    expect(scene.faults).toEqual([]);
  });
});

test("[S9] with all people gone the game expires", async () => {
  const { scene, people } = await seatFivePeople(null);
  expect(await scene.ask((actor) => actor.status(GAME_ID))).toMatchObject({ ok: true });
  for (const { client } of people) client.close();
  await scene.pass(13 * 3_600_000);
  const status = await scene.ask((actor) => actor.status(GAME_ID));
  expect(status).toMatchObject({ ok: false, error: { kind: "no-such-game" } });
});
