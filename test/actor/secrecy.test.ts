import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isPromised, type Move, type OwnView, randomMove, wildMove } from "../../dev/clients/moves.ts";
import { type Random, seeded } from "../../dev/clients/random.ts";
import { startServer, TEST_SECRET, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { deriveKeys } from "../../src/shared/auth/keys.ts";
import type { Seat } from "../../src/shared/game/seats.ts";
import { storedState } from "../support/copies.ts";
import { observerToken } from "../support/party.ts";
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

/** Choices of the players; the cards are the server's own and not to be had again. */
const SEED = Number(process.env.SECRECY_SEED ?? Date.now() % 1_000_000);
const DEALS = Number(process.env.SECRECY_DEALS ?? 100);
const TABLES = 8;
const RUN_MS = 300_000;

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
    // biome-ignore lint/style/noRestrictedGlobals: the limit of a wait
    timer = setTimeout(() => reject(new Error(`no ${what()} within 10 s (seed ${SEED})`)), 10_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/*
 * Sockets without permessage-deflate, and answers as they are: most of a run would go into packing frames. Node's
 * WebSocket has no option for it, but takes the dispatcher of its fetch, which is set here for this file alone.
 */
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
interface Dispatcher {
  readonly dispatch: (options: { headers: Record<string, string> }, handler: unknown) => boolean;
}
const unpacked = (): (() => void) => {
  const place = globalThis as unknown as Record<symbol, Dispatcher>;
  const real = place[DISPATCHER];
  if (!real) return () => {};
  place[DISPATCHER] = {
    dispatch: (options, handler) => {
      const { "sec-websocket-extensions": _, "accept-encoding": __, ...headers } = options.headers;
      return real.dispatch({ ...options, headers }, handler);
    },
  };
  return () => {
    place[DISPATCHER] = real;
  };
};

/** A client that knows the table by what it is sent, and keeps all of it. */
interface Client {
  to: Audience;
  readonly wire: Wire;
  /** The latest snapshot, kept up to date by the events since. */
  readonly view: Frame;
  readonly until: (revision: number) => Promise<void>;
  readonly answer: (actionId: string) => Promise<Frame>;
}

const idsOf = (hand: readonly Frame[]): number[] => hand.map((card) => card.card_id);

/** Keeps `view` as a player would who reads events; `allowed` as a snapshot had it, or by the rules. */
const reduce = (view: Frame, frame: Frame): void => {
  const { message_type: type } = frame;
  if (frame.snapshot) Object.assign(view, { bids: [], trick: [] }, frame.snapshot);
  if (typeof frame.revision === "number") view.revision = Math.max(view.revision ?? 0, frame.revision);
  if (type === "hand.update") view.hand = frame.hand;
  if (type === "phase.change") {
    Object.assign(view, frame);
    if (frame.phase === "bid" || frame.phase === "trick-won") view.trick = [];
    if (frame.phase === "bid") view.bids = [];
    // The new hand is on its way.
    if (frame.phase === "bid") view.hand = null;
  }
  if (type === "bid.placed") {
    view.bids = [...view.bids, frame];
    view.current_player_id = frame.current_player_id;
  }
  if (type === "trick.played") {
    view.trick = frame.trick;
    view.current_player_id = frame.current_player_id;
    if (frame.player_id === view.player_id)
      view.hand = view.hand.filter((card: Frame) => card.card_id !== frame.card.card_id);
  }
  if (type === "trick.won") view.current_player_id = frame.current_player_id;
  view.allowed = frame.snapshot ? frame.snapshot.allowed : null;
};

const STRONGEST_FIRST = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];

/** What the rules let a seat do, worked out from its own view. */
const allowedBy = (view: Frame, seat: number): Frame[] => {
  if (view.allowed) return view.allowed;
  if (view.phase === "end") return [{ message_type: "next-deal" }];
  if (view.current_player_id !== seat) return [];
  const high = Math.max(view.rules.minimum_bid - 1, ...view.bids.map((one: Frame) => one.bid));
  if (view.phase === "bid") {
    const last = view.bids.findLast((one: Frame) => one.rank !== undefined)?.rank;
    const weaker = STRONGEST_FIRST.slice(STRONGEST_FIRST.indexOf(last) + 1);
    return view.rules.auction === "ranks" && weaker.length > 0
      ? [{ message_type: "bid", ranks: weaker }]
      : [{ message_type: "bid", bids: { min: high + 1, max: 120 } }];
  }
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
  failures: 0,
  galleries: 0,
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
  /** Those who fill the game's own room for watchers, and one who therefore sits in a gallery. */
  readonly #fillers: Wire[] = [];
  #gallery: Client | null = null;
  #solo = false;
  #actions = 0;
  #evictions = 0;
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

  async #open(to: Audience, token: string, way = this.#random.int(4)): Promise<Client> {
    const path = [
      "/ws/client",
      `/ws/client?token=${token}`,
      `/ws/client?game_id=${this.#random.chance(0.5) ? this.gameId : this.gameId.toLowerCase()}`,
      "/ws/client/",
    ][way] as string;
    const wire = await openWire(this.#server, path, way === 0 ? ["briscola.v1", `bearer.${token}`] : []);
    const client = this.#record(to, wire);
    if (way >= 2) wire.send({ message_type: "join", action_id: `join-${this.#wires}`, token });
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
      else reduce(view, frame);
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
        when(
          () => (view.phase && view.revision >= revision && (view.hand || view.role) ? true : undefined),
          `revision ${revision}`,
        ).then(() => {}),
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
    this.steps.push({ how: path === "/replay" ? "replay" : "http", to, text });
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
    if (this.#name === 0) await this.#fillTheRoom();
    if (created.player) this.#seat(created.player);
    while (this.#tokens.filter(Boolean).length < 5) {
      const seats = [0, 1, 2, 3, 4].filter((seat) => this.#tokens[seat] && !this.#clients[seat]);
      for (const seat of seats) if (random.chance(0.6)) await this.#connect(seat);
      this.#seat(must(await api.join(this.gameId, random.chance(0.5) ? { nonce: random.hex(64) } : {})));
    }
    for (const seat of [0, 1, 2, 3, 4]) if (!this.#clients[seat]) await this.#connect(seat);
  }

  async #fillTheRoom(): Promise<void> {
    while (this.#fillers.length < 15) this.#fillers.push(await joinWire(this.#server, this.#observerToken));
    // Not by a message: that would keep it in the game's own actor.
    this.#gallery = await this.#open("observer", this.#observerToken, 0);
    noted.galleries += (await this.#server.galleries(this.gameId)).length;
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
    if (view && random.chance(0.05)) {
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
    // In the first deal the called card comes late, so that each table's can be the sample below.
    const isLater = view.deal_number === 1 && view.trick_history.length < 2;
    const allowed = allowedBy(view, seat).map((one) =>
      one.message_type === "play" && isLater && rank
        ? { ...one, cards: one.cards.filter((card: number) => (card % 10) + 1 !== rank) }
        : one,
    );
    const own = { allowed: allowed as never, hand: hand as never };
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
        // Who is away for long would count as having asked for the next deal.
        for (const seat of [0, 1, 2, 3, 4]) if (!this.#clients[seat]) await this.#connect(seat);
        for (const seat of random.shuffled([0, 1, 2, 3, 4])) {
          await this.#askForNextDeal(seat);
          if (random.chance(0.1)) await this.#incident();
        }
        continue;
      }
      if (random.chance(0.22)) await this.#incident();
      await this.#advance(this.#observer.view.current_player_id);
    }
  }

  /**
   * `seat` asks for the next deal, unless it counts as having asked. The server may count a seat at any moment, also
   * while its request is under way, because it was away for long on a slow machine; the last one counted starts the
   * deal. So "nothing left to ask for" is a good answer here; whoever calls looks at the phase again.
   */
  async #askForNextDeal(seat: number): Promise<void> {
    const before = await this.#http(seat as Audience, "GET", "/snapshot", this.#tokens[seat]);
    const isOver = (view: Frame) => view.phase !== "end" || view.end_state?.ready.includes(seat);
    if (isOver(before)) return;
    const nonce = this.#random.chance(0.5) ? { nonce: this.#random.hex(1 + this.#random.int(64)) } : {};
    const result = await this.#act(seat, { message_type: "next-deal", ...nonce });
    if (result.status === "ok") return this.#observer.until(result.revision);
    const after = await this.#http(seat as Audience, "GET", "/snapshot", this.#tokens[seat]);
    if (!isOver(after)) throw new Error(`ready of seat ${seat} was refused: ${result.reason}`);
  }

  async #advance(seat: number): Promise<void> {
    await this.#clients[seat]?.until(this.#observer.view.revision);
    const move = await this.#move(seat);
    if (!move) throw new Error(`seat ${seat} of table ${this.#name} sees nothing to do`);
    const result = await this.#act(seat, move, this.#random.chance(0.03) ? "http" : "socket");
    if (result.status !== "ok") throw new Error(`${JSON.stringify(move)} was refused: ${result.reason}`);
    await this.#observer.until(result.revision);
  }

  // Whatever else may happen.

  async #incident(): Promise<void> {
    const random = this.#random;
    const seat = random.int(5);
    const way = random.chance(0.1) ? "http" : "socket";
    const dice = random.int(100);
    if (dice < 20) return this.#reorder(seat, way);
    if (dice < 50) return this.#provoke(seat, way);
    if (dice < 72) {
      const watcher: Audience = random.chance(0.3) ? "observer" : (seat as Audience);
      const token = watcher === "observer" ? this.#observerToken : (this.#tokens[seat] as string);
      return this.#meanwhile(this.#http(watcher, "GET", "/snapshot", token));
    }
    if (dice < 82) return this.#meanwhile(this.#http("stranger", "GET", ""));
    if (dice < 84) {
      const token = random.pick([this.#hostToken, this.#observerToken]);
      return this.#meanwhile(this.#http("observer", "GET", "/replay", token));
    }
    if (dice < 87) return this.#stranger();
    if (dice < 91) return this.#reconnect(seat);
    if (dice < 95) return this.#takeOver(seat);
    if (dice < 97) return this.#reissue(seat as Seat);
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

  /**
   * Something to be refused, with a card in mind. Whether it has to be is judged by what the server says it would take
   * from this seat, since what a client has seen may be behind, or nothing; nobody else moves meanwhile.
   */
  async #provoke(seat: number, way: "socket" | "http"): Promise<void> {
    const random = this.#random;
    const view = await this.#http(seat as Audience, "GET", "/snapshot", this.#tokens[seat]);
    const theirs = this.#clients[(seat + 1) % 5]?.view.hand ?? [];
    const mine = view.hand ?? [];
    const called = view.partner_rank ? random.int(4) * 10 + view.partner_rank - 1 : random.int(40);
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
    const isAddressedWrong = move.expected_revision !== undefined || move.player_id !== undefined;
    if (!isAddressedWrong && isPromised(view as unknown as OwnView, move as Move)) return;
    const by = random.int(10);
    if (by === 0) {
      const action_id = `o${++this.#actions}`;
      this.#observer.wire.send({ ...move, action_id });
      await this.#observer.answer(action_id);
    } else if (by === 1) {
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
    const elsewhere = everyTable.find((table) => table !== this)?.never ?? [];
    const tokens = [this.#hostToken, ...elsewhere.slice(0, 3), `${this.#tokens[0]}x`, undefined];
    const path = random.pick(["/snapshot", "/replay", ""]);
    const token = random.pick(tokens.slice(path === "/replay" ? 1 : 0));
    this.#meanwhile(this.#http("stranger", "GET", path, token));
    if (random.chance(0.6)) return;
    const wire = await openWire(this.#server, `/ws/client?game_id=${this.gameId}`);
    this.#old.push(this.#record("stranger", wire));
    wire.send({ message_type: "sync", action_id: "s1" });
    wire.send({ message_type: "play", card: random.int(40), action_id: "s2" });
    const brought = random.pick(tokens);
    if (brought && random.chance(0.5)) wire.send({ message_type: "join", action_id: "s3", token: brought });
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
  async #reissue(seat: Seat): Promise<void> {
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

  /** The actor out of memory, its sockets asleep. */
  async #evict(): Promise<void> {
    if (this.#evictions * 20 > this.#observer.view.deal_number) return;
    this.#evictions += 1;
    await Promise.all(this.#background);
    // An eviction stops this process, Redis included, while the actor waits for an answer: let the copy be level.
    const { revision } = this.#observer.view;
    const copied = async () => (await storedState(this.#server, this.gameId))?.revision;
    await vi.waitFor(async () => expect(await copied()).toBe(revision), 5_000).catch(() => {});
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
    await this.#gallery?.until(this.#observer.view.revision);
    if (this.#name % 2 === 0) {
      const ended = await this.#server.api.end(this.gameId, this.#hostToken);
      if (ended.ok) await this.#observer.wire.closed;
    }
    for (const client of [...this.#clients, ...this.#old, this.#observer, this.#gallery])
      client?.wire.close();
    for (const wire of this.#fillers) wire.close();
    const never = [...this.never, TEST_SECRET];
    return { gameId: this.gameId, steps: this.steps, secrets, never, sealKeys: SEAL_KEYS };
  }
}

const everyTable: Table[] = [];
const transcripts: Transcript[] = [];
const problems: string[] = [];
let counts: Counts = noCounts();
let server: TestServer;
let packAgain: () => void;

/** A problem with what surrounds it, to be read without the run. */
const told = ({ gameId, steps }: Transcript, { rule, step, to, what }: Problem): string =>
  `[${rule}] ${what} (to ${to}, game ${gameId}, step ${step}, seed ${SEED}): ${JSON.stringify(steps[step] ?? null).slice(0, 600)}`;

const RULES = [
  {},
  { suit_call: "before-play" },
  { first_lead: "eldest", weak_hand_below: 8 },
  { suit_call: "before-play", first_lead: "eldest", deals: 2 },
  { multiplier: "ladder", deals: 3, weak_hand_below: 10 },
  { auction: "ranks", suit_call: "before-play", first_lead: "eldest", thrown_in: "double" },
  { rank_call: "after-first-trick", first_lead: "eldest", match_points: 5, hints: true },
  { auction: "ranks" },
] as const;

beforeAll(async () => {
  packAgain = unpacked();
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0", ACTION_LOG_LENGTH: "12" });
  const chaos = seeded(SEED + 1);
  server.redis.faults.rule(({ commands }) => {
    for (const words of commands) {
      const text = words.slice(0, 4).join(" ");
      everyTable.find(({ gameId }) => gameId && text.includes(gameId))?.steps.push({ how: "redis", words });
    }
    if (commands[0]?.[0] !== "EVAL") return undefined;
    // A slow Redis gets fewer states, each with more to publish: Lua in JavaScript is what a run spends most on.
    if (!chaos.chance(0.05)) return { kind: "delay", ms: 600 };
    return chaos.pick([
      { kind: "status", status: 500 },
      { kind: "reset", when: "after" },
      { kind: "html" },
      { kind: "twice" },
    ] as const);
  });
  const started = performance.now();
  const seatAndPlay = async (_: unknown, name: number): Promise<void> => {
    const table = new Table(server, seeded(SEED * 31 + name), name);
    everyTable.push(table);
    await table.sit({ ...RULES[name % RULES.length] });
    await table.play(Math.ceil(DEALS / TABLES));
    transcripts.push(await table.finish());
  };
  await Promise.all(Array.from({ length: TABLES }, seatAndPlay));
  const played = performance.now();
  const lines = server.logLines();
  noted.failures = lines.filter((text) => text.includes("redis_failed")).length;
  for (const { steps } of everyTable) steps.push(...lines.map((text): Step => ({ how: "log", text })));
  for (const transcript of transcripts) {
    const found = checkSecrecy(transcript);
    counts = addCounts(counts, found.counts);
    problems.push(...found.problems.map((problem) => told(transcript, problem)));
  }
  const seconds = (from: number, to: number) => Math.round((to - from) / 100) / 10;
  if (process.env.SECRECY_FIGURES) {
    console.info(
      "seconds of play and of checking",
      seconds(started, played),
      seconds(played, performance.now()),
      counts,
      noted,
      new Set(lines),
    );
  }
}, RUN_MS);
afterAll(async () => {
  packAgain();
  await server.close();
});

const leaks = (rule: Problem["rule"]) =>
  problems.filter((problem) => problem.startsWith(`[${rule}]`)).slice(0, 5);

describe(`${DEALS} deals as everybody saw them (seed ${SEED})`, () => {
  test("[V1] nobody is shown a card, a hand or a token that is not theirs to know", () => {
    expect(leaks("V1")).toEqual([]);
    expect(counts.deals).toBeGreaterThanOrEqual(DEALS);
    expect(counts.frames).toBeGreaterThan(500 * DEALS);
    expect(counts.cards).toBeGreaterThan(2_000 * DEALS);
    expect(counts.hands).toBeGreaterThan(70 * DEALS);
    expect(counts.answers).toBeGreaterThan(5 * DEALS);
    expect(counts.refusals).toBeGreaterThan(2 * DEALS);
    expect(counts.logLines).toBeGreaterThan(0);
    expect(counts.weakHands).toBeGreaterThan(0);
    expect(counts.allPassed).toBeGreaterThan(0);
    expect(Object.entries(noted).filter(([, times]) => times === 0)).toEqual([]);
  });

  test("[V1] Redis is shown what observers are, and the rest under a seal that only its key opens", () => {
    expect(counts.states).toBeGreaterThan(DEALS);
    expect(counts.sealsOpened).toBeGreaterThan(TABLES - 1);
    expect(counts.publications).toBeGreaterThan(50 * DEALS);
  });

  test("[V3] before the partner is public, its holder alone is told", () => {
    expect(leaks("V3")).toEqual([]);
    expect(counts.toldHolders).toBeGreaterThan(DEALS);
    expect(counts.whileSecret).toBeGreaterThan(50 * DEALS);
    expect(counts.solos).toBeGreaterThan(0);
    expect(counts.partnersInFirstTrick).toBeGreaterThan(0);
    expect(counts.lateSecrets).toBeGreaterThan(0);
  });

  test("[V4] all who do not hold the called card get the same bytes in the same order, and the same snapshots", () => {
    expect(leaks("V4")).toEqual([]);
    expect(counts.sameEvents).toBeGreaterThan(250 * DEALS);
    expect(counts.sameSnapshots).toBeGreaterThan(25 * DEALS);
  });

  test("[P13] a deal's secret is told at its end and nowhere before, the next one's never, and it deals the hands played", () => {
    expect(leaks("P13")).toEqual([]);
    expect(counts.reveals).toBeGreaterThan(5 * DEALS);
    expect(counts.replays).toBeGreaterThan(0);
  });
});

// The checker itself, on records of a first deal with one lie in each.

interface Shown {
  readonly step: Extract<Step, { how: "socket" | "http" }>;
  readonly at: number;
  readonly frame: Frame;
}

/** A snapshot at the end of the second trick, unasked or not. */
const endOfSecond = ({ message_type, snapshot }: Frame) =>
  message_type === "sync" && snapshot.phase === "trick-won" && snapshot.trick_history.length === 2;

/**
 * A first deal in which the partner stays unknown for a while and everybody is there to see it, with where to find
 * things in it.
 */
const sample = () => {
  for (const transcript of transcripts) {
    const cut = transcript.steps.findIndex(
      (step) => step.how === "sent" && step.message.message_type === "next-deal",
    );
    const steps = cut < 0 ? transcript.steps : transcript.steps.slice(0, cut);
    const shown = steps.flatMap((step, at): Shown[] =>
      step.how === "socket" || step.how === "http" ? [{ step, at, frame: JSON.parse(step.text) }] : [],
    );
    const find = (to: unknown, fits: (frame: Frame) => unknown, from = 0) =>
      shown.find(({ step, at, frame }) => at >= from && "to" in step && step.to === to && fits(frame));
    const late = (frame: Frame) =>
      frame.message_type === "sync" &&
      frame.snapshot.phase === "trick-won" &&
      frame.snapshot.partner_id === null &&
      frame.snapshot.trick_history.length > 1;
    const isSeen = [0, 1, 2, 3, 4].every((seat) => find(seat, endOfSecond));
    if (isSeen && find("observer", late))
      return { transcript: { ...transcript, steps }, steps, shown, find, late };
  }
  throw new Error("in no table's first deal did everybody see the second trick end with the partner unknown");
};
type Sample = ReturnType<typeof sample>;

const found = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error("no such moment in the sample");
  return thing;
};
/** The hand that a message shows. */
const handIn = (frame: Frame): Frame[] => frame.hand ?? frame.snapshot?.hand ?? [];
const hasHand = (frame: Frame) => handIn(frame).length === 8;
const onTurn = (frame: Frame) =>
  frame.snapshot?.allowed?.some((one: Frame) => one.message_type === "play" && one.cards.length < 8);
const isState = (step: Step) =>
  step.how === "redis" && step.words.some((word) => word.startsWith('{"epoch"'));

/** The steps with one frame changed. */
const altered = ({ steps }: Sample, { at, step, frame }: Shown, change: (frame: Frame) => void): Step[] => {
  const copy = structuredClone(frame);
  change(copy);
  return steps.with(at, { ...step, text: JSON.stringify(copy) });
};
/** The steps with one more, right behind the one at `at`. */
const inserted = ({ steps }: Sample, at: number, ...more: Step[]): Step[] =>
  steps.toSpliced(at + 1, 0, ...more);
const seatWith = ({ find }: Sample, fits: (frame: Frame) => unknown): Shown =>
  found([0, 1, 2, 3, 4].map((seat) => find(seat, fits)).find(Boolean));
/** A card that seat `of` still holds at the end of the second trick. */
const heldBy = ({ find }: Sample, of: number): Frame => found(find(of, endOfSecond)).frame.snapshot.hand[0];
/** The state in Redis, its text changed. */
const alteredState = ({ steps }: Sample, change: (state: Frame) => void): Step[] => {
  const at = steps.findLastIndex(isState);
  const step = steps[at];
  if (step?.how !== "redis") throw new Error("no state was written");
  const words = step.words.map((word) => {
    if (!word.startsWith('{"epoch"')) return word;
    const state = JSON.parse(word);
    change(state);
    return JSON.stringify(state);
  });
  return steps.with(at, { ...step, words });
};
const lateSync = ({ find, late }: Sample): Shown => found(find("observer", late));
const observed = (sampled: Sample, fits: (frame: Frame) => unknown): Shown =>
  found(sampled.find("observer", fits));
const refusal = (sampled: Sample): Shown => {
  const { frame } = lateSync(sampled);
  const { snapshot: _, ...envelope } = frame;
  const text = {
    ...envelope,
    message_type: "error",
    code: "invalid_card",
    reason: "that card is not in your hand",
  };
  return { at: lateSync(sampled).at, step: lateSync(sampled).step, frame: text };
};
const partnerOf = ({ shown }: Sample): number =>
  found(shown.find(({ frame }) => frame.end_state)).frame.end_state.partner_id;
const line = (text: string): Step => ({ how: "log", text });

type Lie = readonly [Problem["rule"], string, RegExp, (sampled: Sample) => Step[]];
const LIES: readonly Lie[] = [
  [
    "V1",
    "a card of another hand among those that may be played",
    /a hand that is not theirs|not theirs to know/,
    (sampled) => {
      const own = seatWith(sampled, onTurn);
      const other = (Number("to" in own.step ? own.step.to : 0) + 1) % 5;
      return altered(sampled, own, ({ snapshot }) => {
        const play = snapshot.allowed.find((one: Frame) => one.message_type === "play");
        play.cards = [...play.cards, handIn(found(sampled.find(other, hasHand)).frame)[0]?.card_id];
      });
    },
  ],
  [
    "V1",
    "a hand in an observer's frame",
    /no hand is theirs/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.hand = [heldBy(sampled, 0)];
      }),
  ],
  [
    "V1",
    "an empty hand in an observer's frame",
    /no hand is theirs/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.hand = [];
      }),
  ],
  [
    "V1",
    "another's hand.update",
    /not theirs to know/,
    (sampled) => {
      const { step, frame } = found(sampled.find(1, hasHand));
      const { snapshot: _, action_id: __, ...rest } = frame;
      const update = { ...rest, message_type: "hand.update", hand: handIn(frame) };
      const at = lateSync(sampled).at;
      return inserted(sampled, at, { ...step, to: 2, text: JSON.stringify(update) } as Step);
    },
  ],
  [
    "V1",
    "a card on the table in a snapshot, still held",
    /not theirs to know/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.trick = [{ player_id: 3, card: heldBy(sampled, 3) }];
      }),
  ],
  [
    "V1",
    "a card without its number, by suit and rank alone",
    /not theirs to know/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        const { suit, rank } = heldBy(sampled, 4);
        snapshot.rules = { ...snapshot.rules, suit, rank };
      }),
  ],
  [
    "V1",
    "a card heard of before it was played",
    /before it was played/,
    (sampled) => {
      const played = observed(sampled, (frame) => frame.message_type === "trick.played");
      const { player_id: seat } = played.frame;
      const before = sampled.steps.findIndex(
        (step) => step.how === "sent" && step.seat === seat && step.message.message_type === "play",
      );
      return sampled.steps.toSpliced(played.at, 1).toSpliced(before, 0, played.step);
    },
  ],
  [
    "V1",
    "a card played by nobody",
    /without being played/,
    ({ steps }) =>
      steps.filter((step) => step.how !== "sent" || step.message.message_type !== "play" || step.seat !== 2),
  ],
  [
    "V1",
    "a card in the reason of a refusal",
    /a suit in reason/,
    (sampled) =>
      altered(sampled, refusal(sampled), (frame) => {
        frame.reason = "that card is not in your hand: seat 3 has the king of cups";
      }),
  ],
  [
    "V1",
    "numbers under a name that nobody knows",
    /a field held|numbers in held/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.players[2].held = [3, 14, 15];
      }),
  ],
  [
    "V1",
    "the table in the public status",
    /not theirs to know/,
    (sampled) => {
      const { frame } = observed(sampled, (one) => one.message_type === "trick.played");
      const status = { game_id: frame.game_id, revision: frame.revision, trick: frame.trick };
      return inserted(sampled, sampled.steps.length - 1, {
        how: "http",
        to: "stranger",
        text: JSON.stringify(status),
      });
    },
  ],
  [
    "V1",
    "a card in a log line",
    /card 5/,
    (s) => inserted(s, 1, line('{"level":"info","event":"x","card_id":5}')),
  ],
  [
    "V1",
    "a card in the words of a log line",
    /a log line about/,
    (s) => inserted(s, 1, line("played 3 of swords")),
  ],
  [
    "V1",
    "an error's text with the failed command in a log line",
    /a log line about/,
    (s) => inserted(s, 1, line('failed: {"state":{"hands":[[1,2]]}}')),
  ],
  [
    "V1",
    "a token in a log line",
    /a token/,
    (s) => inserted(s, 1, line(`GET /ws?token=${s.transcript.never[0]}`)),
  ],
  [
    "V1",
    "a hand beside the seal in Redis",
    /no hand is theirs/,
    (sampled) =>
      alteredState(sampled, (state) => {
        state.hand = [{ suit: "coins", rank: 1, card_id: 0 }];
      }),
  ],
  [
    "V1",
    "an unsealed state in Redis",
    /has no header|no JWE/,
    (sampled) =>
      alteredState(sampled, (state) => {
        state.sealed = Buffer.from('{"game":{"hands":[[1]]}}').toString("base64url");
      }),
  ],
  [
    "V1",
    "a seal around what can be read",
    /can be read/,
    (sampled) =>
      alteredState(sampled, (state) => {
        state.sealed = state.sealed
          .split(".")
          .with(3, Buffer.from('{"game":{"hands":[[1]]}}').toString("base64url"))
          .join(".");
      }),
  ],
  [
    "V1",
    "a seal around what was deflated",
    /its length tells/,
    (sampled) =>
      alteredState(sampled, (state) => {
        const header = Buffer.from('{"alg":"dir","enc":"A256GCM","zip":"DEF","kid":"1"}').toString(
          "base64url",
        );
        state.sealed = state.sealed.split(".").with(0, header).join(".");
      }),
  ],
  [
    "V1",
    "an IV used for two states",
    /an IV was used twice/,
    (sampled) => {
      // The state as it was written, and the same again with another text under its IV.
      const written = found(sampled.steps.findLast(isState));
      const lie = alteredState(sampled, (state) => {
        state.sealed = state.sealed.split(".").with(4, "AAAAAAAAAAAAAAAAAAAAAA").join(".");
      });
      return lie.toSpliced(lie.findLastIndex(isState), 0, written);
    },
  ],
  [
    "V1",
    "a hand among what is published",
    /no hand is theirs/,
    (sampled) => {
      const update = { ...refusal(sampled).frame, message_type: "hand.update", hand: [heldBy(sampled, 1)] };
      return inserted(sampled, lateSync(sampled).at, { how: "redis", words: [JSON.stringify([update])] });
    },
  ],
  [
    "V3",
    "the partner in an observer's snapshot",
    /shown early/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.partner_id = partnerOf(sampled);
      }),
  ],
  [
    "V3",
    "the partner in an event for another player",
    /shown early/,
    (sampled) => {
      const other = (partnerOf(sampled) + 1) % 5;
      const event = (frame: Frame) =>
        frame.message_type === "phase.change" && frame.trump_suit && !frame.partner_id;
      const change = found(sampled.find(other, event) ?? sampled.find((other + 1) % 5, event));
      return altered(sampled, change, (frame) => {
        frame.partner_id = partnerOf(sampled);
      });
    },
  ],
  [
    "V3",
    "the partner in the state in Redis, while it is a secret",
    /shown early/,
    (sampled) => {
      const { frame, at } = lateSync(sampled);
      const { epoch, revision, ts, snapshot } = frame;
      const state = {
        epoch,
        revision,
        ts,
        public: { ...snapshot, partner_id: partnerOf(sampled) },
        sealed: "",
      };
      return inserted(sampled, at, { how: "redis", words: [JSON.stringify(state)] });
    },
  ],
  [
    "V3",
    "a holder that is not told",
    /was not told/,
    (sampled) => {
      const own = found(
        sampled.find(
          partnerOf(sampled),
          ({ snapshot }) => snapshot?.trump_suit && snapshot.phase === "trick-won",
        ),
      );
      return altered(sampled, own, ({ snapshot }) => {
        snapshot.partner_id = null;
      });
    },
  ],
  [
    "V4",
    "an event with other bytes for one viewer",
    /other bytes/,
    (sampled) => {
      const { at, step, frame } = observed(sampled, (one) => one.message_type === "trick.played");
      const bytes = JSON.stringify(frame).replace('"card":', '"card": ');
      return sampled.steps.with(at, { ...step, text: bytes });
    },
  ],
  [
    "V4",
    "an event with something else in it for one viewer",
    /unlike others'/,
    (sampled) =>
      altered(
        sampled,
        observed(sampled, (one) => one.message_type === "trick.played"),
        (frame) => {
          frame.current_player_id = null;
        },
      ),
  ],
  [
    "V4",
    "two events in another order",
    /came after/,
    (sampled) => {
      const won = observed(sampled, (frame) => frame.message_type === "trick.won");
      const scored = found(
        sampled.find("observer", (frame) => frame.message_type === "score.update", won.at),
      );
      return sampled.steps.with(won.at, scored.step).with(scored.at, won.step);
    },
  ],
  [
    "V4",
    "a snapshot that nobody asked for",
    /nobody asked for/,
    (sampled) => {
      const { step, at } = lateSync(sampled);
      return inserted(sampled, at, step);
    },
  ],
  [
    "V4",
    "a hand.update without a reason",
    /without a reason/,
    (sampled) => {
      const update = seatWith(sampled, (frame) => frame.message_type === "hand.update");
      return inserted(sampled, update.at, update.step, update.step, update.step);
    },
  ],
  [
    "V4",
    "scores added up by side",
    /not the points of its tricks/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.scores[0].points += 1;
      }),
  ],
  [
    "V4",
    "a snapshot with something else in it for one viewer",
    /a snapshot unlike others'/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.players[1].name += " (partner)";
      }),
  ],
  [
    "P13",
    "the secret in an error",
    /secret of deal 1/,
    (sampled) =>
      altered(sampled, refusal(sampled), (frame) => {
        frame.reason = `seed ${sampled.transcript.secrets[0]}`;
      }),
  ],
  [
    "P13",
    "half of the secret in a snapshot",
    /secret of deal 1/,
    (sampled) =>
      altered(sampled, lateSync(sampled), ({ snapshot }) => {
        snapshot.deal_commitment = sampled.transcript.secrets[0]?.slice(32);
      }),
  ],
  [
    "P13",
    "the next secret at the end",
    /secret of deal 2/,
    (sampled) =>
      altered(
        sampled,
        observed(sampled, (frame) => frame.end_state),
        (frame) => {
          frame.end_state.next_deal_commitment = sampled.transcript.secrets[1];
        },
      ),
  ],
  [
    "P13",
    "the secret in a log line",
    /secret of deal 1/,
    (s) => inserted(s, 1, line(`${s.transcript.secrets[0]}`)),
  ],
  [
    "P13",
    "the secret in Redis, in other letters",
    /secret of deal 2/,
    (sampled) => {
      const secret = Buffer.from(sampled.transcript.secrets[1] ?? "", "hex").toString("base64");
      return inserted(sampled, 1, { how: "redis", words: ["SET", "seed", secret] });
    },
  ],
  [
    "P13",
    "a replay of a deal in progress",
    /before its end/,
    (sampled) => {
      const text = JSON.stringify({ deals: [{ deal_number: 1, hands: [] }] });
      return inserted(sampled, lateSync(sampled).at, { how: "replay", to: "observer", text });
    },
  ],
];

