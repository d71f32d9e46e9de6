import { type Nonces, openNonces } from "../../src/client/nonces.ts";
import { WRITES } from "../../src/shared/format.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { isMatchOver } from "../../src/shared/game/state.ts";
import type { Replay } from "../../src/shared/protocol/replay.ts";
import type { Result } from "../../src/shared/result.ts";
import { type Random, seeded } from "../clients/random.ts";
import { randomDealRules } from "../clients/rules.ts";
import { type Call, Checker } from "./checker.ts";
import { openLoop } from "./loop.ts";
import { type NetworkPorts, type Say, vouchFor } from "./network.ts";
import { GameObject, Unreachable, Vault } from "./object.ts";
import { type Person, sit } from "./people.ts";
import { FakeRedis, type Weather } from "./redis.ts";
import { simulatedSettings } from "./settings.ts";

/** The figures and problems of a run. */
export interface Outcome {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly figures: Figures;
}

export interface Figures {
  deals: number;
  crashes: number;
  sleeps: number;
  storageLosses: number;
  redisFaults: number;
  cuts: number;
  takeovers: number;
  /** The numbers of damages of rows and of clock steps. */
  damages: number;
  steps: number;
  actions: number;
  refused: number;
  /** Acknowledged actions that were lost with the storage before they had reached Redis. */
  lostWithStorage: number;
  frames: number;
  snapshots: number;
  rows: number;
  /** The shuffles that waited for nonces, and the nonces that were not revealed. */
  shuffles: number;
  missingNonces: number;
}

const START = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const SWEEP_MS = 60_000;
/** The ways in which a row becomes unreadable. */
const SPOILS: readonly ((row: string) => string)[] = [
  (row) => row.slice(0, row.length / 2),
  () => "",
  () => "null",
  (row) => row.replace(/"type":"[a-z-]+"/, '"type":"never-heard-of"'),
  (row) => row.replace(`"format":${WRITES}`, '"format":"two"'),
  (row) => row.replace(/"events":\[.*\]/, '"events":7'),
];
const SHUFFLES: readonly string[] = ["shuffle-begun", "shuffle-restarted"];
const GAME_ID = "SMTEST";
const HOST = "host";

/** The time with faults, and the time for the rest of the match after it, in ms. */
const TROUBLE_MS = 120_000;
const FINISH_MS = 1_200_000;

export interface SimulateOptions {
  /** Whether the first problem ends the run. */
  readonly stopsAtOnce?: boolean;
  /** Is called with one line for each event: ms since the start, the event, and its text. */
  readonly trace?: ((line: string) => void) | null;
}

/** A random table among those that may be set. */
const tableOf = (random: Random): Partial<Rules> => ({
  ...randomDealRules(random),
  match_points: random.pick([null, null, 5, 20]),
});

