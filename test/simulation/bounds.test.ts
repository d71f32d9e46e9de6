import { expect, test, vi } from "vitest";
import { mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { openLoop, settled } from "../../dev/simulator/loop.ts";
import { type NetworkPorts, vouchFor } from "../../dev/simulator/network.ts";
import { GameObject, WeighingVault } from "../../dev/simulator/object.ts";
import { FakeRedis } from "../../dev/simulator/redis.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import { openCounters } from "../../src/actor/metrics/counters.ts";
import { seal } from "../../src/actor/replica/seal.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

const START = 1_800_000_000_000;
const GAME_ID = "BOUNDS";
const DEALS = 40;
const hex = (length: number, seed: number) => seeded(seed).hex(length);
/** 24 letters, each of three bytes. */
const nameOf = (seat: number) =>
  "ガブリエーレ・ダンヌンツィオと長い名前の人々".padEnd(23, "長").slice(0, 23) + seat;

/** Notes how large each write is. */
class Noting extends FakeRedis {
  readonly writes: { readonly bytes: number; readonly sealed: number; readonly isEnd: boolean }[] = [];
  override eval(script: string, keys: readonly string[], args: readonly string[]): string {
    const bytes = [script, ...keys, ...args].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const { sealed = "" } = JSON.parse(args[3] ?? "{}");
    this.writes.push({ bytes, sealed: sealed.length, isEnd: Number(args[12]) > 0 });
    return super.eval(script, keys, args);
  }
}

/** The longest auctions that are possible: each seat bids one more than the last. */
const longBid = ({ bids, rules }: Snapshot) => {
  const highest = Math.max(rules.minimum_bid - 1, ...(bids ?? []).map(({ bid }) => bid));
  return { message_type: "bid", bid: highest + 1 };
};

test("[R14, D7, D13] forty deals with the longest ids, names, nonces and auctions keep every bound", async () => {
  const [loop, random] = [openLoop(START), seeded(4)];
  const settings = simulatedSettings();
  const probe = { probe: "x".repeat(301) };
  expect(new WeighingVault().seal(probe)).toHaveLength((await seal(probe, settings.keyring)).length);
  const redis = new Noting(loop.now);
  const counters = openCounters(loop.now);
  const faults: string[] = [];
  vi.spyOn(console, "info").mockImplementation(() => {});
  const object = new GameObject({
    ...{ loop, random, settings, redis, counters, vault: new WeighingVault() },
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: START },
    onRow: () => {},
    onFault: (what) => faults.push(what),
  });
  let createdAt = START;
  const ports: NetworkPorts = { loop, random, object, gameId: GAME_ID, created: () => createdAt, settings };
  /** A second passes with each question, as between people. */
  const ask: GameObject["ask"] = (question) =>
    settled(
      loop,
      new Promise<void>((resume) => loop.after(1_000, resume)).then(() => object.ask(question)),
    );
  const requestOf = (seat: number) => ({ key: hex(64, 10 + seat), fingerprint: hex(64, 20 + seat) });
  const creator = { name: nameOf(0), nonce: hex(64, 0) };
  const rules = { ...DEFAULT_RULES, deals: DEALS };
  const made = await ask((actor) => actor.create(GAME_ID, { rules, creator, request: requestOf(0) }));
  createdAt = made.ok ? made.value.at : 0;
  for (const seat of SEATS.slice(1))
    await ask((actor) =>
      actor.join(GAME_ID, { name: nameOf(seat), nonce: hex(64, seat), request: requestOf(seat) }),
    );

  let actions = 0;
  const viewOf = async (seat: Seat): Promise<Snapshot> => {
    const seen = await object.ask((actor) => actor.snapshot(vouchFor(`player.${seat}.1`, ports), GAME_ID));
    if (!seen.ok) throw new Error(JSON.stringify(seen.error));
    return seen.value;
  };
  const act = async (seat: Seat, move: object) => {
    actions += 1;
    const message = { ...move, action_id: `${actions} `.padEnd(64, "i") };
    const before = { commands: counters.tally().counts.redis_commands, writes: redis.writes.length };
    const done = await ask((actor) =>
      actor.act(vouchFor(`player.${seat}.1`, ports), GAME_ID, decode(message)),
    );
    if (!done.ok || done.value.rejection) throw new Error(JSON.stringify(done));
    await settled(loop, new Promise<void>((resume) => loop.after(100, resume)));
    const commands = counters.tally().counts.redis_commands - before.commands;
    const writes = redis.writes.slice(before.writes);
    if (writes.length > 0) expect(commands).toBeLessThanOrEqual(writes.some(({ isEnd }) => isEnd) ? 8 : 6);
  };
  for (
    let view = await viewOf(0);
    !(view.phase === "end" && view.deal_number === DEALS);
    view = await viewOf(0)
  ) {
    const seats = view.current_player_id === null ? SEATS : [view.current_player_id];
    for (const seat of seats) {
      const own = await viewOf(seat);
      if (!mustAct(own)) continue;
      if (own.hand?.length === 8 && random.chance(0.3)) {
        const hand = random.shuffled(own.hand.map(({ card_id }) => card_id));
        await act(seat, { message_type: "reorder", hand });
      }
      const isLong = own.phase === "bid" && own.deal_number % 8 === 1;
      const move = isLong
        ? longBid(own)
        : randomMove(own, random, { pass: 0.6, leap: 0.1, reorder: 0, nonce: 0 });
      await act(
        seat,
        own.phase === "end" ? { message_type: "next-deal", nonce: hex(64, actions) } : (move as object),
      );
    }
  }

  const tables = new Map(object.stored().tables.map(({ name, rows }) => [name, rows]));
  const checkpoints = (tables.get("log") ?? [])
    .map(({ row }) => String(row))
    .filter((row) => row.includes("checkpoint"));
  expect(checkpoints.length).toBeGreaterThanOrEqual(DEALS);
  expect(Math.max(...checkpoints.map((row) => Buffer.byteLength(row)))).toBeLessThanOrEqual(13_000);
  expect(tables.get("deals")).toHaveLength(DEALS);
  expect(Object.keys(redis.hgetall(`game:${GAME_ID}:deals`) ?? {})).toHaveLength(DEALS);
  expect(redis.writes.filter(({ isEnd }) => isEnd)).toHaveLength(DEALS);
  expect(Math.max(...redis.writes.map(({ sealed }) => sealed))).toBeLessThanOrEqual(9_000);
  const sizesOf = ({ isEnd }: { isEnd: boolean }) =>
    redis.writes.filter((one) => one.isEnd === isEnd).map(({ bytes }) => bytes);
  expect(Math.max(...sizesOf({ isEnd: false }))).toBeLessThanOrEqual(17_500);
  expect(Math.max(...sizesOf({ isEnd: true }))).toBeLessThanOrEqual(21_500);
  const all = redis.writes.map(({ bytes }) => bytes);
  expect(all.reduce((sum, bytes) => sum + bytes, 0) / all.length).toBeLessThanOrEqual(12_500);
  expect(faults).toEqual([]);
}, 120_000);