describe("the checker reports a lie in the record", () => {
  test("[V1] none where there is none", () => {
    expect(checkSecrecy(sample().transcript).problems).toEqual([]);
  });

  for (const [rule, lie, words, tell] of LIES) {
    test(`[${rule}] ${lie}`, () => {
      const sampled = sample();
      const found = checkSecrecy({ ...sampled.transcript, steps: tell(sampled) });
      expect(found.problems.map((problem) => `[${problem.rule}] ${problem.what}`)).toContainEqual(
        expect.stringMatching(new RegExp(`^\\[${rule}\\].*(${words.source})`)),
      );
    });
  }

  test("[V1] a seal that a wrong key opens, and one that the right key does not", () => {
    const { transcript } = sample();
    const { right, wrong } = SEAL_KEYS;
    for (const [sealKeys, what] of [
      [{ right, wrong: [...wrong, right] }, "a wrong key opens the sealed part"],
      [{ right: others.seal, wrong }, "the right key does not open the sealed part"],
    ] as const) {
      const { problems } = checkSecrecy({ ...transcript, sealKeys });
      expect(problems.map((problem) => problem.what)).toContain(what);
    }
  });

  test("[P13] a secret that does not deal the hands that were played", () => {
    const { transcript } = sample();
    const secrets = transcript.secrets.with(0, "ab".repeat(32));
    const said = checkSecrecy({ ...transcript, secrets }).problems.map(({ what }) => what);
    expect(said).toContain("deal 1 is not as committed");
    expect(said).toContain("a reveal of another secret");
    expect(said).toContainEqual(expect.stringMatching(/the secret deals card/));
  });
});
