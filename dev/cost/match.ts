import { openCounters } from "../../src/actor/metrics/counters.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import { openNonces } from "../../src/client/nonces.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Metrics } from "../../src/shared/metrics.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import { LIVE_GAMES } from "../../src/shared/redis.ts";
import { mustAct, type OwnView, randomMove } from "../clients/moves.ts";
import { type Random, seeded } from "../clients/random.ts";
import { openLoop } from "../simulator/loop.ts";
import { type NetworkPorts, openPlace } from "../simulator/network.ts";
import { GameObject, WeighingVault } from "../simulator/object.ts";
import { FakeRedis } from "../simulator/redis.ts";
import { simulatedSettings } from "../simulator/settings.ts";

/** The behaviour of the players: five who join over some time and take a few seconds for each move. */
export interface Order {
  readonly seed: number;
  readonly observers: number;
  readonly heartbeatSeconds: number;
}

/** A played match and its usage. */
export interface Played {
  /** The counters of the actor over all its lives. */
  readonly tally: Metrics;
  /** Requests to the Worker: pages, calls, upgrades. */
  readonly edgeRequests: number;
  readonly logLines: number;
  readonly deals: number;
  /** The number of hibernations of the actor. */
  readonly sleeps: number;
  /** The time from the first to the last socket, in ms. An object that cannot hibernate is billed for it. */
  readonly openMs: number;
  /** The size of the storage at the end, in characters, and the time for which it is kept, in ms. */
  readonly stored: number;
  readonly keptMs: number;
}

const START = 1_800_000_000_000;
const GAME_ID = "CSTRVN";
const GAME_MS = 900_000;
/**
 * An idle object hibernates after ten seconds. This is half a second less, so that heartbeats at an interval of ten
 * seconds pay for waking it.
 */
const SLEEPS_AFTER_MS = 9_500;
const SWEEP_MS = 60_000;
const LAPSED_MS = 20_000;

/** The time that a player takes, in ms: five seconds for a move on average, and longer before the next deal. */
const thinks = (random: Random, view: OwnView): number =>
  view.allowed?.some(({ message_type }) => message_type === "next-deal")
    ? 3_000 + random.int(12_000)
    : 1_000 + random.int(8_000);

/**
 * Plays fifteen minutes in virtual time, from the creation of the game to its expiry, without faults of Redis and the
 * network.
 */