/** Plays the match of `seed` with random faults and checks it. */
export const simulate = async (
  seed: number,
  { stopsAtOnce = false, trace = null }: SimulateOptions = {},
): Promise<Outcome> => {
  const random = seeded(seed);
  const loop = openLoop(START);
  const say: Say = (what, text = "") => trace?.(`${loop.now() - START} ${what} ${text}`);
  const vault = new Vault();
  const checker = new Checker(vault);
  const redis = new FakeRedis(loop.now);
  const weather: Weather = { outage: false, faults: 0, faulted: 0, faultedAt: START, say };
  const settings = simulatedSettings({
    // With a long heartbeat interval, the actor hibernates between heartbeats.
    HEARTBEAT_INTERVAL_SECONDS: seed % 5 === 0 ? "10" : "5",
    BOT_PAUSE_MS: String(random.pick([0, 200, 1_000])),
    ACTION_LOG_LENGTH: String(random.pick([0, 0, 0, 0, 0, 5])),
  });
  const object = new GameObject({
    loop,
    random,
    settings,
    redis,
    weather,
    vault,
    onRow: (row) => {
      say("row", JSON.stringify(row.kind === "entry" ? row.entry : row));
      checker.row(row);
      const isRestored = row.kind === "entry" && row.entry.events[0]?.type === "game-restored";
      // The storage may be lost again before the restore is complete, which takes longer when Redis fails.
      if (isRestored && isTroubled && random.chance(0.3))
        loop.after(random.int(20) * (weather.faults > 0 ? 50 : 1), loseStorage);
      // A shuffle is short, so that few of the other misfortunes meet one.
      const isShuffle = row.kind === "entry" && row.entry.events.some(({ type }) => SHUFFLES.includes(type));
      if (isShuffle && isTroubled && random.chance(0.4)) loop.after(random.int(40), disturbShuffle);
    },
    onFault: (what) => checker.problem(what),
  });
  checker.onProblem = (what) => say("PROBLEM", what);
  redis.onState = (stamp, text) => {
    say("copied", String(stamp));
    checker.copied(stamp, text);
  };
  redis.onPublished = (_channel, text) => checker.published(text);
  const created = () => checker.table?.game.creation.at ?? 0;
  const ports: NetworkPorts = { loop, random, object, gameId: GAME_ID, created, settings, say };
  const calls: Call[] = [];
  let isTroubled = true;
  let fellAt = START;
  const done = { crashes: 0, sleeps: 0, storageLosses: 0, cuts: 0, takeovers: 0, damages: 0, steps: 0 };

  // Most matches are long and have few, fast players; the others are short and have many.
  const isLong = random.chance(0.7);
  /**
   * A third of the matches have damaged rows, clock steps and players with unusual requests. All matches end with a
   * deletion.
   */
  const isOdd = seed % 3 === 0;
  checker.sampling = isLong ? 6 : 1;
  const rules: Rules = {
    ...DEFAULT_RULES,
    suit_call: random.pick(["after-first-trick", "before-play"]),
    first_lead: random.pick(["caller", "eldest"]),
    deals: isLong ? 8 + random.int(9) : 1 + random.int(2),
    turn_seconds: random.pick([null, null, 5, 10]),
    // Half of the matches have the rules of 1.0, so that their seeds repeat what they found.
    ...(seed % 2 === 0 ? tableOf(seeded(seed + 1)) : {}),
  };
  const people: Person[] = [];
  const newNonces = () => openNonces(undefined, () => random.hex(64));
  /** What a person adds to the first shuffle: a commitment, an open nonce or nothing. */
  const addedBy = (nonces: Nonces) =>
    random.pick([
      () => ({ nonce: "", commitment: nonces.commit() }),
      () => ({ nonce: random.hex(8) }),
      () => ({ nonce: "" }),
    ])();
  const come = (viewer: Person["viewer"], token: string, nonces: Nonces) =>
    people.push(
      sit(ports, {
        viewer,
        token,
        nonces,
        patience: isLong ? 100 : random.pick([100, 1_000, 3_000]),
        // Without a turn limit, a player who never acts would stop the game.
        idle: rules.turn_seconds === null ? 10 : random.pick([0, 20, 90]),
        isOdd,
        checker,
        calls,
      }),
    );
  /** The answer to a question of the host, which is repeated while the object does not answer. */
  const insist = async <T>(
    question: () => Promise<Result<T, unknown>>,
  ): Promise<Result<T, unknown> | null> => {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await question();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        await new Promise<void>((resume) => loop.after(200, resume));
      }
    }
    return null;
  };

  let isSeated = false;
  const seat = async () => {
    const requestOf = (name: string) => ({ key: `key of ${name}`, fingerprint: name });
    const nonces = newNonces();
    const creator = { name: null, ...addedBy(nonces) };
    const made = await insist(() =>
      object.ask((actor) => actor.create(GAME_ID, { rules, creator, request: requestOf("game") })),
    );
    if (!made?.ok) return checker.problem("the game was not made");
    come(0, "player.0.1", nonces);
    const players = isLong ? Number(random.chance(0.3)) : random.int(5);
    for (let more = 0; more < players; more += 1) {
      const own = newNonces();
      const guest = { name: `Guest ${more}`, ...addedBy(own), request: requestOf(`guest ${more}`) };
      const joined = await insist(() => object.ask((actor) => actor.join(GAME_ID, guest)));
      if (!joined?.ok) return checker.problem("a guest found no seat");
      come(joined.value.seat, `player.${joined.value.seat}.${joined.value.seatVersion}`, own);
    }
    for (let watchers = isLong ? Number(random.chance(0.3)) : random.int(3); watchers > 0; watchers -= 1)
      come("observer", "observer", newNonces());
    await fill();
    isSeated = true;
  };
  const level = random.pick(["random", "rule"] as const);
  const fill = () =>
    insist(() => object.ask((actor) => actor.seatBots(vouchFor(HOST, ports), GAME_ID, null, level)));

  const player = (): Person | null => {
    const players = people.filter(({ viewer }) => viewer !== "observer");
    return players.length > 0 ? random.pick(players) : null;
  };
  const loseStorage = () => {
    // Without a reachable copy, the game cannot be restored. This case is tested elsewhere.
    if (weather.outage || redis.get(`game:${GAME_ID}:state`) === null) return;
    done.storageLosses += 1;
    fellAt = loop.now();
    checker.storageLost();
    object.loseStorage();
  };
  const crash = () => {
    done.crashes += 1;
    fellAt = loop.now();
    object.crash();
  };
  const disturbShuffle = () =>
    random.pick([
      crash,
      loseStorage,
      () => object.hibernate(),
      () => player()?.cut("both"),
      ...[1, 2, 3].map(() => () => player()?.cut("silent")),
    ])();
  type Misfortune = readonly [weight: number, name: string, happen: () => void];
  const oddities: readonly Misfortune[] = [
    [
      2,
      "rows damaged",
      () => {
        // Without a reachable copy, it is unknown which of the two is later. This case is tested elsewhere.
        if (weather.outage || redis.get(`game:${GAME_ID}:state`) === null) return;
        const count = 1 + random.int(5);
        done.damages += 1;
        fellAt = loop.now();
        checker.rowsDamaged(count);
        object.damageRows(count, random.pick(SPOILS));
      },
    ],
    [
      1,
      "clock steps",
      () => {
        const step = random.pick([
          -600_000,
          -30_000,
          30_000,
          600_000,
          ...(steppedMs < HOUR_MS ? [7_200_000] : []),
        ]);
        steppedMs += step;
        done.steps += 1;
        // A sweep follows within a minute.
        fellAt = loop.now() + SWEEP_MS;
        object.stepClock(step);
        loop.after(
          random.int(SWEEP_MS),
          () => void object.ask(async (actor) => actor.poke(GAME_ID)).catch(() => {}),
        );
      },
    ],
  ];
  let steppedMs = 0;
  const misfortunes: readonly Misfortune[] = [
    ...(isOdd ? oddities : []),
    [4, "crash", crash],
    [
      6,
      "sleep",
      () => {
        if (object.isIdle) done.sleeps += 1;
        object.hibernate();
      },
    ],
    [
      1,
      "storage lost",
      () => {
        loseStorage();
      },
    ],
    [
      3,
      "outage with everyone waiting",
      () => {
        // Redis fails while all players wait, and recovers. No move triggers the next write of the copy.
        weather.outage = true;
        loop.after(random.int(3_000), () => {
          for (const person of people) person.rest(40_000);
        });
        loop.after(3_000 + random.int(12_000), () => {
          weather.outage = false;
        });
      },
    ],
    [
      2,
      "outage",
      () => {
        weather.outage = true;
        loop.after(500 + random.int(40_000), () => {
          weather.outage = false;
        });
      },
    ],
    [
      2,
      "faults",
      () => {
        weather.faults = random.pick([0, 10, 50]);
      },
    ],
    [
      6,
      "cut",
      () => {
        done.cuts += 1;
        if (people.length > 0) random.pick(people).cut(random.pick(["both", "silent"]));
      },
    ],
    [
      2,
      "takeover",
      () => {
        const person = player();
        if (!person) return;
        done.takeovers += 1;
        person.moveOn();
      },
    ],
    [
      1,
      "token minted anew",
      () => {
        const person = player();
        if (!person) return;
        const at = person.viewer as Seat;
        const envelope = vouchFor(HOST, ports);
        object
          .ask((actor) => actor.mint(envelope, GAME_ID, at, null))
          .then(
            (minted) => {
              if (minted.ok) person.moveOn(`player.${at}.${minted.value.seatVersion}`);
            },
            () => {},
          );
      },
    ],
    [
      1,
      "seat handed to a bot",
      () => {
        const at = random.pick(SEATS);
        const envelope = vouchFor(HOST, ports);
        object.ask((actor) => actor.free(envelope, GAME_ID, at, { remove: false })).catch(() => {});
      },
    ],
    [1, "crash", () => void object.ask(async (actor) => actor.poke(GAME_ID)).catch(() => {})],
  ];
  const bag = misfortunes.flatMap((one) => Array.from({ length: one[0] }, () => one));
  const strike = () => {
    const [, name, happen] = random.pick(bag);
    if (!isSeated) return;
    say("misfortune", name);
    happen();
  };
  const every = random.pick([1_000, 3_000, 10_000, 60_000]);
  const trouble = () => {
    if (!isTroubled) return;
    strike();
    loop.after(random.int(2 * every), trouble);
  };

  /**
   * Checks after each heartbeat interval and a second: the state at the previous check is in Redis, if there were no
   * faults since.
   */
  let isEnded = false;
  let stampBefore = checker.stamp;
  const CHECK_MS = settings.heartbeatMs + 1_000;
  /**
   * After a crash, the object detects that its copy is behind when the first client reconnects. This takes up to this
   * time, in ms.
   */
  const WAKES_MS = 10_000;
  const look = () => {
    const disturbedAt = Math.max(weather.faultedAt, fellAt + WAKES_MS, object.lateUntil);
    if (disturbedAt < loop.now() - CHECK_MS && !weather.outage && !isEnded)
      checker.level(redis.get(`game:${GAME_ID}:state`), stampBefore);
    stampBefore = checker.stamp;
    loop.after(CHECK_MS, look);
  };
  loop.after(CHECK_MS, look);

  void seat();
  loop.after(random.int(2 * every), trouble);
  const isPlayed = () => {
    const game = checker.table?.game;
    return game !== undefined && isMatchOver(game);
  };
  const isFound = () => stopsAtOnce && checker.problems.length > 0;
  const outcome = (): Outcome => {
    const { deals, lost, frames, snapshots, rows, shuffles, missingNonces } = checker.figures;
    return {
      seed,
      problems: checker.problems,
      figures: {
        deals,
        ...done,
        redisFaults: weather.faulted,
        actions: calls.filter(({ answer }) => answer === "ok").length,
        refused: calls.filter(({ answer }) => answer !== null && answer !== "ok").length,
        lostWithStorage: lost,
        frames,
        snapshots,
        rows,
        shuffles,
        missingNonces,
      },
    };
  };
  await loop.run(() => isPlayed() || isFound(), START + TROUBLE_MS);
  isTroubled = false;
  weather.outage = false;
  weather.faults = 0;
  for (const person of people) person.settle();
  // Readmits players who were replaced by another client or a newer token, and fills free seats.
  const mend = async () => {
    for (const person of people) {
      const { viewer } = person;
      if (!["replaced", "refused"].includes(person.table().state().name)) continue;
      if (viewer === "observer") person.moveOn();
      else await letIn(person, viewer);
    }
    await fill();
    loop.after(2_000, () => void mend());
  };
  const letIn = async (person: Person, at: Seat) => {
    const envelope = vouchFor(HOST, ports);
    const minted = await insist(() => object.ask((actor) => actor.mint(envelope, GAME_ID, at, null)));
    if (minted?.ok) person.moveOn(`player.${at}.${minted.value.seatVersion}`);
  };
  /** The host ends the game while writes are in flight that Redis may apply late. The game must not come back [D11]. */
  const endForGood = async () => {
    const host = () => vouchFor(HOST, ports);
    weather.faults = 50;
    for (let more = 0; more < 3; more += 1) {
      object.ask((actor) => actor.mint(host(), GAME_ID, random.pick(SEATS), null)).catch(() => {});
      await loop.run(() => false, loop.now() + random.int(1_000));
    }
    isEnded = true;
    let isConfirmed = false;
    void insist(() => object.ask((actor) => actor.end(host(), GAME_ID))).then((ended) => {
      isConfirmed = ended?.ok === true;
    });
    await loop.run(() => false, loop.now() + random.int(2_000));
    if (random.chance(0.5)) object.crash();
    weather.faults = 0;
    await loop.run(() => false, loop.now() + 60_000);
    if (!isConfirmed) checker.problem("the game could not be ended");
    // The game must be gone: the storage is empty, and Redis contains no copy.
    for (const [key, { value }] of redis.strings)
      if (value.includes("sealed")) checker.problem(`${key} still holds the game that has ended`);
    if (redis.hgetall(`game:${GAME_ID}:deals`)) checker.problem("the deals of the game are still in Redis");
    object.crash();
    let status: Result<unknown, unknown> | null = null;
    void insist(() => object.ask((actor) => actor.status(GAME_ID))).then((told) => {
      status = told;
    });
    await loop.run(() => status !== null, loop.now() + 10_000);
    if ((status as Result<unknown, unknown> | null)?.ok !== false)
      checker.problem("the game is there again after its end");
  };
  const readReplay = async () => {
    let answer: Result<Replay, unknown> | null = null;
    void insist(() => object.ask((actor) => actor.replay(vouchFor(HOST, ports), GAME_ID))).then((told) => {
      answer = told;
    });
    await loop.run(() => answer !== null, loop.now() + 20_000);
    const replay = answer as Result<Replay, unknown> | null;
    if (replay?.ok) checker.replayed(replay.value);
    else checker.problem(`there is no replay: ${JSON.stringify(replay)}`);
  };
  loop.after(100, () => void mend());
  await loop.run(() => isPlayed() || isFound(), START + TROUBLE_MS + FINISH_MS);
  if (isFound()) return outcome();
  if (!isPlayed()) checker.problem(`the match does not end: ${whereabouts(checker, people)}`);
  // Waits until pending messages have arrived.
  await loop.run(isFound, loop.now() + 60_000);
  for (const person of people) {
    const snapshot = person.table().snapshot();
    const game = checker.table?.game;
    if (snapshot && game && person.table().state().name === "live" && snapshot.revision !== game.revision)
      checker.problem(`${person.viewer} has stopped at ${snapshot.revision} of ${game.revision}`);
    if (person.table().state().name !== "live")
      checker.problem(`${person.viewer} is ${person.table().state().name} in the end`);
    if (person.unanswered() > 0) checker.problem(`${person.viewer} waits for ${person.unanswered()} answers`);
  }
  checker.finish(calls, redis.get(`game:${GAME_ID}:state`));
  await readReplay();
  // The finished deals must be in Redis too.
  checker.storageLost();
  object.loseStorage();
  await readReplay();
  await endForGood();
  return outcome();
};

const whereabouts = ({ table }: Checker, people: readonly Person[]): string => {
  const states = people.map(({ viewer, table: of }) => `${viewer} ${of().state().name}`).join(", ");
  return `${table?.game.phase.name} at ${table?.game.epoch}:${table?.game.revision}; ${states}`;
};
