import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deriveKeys } from "../../src/shared/keys.ts";
import { type Move, randomMove, wildMove } from "../support/moves.ts";
import { observerToken } from "../support/party.ts";
import { type Random, seeded } from "../support/random.ts";
import {
  type Audience,
  addCounts,
  type Counts,
  checkSecrecy,
  noCounts,
  type Problem,
  type Step,
  type Transcript,
} from "../support/secrecy.ts";
import { startServer, TEST_SECRET, type TestServer } from "../support/server.ts";
import { type Frame, openWire, type Wire } from "../support/wire.ts";

/** Choices of the players; the cards are the server's own and not to be had again. */
const SEED = Number(process.env.SECRECY_SEED ?? Date.now() % 1_000_000);
const DEALS = Number(process.env.SECRECY_DEALS ?? 200);
const TABLES = 8;
const AT_ONCE = 4;
const RUN_MS = 180_000;

const keys = deriveKeys(TEST_SECRET);
const others = deriveKeys(`${TEST_SECRET}!`);
const SEAL_KEYS = {
  right: keys.seal,
  wrong: [
    keys.token,
    keys.envelope,
    others.seal,
    new Uint8Array(32),
    new TextEncoder().encode(TEST_SECRET).slice(0, 32),
  ],
};

const must = <T>(result: { ok: true; value: T } | { ok: false; error: { reason: string } }): T => {
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};
const within = async <T>(promise: Promise<T>, what: () => string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what()} within 10 s (seed ${SEED})`)), 10_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** A client that knows the table by what it is sent, and keeps all of it. */
interface Client {
  to: Audience;
  readonly wire: Wire;
  /** The latest picture, kept up to date by the events since. */
  readonly view: Frame;
  readonly until: (revision: number) => Promise<void>;
  readonly answer: (actionId: string) => Promise<Frame>;
}

const idsOf = (hand: readonly Frame[]): number[] => hand.map((card) => card.card_id);

/** Keeps `view` as a player would who reads events; `allowed` as a picture had it, or by the rules. */
const follow = (view: Frame, frame: Frame): void => {
  const { message_type: type } = frame;
  if (frame.snapshot) Object.assign(view, { bids: [], trick: [] }, frame.snapshot);
  if (typeof frame.revision === "number") view.revision = Math.max(view.revision ?? 0, frame.revision);
  if (type === "hand.update") view.hand = frame.hand;
  if (type === "phase.change") {
    Object.assign(view, frame);
    if (frame.phase === "bid" || frame.phase === "trick-won") view.trick = [];
    if (frame.phase === "bid") view.bids = [];
  }
  if (type === "bid.placed") {
    view.bids = [...view.bids, frame];
    view.current_player_id = frame.current_player_id;
  }
  if (type === "trick.played") {
    view.trick = frame.trick;
    view.current_player_id = frame.current_player_id;
  }
  if (type === "trick.won") view.current_player_id = frame.current_player_id;
  view.allowed = frame.snapshot ? frame.snapshot.allowed : null;
};

/** What the rules let a seat do, worked out from its own view. */
const allowedBy = (view: Frame, seat: number): Frame[] => {
  if (view.allowed) return view.allowed;
  if (view.phase === "end") return [{ message_type: "next-deal" }];
  if (view.current_player_id !== seat) return [];
  const high = Math.max(view.rules.minimum_bid - 1, ...view.bids.map((one: Frame) => one.bid));
  if (view.phase === "bid") return [{ message_type: "bid", bids: { min: high + 1, max: 120 } }];
  const ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  if (view.phase === "call-partner-rank") return [{ message_type: view.phase, ranks }];
  if (view.phase === "call-partner-suit")
    return [{ message_type: view.phase, suits: ["coins", "cups", "swords", "clubs"] }];
  return [{ message_type: "play", cards: idsOf(view.hand) }, { message_type: "reorder" }];
};

/** What happened beside the play, to show that it did. */
const noted = {
  reorders: 0,
  refused: 0,
  repeats: 0,
  reconnects: 0,
  takeovers: 0,
  reissues: 0,
  evictions: 0,
  strangers: 0,
};

class Table {
  readonly steps: Step[] = [];
  readonly never: string[] = [];
  gameId = "";
  #hostToken = "";
  readonly #tokens: string[] = [];
  readonly #clients: (Client | null)[] = [];
  readonly #old: Client[] = [];
  #observer!: Client;
  #observerToken = "";
  #solo = false;
  #actions = 0;
  readonly #background = new Set<Promise<unknown>>();
  readonly #server: TestServer;
  readonly #random: Random;
  readonly #name: number;
  #wires = 0;

  constructor(server: TestServer, random: Random, name: number) {
    this.#server = server;
    this.#random = random;
    this.#name = name;
  }

  // Watching.

  async #open(to: Audience, token: string): Promise<Client> {
    const way = this.#random.int(3);
    const path = [
      "/ws/client",
      `/ws/client?token=${token}`,
      `/ws/client?game_id=${this.#random.chance(0.5) ? this.gameId : this.gameId.toLowerCase()}`,
    ][way] as string;
    const wire = await openWire(this.#server, path, way === 0 ? ["briscola.v1", `bearer.${token}`] : []);
    const client = this.#record(to, wire);
    if (way === 2) wire.send({ message_type: "join", action_id: `join-${this.#wires}`, token });
    await within(client.until(0), () => `join.ok for ${to}`);
    return client;
  }

  #record(to: Audience, wire: Wire): Client {
    const view: Frame = {};
    const number = ++this.#wires;
    const waiting = new Set<() => void>();
    const answers = new Map<string, Frame>();
    const take = (text: string) => {
      const frame = JSON.parse(text);
      this.steps.push({ how: "socket", to: client.to, wire: number, text });
      if (frame.code === "unauthorized" && frame.action_id === undefined) client.to = "stranger";
      if (frame.message_type === "action.result") answers.set(frame.action_id, frame);
      else follow(view, frame);
      for (const look of [...waiting]) look();
    };
    const when = <T>(find: () => T | undefined, what: string) =>
      within(
        new Promise<T>((resolve, reject) => {
          const look = () => {
            const found = find();
            if (found === undefined && wire.socket.readyState < 2) return;
            waiting.delete(look);
            if (found === undefined) reject(new Error(`table ${this.#name}: the socket closed, no ${what}`));
            else resolve(found);
          };
          waiting.add(look);
          look();
        }),
        () => `${what} for ${client.to} of table ${this.#name}`,
      );
    const client: Client = {
      to,
      wire,
      view,
      until: (revision) =>
        when(() => (view.phase && view.revision >= revision ? true : undefined), `revision ${revision}`).then(
          () => {},
        ),
      answer: (actionId) => when(() => answers.get(actionId), `answer to ${actionId}`),
    };
    for (const text of wire.texts) take(text);
    wire.socket.addEventListener("message", ({ data }) => take(String(data)));
    wire.socket.addEventListener("close", () => {
      for (const look of [...waiting]) look();
    });
    return client;
  }

  async #http(to: Audience, method: string, path: string, token?: string, body?: Frame): Promise<Frame> {
    const response = await fetch(`${this.#server.url}/api/games/${this.gameId}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    this.steps.push({ how: "http", to, text });
    return JSON.parse(text);
  }

  /** Lets something happen meanwhile. */
  #meanwhile(work: Promise<unknown>): void {
    const done = work.finally(() => this.#background.delete(done));
    this.#background.add(done);
    done.catch(() => {});
  }

  // Sitting down.

  async sit(rules: Frame): Promise<void> {
    const { api } = this.#server;
    const random = this.#random;
    const created = must(
      await api.create({
        seat: random.chance(0.5),
        rules,
        ...(random.chance(0.5) ? { nonce: random.hex(8) } : {}),
      }),
    );
    this.gameId = created.game_id;
    this.#hostToken = created.host_token;
    this.#observerToken = await observerToken(this.#server, this.gameId);
    this.never.push(this.#hostToken, this.#observerToken);
    this.#observer = await this.#open("observer", this.#observerToken);
    if (created.player) this.#seat(created.player);
    while (this.#tokens.filter(Boolean).length < 5) {
      const seats = [0, 1, 2, 3, 4].filter((seat) => this.#tokens[seat] && !this.#clients[seat]);
      for (const seat of seats) if (random.chance(0.6)) await this.#connect(seat);
      this.#seat(must(await api.join(this.gameId, random.chance(0.5) ? { nonce: random.hex(64) } : {})));
    }
    for (const seat of [0, 1, 2, 3, 4]) if (!this.#clients[seat]) await this.#connect(seat);
  }

  #seat({ player_id, token }: { player_id: number; token: string }): void {
    this.#tokens[player_id] = token;
    this.never.push(token);
  }

  async #connect(seat: number): Promise<Client> {
    const client = await this.#open(seat as Audience, this.#tokens[seat] as string);
    this.#clients[seat] = client;
    return client;
  }

  // Playing.

  /** One action of `seat`; resolves with its result. */
  async #act(seat: number, move: Frame, over: "socket" | "http" = "socket"): Promise<Frame> {
    const message: Frame = { action_id: `a${++this.#actions}`, ...move };
    const client = this.#clients[seat];
    const way = client ? over : "http";
    this.steps.push({ how: "sent", seat, over: way, message });
    if (way === "http" || !client)
      return this.#http(seat as Audience, "POST", "/actions", this.#tokens[seat], message);
    const answered = client.answer(message.action_id);
    client.wire.send(message);
    return answered;
  }

  /** The seat's next move, chosen from what it has been shown and no more. */
  async #move(seat: number): Promise<Move | null> {
    const random = this.#random;
    let view = this.#clients[seat]?.view;
    if (view && random.chance(0.1)) {
      const id = `sync-${++this.#actions}`;
      this.#clients[seat]?.wire.send({ message_type: "sync", action_id: id });
      await this.#clients[seat]?.wire.next(
        (frame) => frame.message_type === "sync" && frame.action_id === id,
      );
    }
    view ??= await this.#http(seat as Audience, "GET", "/snapshot", this.#tokens[seat]);
    const { phase, partner_rank: rank } = view;
    const hand: Frame[] = view.hand ?? [];
    if (phase === "call-partner-rank") {
      this.#solo = random.chance(0.3);
      const called = this.#solo ? random.pick(hand).rank : 1 + random.int(10);
      return { message_type: phase, partner_rank: called };
    }
    if (phase === "call-partner-suit") {
      const table: Frame[] = view.trick ?? [];
      const mine = [...hand, ...table.filter((one) => one.player_id === seat).map((one) => one.card)];
      const laid = table.map((one) => one.card).filter((card) => card.rank === rank);
      const own = mine.filter((card) => card.rank === rank);
      if (this.#solo && own.length > 0) return { message_type: phase, partner_suit: random.pick(own).suit };
      if (laid.length > 0 && random.chance(0.4))
        return { message_type: phase, partner_suit: random.pick(laid).suit };
      // Called to be found late: no card of this suit and rank is seen by its caller.
    }
    const own = { allowed: allowedBy(view, seat) as never, hand: hand as never };
    return randomMove(own, random, { pass: 0.65, leap: 0.05, reorder: 0, nonce: 0.5 });
  }

  async play(deals: number): Promise<void> {
    const random = this.#random;
    for (;;) {
      const { view } = this.#observer;
      if (view.phase === "end") {
        await Promise.all(this.#background);
        await this.#lookIntoRedis();
        if (view.deal_number === deals) return;
        for (const seat of random.shuffled([0, 1, 2, 3, 4])) {
          await this.#advance(seat);
          if (random.chance(0.1)) await this.#incident();
        }
        continue;
      }
      for (const chance of [0.3, 0.1]) if (random.chance(chance)) await this.#incident();
      await this.#advance(this.#observer.view.current_player_id);
    }
  }

  async #advance(seat: number): Promise<void> {
    await this.#clients[seat]?.until(this.#observer.view.revision);
    const move = await this.#move(seat);
    if (!move) throw new Error(`seat ${seat} of table ${this.#name} sees nothing to do`);
    const result = await this.#act(seat, move, this.#random.chance(0.06) ? "http" : "socket");
    if (result.status !== "ok") throw new Error(`${JSON.stringify(move)} was refused: ${result.reason}`);
    await this.#observer.until(result.revision);
  }

  // Whatever else may happen.

  async #incident(): Promise<void> {
    const random = this.#random;
    const seat = random.int(5);
    const way = random.chance(0.2) ? "http" : "socket";
    const dice = random.int(100);
    if (dice < 20) return this.#reorder(seat, way);
    if (dice < 50) return this.#provoke(seat, way);
    if (dice < 72) {
      const watcher: Audience = random.chance(0.3) ? "observer" : (seat as Audience);
      const token = watcher === "observer" ? this.#observerToken : (this.#tokens[seat] as string);
      return this.#meanwhile(this.#http(watcher, "GET", "/snapshot", token));
    }
    if (dice < 82) return this.#meanwhile(this.#http("stranger", "GET", ""));
    if (dice < 87) return this.#stranger();
    if (dice < 91) return this.#reconnect(seat);
    if (dice < 95) return this.#takeOver(seat);
    if (dice < 97) return this.#reissue(seat);
    return this.#evict();
  }

  async #reorder(seat: number, way: "socket" | "http"): Promise<void> {
    const client = this.#clients[seat];
    await client?.until(this.#observer.view.revision);
    const hand = idsOf(client?.view.hand ?? []);
    if (hand.length === 0) return;
    const message = {
      message_type: "reorder",
      hand: this.#random.shuffled(hand),
      action_id: `a${++this.#actions}`,
    };
    const result = await this.#act(seat, message, way);
    if (result.status !== "ok") throw new Error(`a reorder was refused: ${result.reason}`);
    noted.reorders += 1;
    if (this.#random.chance(0.7)) return;
    // The same again, also from elsewhere, also by somebody else: an answer with a hand in it.
    noted.repeats += 1;
    await this.#act(seat, message, "http");
    const other = (seat + 1) % 5;
    await this.#act(other, { ...message, message_type: "play", card: hand[0] });
  }

  /** Something to be refused, with a card in mind. */
  async #provoke(seat: number, way: "socket" | "http"): Promise<void> {
    const random = this.#random;
    const { view } = this.#observer;
    const theirs = this.#clients[(seat + 1) % 5]?.view.hand ?? [];
    const mine = this.#clients[seat]?.view.hand ?? [];
    const onTurn = view.current_player_id === seat;
    const called = view.partner_rank ? random.int(4) * 10 + view.partner_rank - 1 : random.int(40);
    const unheld = (card: number) => !idsOf(mine).includes(card);
    const tries: (Frame | string)[] = [
      wildMove(random),
      { message_type: "play", card: called },
      { message_type: "play", card: { suit: "clubs", rank: 11 } },
      { message_type: "reorder", hand: idsOf(theirs) },
      { message_type: "reorder", hand: [...idsOf(mine).slice(1), called] },
      { message_type: "play", card: called, expected_revision: -1 },
      { message_type: "play", card: called, player_id: (seat + 1) % 5 },
      { message_type: "call-partner-suit", partner_suit: "hearts" },
      { message_type: "bid", bid: 500 },
    ];
    const move = random.pick(tries) as Frame;
    const harmless =
      (move.message_type === "play" && (!onTurn || (typeof move.card === "number" && unheld(move.card)))) ||
      (move.message_type === "reorder" && move.hand.length !== mine.length) ||
      (move.message_type === "reorder" && move.hand.some((card: number) => unheld(card))) ||
      move.expected_revision !== undefined ||
      move.player_id !== undefined ||
      move.bid === 500 ||
      move.partner_suit === "hearts" ||
      (typeof move.card === "object" && move.card.rank === 11);
    if (!harmless) return;
    if (random.chance(0.1)) {
      const action_id = `o${++this.#actions}`;
      this.#observer.wire.send({ ...move, action_id });
      await this.#observer.answer(action_id);
    } else if (random.chance(0.1)) {
      this.#clients[seat]?.wire.send({ message_type: "sync", action_id: "x", player_id: (seat + 1) % 5 });
    } else {
      const result = await this.#act(seat, move, way);
      if (result.status === "ok") throw new Error(`accepted: ${JSON.stringify(move)}`);
    }
    noted.refused += 1;
  }

  /** Somebody without a token that holds here: nothing of the game is theirs. */
  async #stranger(): Promise<void> {
    const random = this.#random;
    noted.strangers += 1;
    const other = everyTable.find((table) => table !== this && table.#tokens[0]);
    const tokens = [
      this.#hostToken,
      other?.#tokens[0],
      other?.#observerToken,
      `${this.#tokens[0]}x`,
      undefined,
    ];
    this.#meanwhile(
      this.#http("stranger", "GET", random.pick(["/snapshot", "/replay", ""]), random.pick(tokens)),
    );
    if (random.chance(0.6)) return;
    const wire = await openWire(this.#server, `/ws/client?game_id=${this.gameId}`);
    this.#old.push(this.#record("stranger", wire));
    wire.send({ message_type: "sync", action_id: "s1" });
    wire.send({ message_type: "play", card: random.int(40), action_id: "s2" });
    const token = random.pick(tokens);
    if (token && random.chance(0.5)) wire.send({ message_type: "join", action_id: "s3", token });
  }

  async #reconnect(seat: number): Promise<void> {
    const client = this.#clients[seat];
    if (!client) return void (await this.#connect(seat));
    noted.reconnects += 1;
    this.#clients[seat] = null;
    client.wire.close();
    await client.wire.closed;
    // Sometimes gone for a while; then it acts by HTTP, and is back later.
    if (this.#random.chance(0.6)) await this.#connect(seat);
  }

  async #takeOver(seat: number): Promise<void> {
    if (this.#clients[seat]) noted.takeovers += 1;
    await this.#connect(seat);
  }

  /** A new token for a taken seat: who had the old one is a stranger from then on. */
  async #reissue(seat: number): Promise<void> {
    const { api } = this.#server;
    const before = this.#tokens[seat];
    const { token } = must(await api.mint(this.gameId, this.#hostToken, { role: "player", player_id: seat }));
    noted.reissues += 1;
    this.#seat({ player_id: seat, token });
    await this.#http("stranger", "GET", "/snapshot", before);
    await this.#http("stranger", "POST", "/actions", before, {
      message_type: "reorder",
      hand: [1],
      action_id: "old",
    });
    await this.#connect(seat);
  }

  async #evict(): Promise<void> {
    await Promise.all(this.#background);
    noted.evictions += 1;
    await this.#server.evict(this.gameId, "hibernate");
  }

  async #lookIntoRedis(): Promise<void> {
    for (const what of ["state", "heartbeat", "log"]) {
      const value = await this.#server.command("GET", `game:${this.gameId}:${what}`);
      if (typeof value === "string") this.steps.push({ how: "redis", words: [value] });
    }
  }

  // The end.

  async finish(): Promise<Transcript> {
    const rows = await this.#server.sql(this.gameId, "SELECT row FROM log ORDER BY seq");
    const events = rows.flatMap(({ row }) => JSON.parse(String(row)).entry?.events ?? []);
    const secrets: string[] = events.flatMap(({ secret, nextSecret }) =>
      [secret, nextSecret].filter(Boolean),
    );
    await this.#http("stranger", "GET", "");
    if (this.#name % 2 === 0) {
      must(await this.#server.api.end(this.gameId, this.#hostToken));
      await this.#observer.wire.closed;
    }
    for (const client of [...this.#clients, ...this.#old, this.#observer]) client?.wire.close();
    const never = [...this.never, TEST_SECRET];
    return { gameId: this.gameId, steps: this.steps, secrets, never, sealKeys: SEAL_KEYS };
  }
}

const everyTable: Table[] = [];
const transcripts: Transcript[] = [];
const problems: string[] = [];
let counts: Counts = noCounts();
let server: TestServer;

/** A problem with what surrounds it, to be read without the run. */
const told = ({ gameId, steps }: Transcript, { rule, step, to, what }: Problem): string =>
  `[${rule}] ${what} (to ${to}, game ${gameId}, step ${step}, seed ${SEED}): ${JSON.stringify(steps[step] ?? null).slice(0, 600)}`;

const RULES = [
  {},
  { suit_call: "before-play" },
  { first_lead: "eldest", weak_hand_below: 8 },
  { suit_call: "before-play", first_lead: "eldest", deals: 2 },
  { multiplier: "ladder", deals: 3, weak_hand_below: 10 },
] as const;

beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0", ACTION_LOG_LENGTH: "12" });
  const chaos = seeded(SEED + 1);
  server.redis.faults.rule(({ commands }) => {
    for (const words of commands) {
      const text = words.slice(0, 4).join(" ");
      everyTable.find(({ gameId }) => gameId && text.includes(gameId))?.steps.push({ how: "redis", words });
    }
    if (commands[0]?.[0] !== "EVAL" || !chaos.chance(0.01)) return undefined;
    return chaos.pick([
      { kind: "status", status: 500 },
      { kind: "reset", when: "after" },
      { kind: "html" },
      { kind: "twice" },
    ] as const);
  });
  const started = performance.now();
  let next = 0;
  const seatAndPlay = async (): Promise<void> => {
    while (next < TABLES) {
      const name = next++;
      const table = new Table(server, seeded(SEED * 31 + name), name);
      everyTable.push(table);
      await table.sit({ ...RULES[name % RULES.length] });
      await table.play(Math.ceil(DEALS / TABLES));
      transcripts.push(await table.finish());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, seatAndPlay));
  const played = performance.now();
  const lines = server.logLines();
  const record = transcripts as { steps: Step[] }[];
  for (const { steps } of record) steps.push(...lines.map((text): Step => ({ how: "log", text })));
  for (const transcript of transcripts) {
    const found = checkSecrecy(transcript);
    counts = addCounts(counts, found.counts);
    problems.push(...found.problems.map((problem) => told(transcript, problem)));
  }
  const seconds = (from: number, to: number) => Math.round((to - from) / 100) / 10;
  if (process.env.SECRECY_FIGURES) {
    console.info(seconds(started, played), seconds(played, performance.now()), counts, noted, new Set(lines));
  }
}, RUN_MS);
afterAll(() => server.close());

const found = (rule: string) => problems.filter((problem) => problem.startsWith(`[${rule}]`)).slice(0, 5);

describe(`${DEALS} deals as everybody saw them (seed ${SEED})`, () => {
  test("[V1] nobody is shown a card, hand or token that is not theirs", () => {
    expect(found("V1")).toEqual([]);
  });
});