export const playMatch = async ({ seed, observers, heartbeatSeconds }: Order): Promise<Played> => {
  const random = seeded(seed);
  /** Each player has its own random source, so that a match does not depend on its observers. */
  const minds = SEATS.map((seat) => seeded(seed * 100 + seat));
  /** The nonces of the clients, so that the same seed is the same match. Observers have none. */
  const secrets = seeded(seed * 100 + SEATS.length);
  const loop = openLoop(START);
  const redis = new FakeRedis(loop.now);
  const settings = simulatedSettings({ HEARTBEAT_INTERVAL_SECONDS: String(heartbeatSeconds) });
  // One set of counters for all lives, so that they need no resume.
  const counters = { ...openCounters(loop.now), resume: () => {} };
  const faults: string[] = [];
  let deals = 0;
  let stored = 0;
  const object = new GameObject({
    loop,
    random,
    settings,
    redis,
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: 0 },
    vault: new WeighingVault(),
    onRow: (row) => {
      stored += JSON.stringify(row).length;
      if (row.kind === "entry" && row.entry.events.some(({ type }) => type === "deal-ended")) deals += 1;
    },
    onFault: (what) => faults.push(what),
    counters,
  });
  const created = { at: START };
  const ports: NetworkPorts = { loop, random, object, gameId: GAME_ID, created: () => created.at, settings };
  let edgeRequests = 0;
  let logLines = 0;
  let sleeps = 0;
  let openedAt = 0;
  const tables: GameClient[] = [];

  const arrive = (token: string): GameClient => {
    // The requests for the page and the upgrade.
    edgeRequests += 2;
    openedAt ||= loop.now();
    const { world } = openPlace(ports, { text: () => {}, opened: () => {} });
    const nonces = openNonces(undefined, () => secrets.hex(64));
    const table = openGameClient({ baseUrl: "http://table.example", token, nonces, world });
    tables.push(table);
    return table;
  };
  const play = (table: GameClient, seat: Seat) => {
    const mind = minds[seat] as Random;
    let isThinking = false;
    let sorted = 0;
    table.onSnapshot((snapshot) => {
      const view = snapshot as unknown as OwnView;
      if (snapshot.deal_number > sorted && view.hand?.length === 8) {
        // Each player reorders its cards once or twice.
        sorted = snapshot.deal_number;
        for (const ms of [4_000, 7_000]) loop.after(ms + mind.int(3_000), () => sort(table, mind));
      }
      if (isThinking || !mustAct(view)) return;
      isThinking = true;
      loop.after(thinks(mind, view), () => {
        isThinking = false;
        const move = randomMove(table.snapshot() as unknown as OwnView, mind, MODERATE);
        if (move) void table.act(move as ActionMessage);
      });
    });
  };
  const sort = (table: GameClient, mind: Random) => {
    const { hand } = table.snapshot() as unknown as OwnView;
    if (!hand || hand.length < 2) return;
    const order = mind.shuffled(hand.map(({ card_id }) => card_id));
    void table.act({ message_type: "reorder", hand: order } as ActionMessage);
  };

  const seat = async () => {
    edgeRequests += 1;
    const creator = { name: "Ada", nonce: random.hex(8) };
    const founding = { rules: DEFAULT_RULES, creator, request: null };
    const made = await object.ask((actor) => actor.create(GAME_ID, founding));
    if (!made.ok) throw new Error("the game was not made");
    created.at = made.value.at;
    play(arrive("player.0.1"), 0);
    for (let more = 1; more < 5; more += 1) {
      await new Promise<void>((come) => loop.after(5_000 + random.int(10_000), come));
      edgeRequests += 1;
      const guest = { name: `Guest ${more}`, nonce: random.hex(8), request: null };
      const joined = await object.ask((actor) => actor.join(GAME_ID, guest));
      if (!joined.ok) throw new Error("a guest found no seat");
      const { seat, seatVersion } = joined.value;
      play(arrive(`player.${seat}.${seatVersion}`), seat);
    }
    for (let watcher = 0; watcher < observers; watcher += 1) {
      await new Promise<void>((come) => loop.after(random.int(20_000), come));
      edgeRequests += 1;
      await object.ask((actor) => actor.status(GAME_ID));
      arrive("observer");
    }
  };

  /** An object without events and pending work hibernates after a time. */
  let before = 0;
  let quietSince = START;
  const watch = () => {
    const { requests, messages_in, alarms, redis_requests } = counters.tally().counts;
    const events = requests + messages_in + alarms + redis_requests;
    if (events !== before || !object.isIdle) quietSince = loop.now();
    before = events;
    if (object.isAwake && loop.now() - quietSince >= SLEEPS_AFTER_MS) {
      sleeps += 1;
      object.hibernate();
    }
  };
  const every = (ms: number, until: number, look: () => void) => {
    const again = () => {
      look();
      if (loop.now() < until) loop.after(ms, again);
    };
    loop.after(ms, again);
  };
  every(250, START + GAME_MS + 60_000, watch);
  every(SWEEP_MS, START + GAME_MS, () => {
    const beat = redis.live.get(GAME_ID);
    if (beat !== undefined && beat < loop.now() - LAPSED_MS) void object.ask((actor) => actor.poke(GAME_ID));
  });

  const { info, warn, error } = console;
  const hear = () => {
    logLines += 1;
  };
  Object.assign(console, { info: hear, warn: hear, error: hear });
  try {
    void seat();
    await loop.run(() => false, START + GAME_MS);
    for (const table of tables) table.close();
    await loop.run(() => false, loop.now() + 60_000);
    object.hibernate();
    await loop.run(() => false, START + GAME_MS + 2 * settings.stateTtlSeconds * 1_000);
  } finally {
    Object.assign(console, { info, warn, error });
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const left = redis.get(`game:${GAME_ID}:state`);
  // The tombstone stays in Redis for two minutes.
  if ((left !== null && !JSON.parse(left).gone) || redis.live.has(GAME_ID))
    throw new Error(`the game is still in ${LIVE_GAMES} or stored`);
  return {
    tally: counters.tally(),
    edgeRequests,
    logLines,
    deals,
    sleeps,
    openMs: START + GAME_MS - openedAt,
    stored,
    keptMs: GAME_MS + settings.stateTtlSeconds * 1_000,
  };
};

/** Players bid sometimes and rarely raise by much. */
const MODERATE = { pass: 0.6, leap: 0.1, reorder: 0, nonce: 0 };
