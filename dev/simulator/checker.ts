import { isDeepStrictEqual } from "node:util";
import { advance, deedsIn, type Entry, type GameRecord } from "../../src/actor/core/game-record.ts";
import { unpackRecord } from "../../src/actor/core/packing.ts";
import { copied } from "../../src/actor/replica/stored-copy.ts";
import { DECK } from "../../src/shared/game/cards.ts";
import { deadlineOf } from "../../src/shared/game/clock.ts";
import { evolve } from "../../src/shared/game/evolve.ts";
import { finishedDeal, KEPT_DEALS, lastFinished } from "../../src/shared/game/finished.ts";
import { isBot } from "../../src/shared/game/occupant.ts";
import { revealedPartner } from "../../src/shared/game/phase.ts";
import { bySeat, type Seat } from "../../src/shared/game/seats.ts";
import type { FinishedDeal } from "../../src/shared/game/state.ts";
import { type Replay, replayOf } from "../../src/shared/protocol/replay.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import type { Frame } from "../clients/frame.ts";
import { commitmentOf } from "../clients/nonces.ts";
import type { Row, Vault } from "./object.ts";
import { isNewer, type Stamp, stampIn } from "./redis.ts";
import { cardsIn, hasField, headOf, isSame, type Place } from "./text.ts";

/** One call of a client, as the client knows it. */
export interface Call {
  readonly seat: Seat;
  readonly actionId: string;
  /** The answer that the client has received: "ok", the code of a refusal, or null. */
  answer: string | null;
  /**
   * The answers of the server to valid tokens, in the order of the server and not of arrival. They are unknown for
   * hostile frames.
   */
  readonly said: Said[];
  /** Whether it may be accepted without a row, because the order of cards has not changed. */
  readonly mayBeUnstored?: boolean;
  /**
   * Sent by socket and by HTTP at the same time. One may be refused, and the other accepted without an answer to the
   * client.
   */
  twice?: true;
}

/** One answer of the server, with the token of the action. */
export interface Said {
  readonly answer: string;
  readonly token: string;
}

/** An answer other than "ok" after an "ok" with the same token; undefined when there is none. */
const unsaidIn = (said: readonly Said[]): string | undefined => {
  const first = said.findIndex(({ answer }) => answer === "ok");
  if (first < 0) return undefined;
  const { token } = said[first] as Said;
  return said.slice(first + 1).find((one) => one.token === token && one.answer !== "ok")?.answer;
};

const EVENTS = /^(player|seat|phase|bid|trick|score|game)\./;
const TELLS_PARTNER = /"partner_id":\d/;
/** The part of a message that is the same for all viewers. Only the partner may see its own id. */
const withoutPartner = (text: string): string => text.replace(/"partner_id":\w+/, "");

const stampOf = ({ game, touchedAt }: GameRecord): Stamp => [game.epoch, game.revision, touchedAt];

/** The maximum number of latest rows that may be damaged at once, plus some readable rows before them. */
const LATEST_ROWS = 12;

/**
 * Compares all stored rows, sent messages and answers. It folds the log independently, and finds cards in messages by
 * their numbers.
 */
export class Checker {
  readonly problems: string[] = [];
  readonly figures = { rows: 0, frames: 0, snapshots: 0, deals: 0, lost: 0, shuffles: 0, missingNonces: 0 };
  #table: GameRecord | null = null;
  /** Every state after a row. */
  readonly #states = new Map<string, GameRecord[]>();
  /** The message that was sent to all at each revision. */
  readonly #told = new Map<string, string>();
  /** The accepted actions in the current log with their times, and the actions that were lost with the storage. */
  #log = new Map<string, number>();
  readonly #gone = new Set<string>();
  #hands: readonly (readonly number[])[] = bySeat(() => []);
  #played = new Set<number>();
  /** The position of the deal. Earlier messages show an earlier deal. */
  #dealtAt: Stamp = [0, 0, 0];
  #copied: Stamp | null = null;
  /**
   * The copies of each epoch in the order of arrival, each with the time up to which it contains the log (epoch ms).
   */
  readonly #copies = new Map<number, { readonly text: string; readonly loggedTo: number }[]>();

  readonly #vault: Vault;

  /** In a long match, one in this number of snapshots is checked. */
  sampling = 1;
  #seen = 0;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  get table(): GameRecord | null {
    return this.#table;
  }

  /** Is called with each problem. */
  onProblem: (what: string) => void = () => {};

  problem(what: string): void {
    this.onProblem(what);
    if (this.problems.length < 20) this.problems.push(what);
  }

  /** Is called when a row becomes durable. */
  row(row: Row): void {
    this.figures.rows += 1;
    if (row.kind === "tombstone") return;
    const { entry } = row;
    const isRestored = entry.events.some(({ type }) => type === "game-restored");
    const before = isRestored ? this.#recovered(row.checkpoint) : this.#table;
    const after = advance(before, entry);
    if (row.checkpoint && !isSame(row.checkpoint, after)) {
      this.problem(`a checkpoint at ${stampOf(after)} is not the state of its log`);
    }
    this.#table = after;
    this.#isLost = false;
    // A restore begins a new log.
    this.#latest = [...(isRestored ? [] : this.#latest), after].slice(-LATEST_ROWS);
    if (isRestored) this.#abandoned = [];
    this.#damaged = 0;
    this.#clock(before, row, after);
    for (const event of entry.events) {
      if (event.type === "dealt") {
        [this.#hands, this.#played] = [event.hands, new Set()];
        this.#dealtAt = [after.game.epoch, (before?.game.revision ?? 0) + 1, 0];
      }
      if (event.type === "card-played") this.#played.add(event.card);
      if (event.type === "nonces-revealed") this.#shuffled(before, entry, event.nonces);
      if (event.type !== "deal-ended") continue;
      this.figures.deals += 1;
      this.#finished.set(after.game.dealNumber, finishedDeal(after.game));
    }
    for (const { seat, accepted } of deedsIn(entry)) {
      const key = `${seat} ${accepted.actionId}`;
      if (this.#log.has(key)) this.problem(`${key} is in the log twice`);
      this.#log.set(key, after.touchedAt);
      const isReveal = accepted.action.type === "reveal";
      if (isReveal) this.#reveals.add(key);
      if (!isReveal && isBot(after.game.seats[seat].occupant))
        this.problem(`${key} has not taken the seat back`);
    }
    const at = `${after.game.epoch}:${after.game.revision}`;
    this.#states.set(at, [...(this.#states.get(at) ?? []), after]);
  }

  /** The accepted actions that clients have sent by themselves. */
  readonly #reveals = new Set<string>();

  /** Nonces must fit their commitments, and one may only be missing when the time is up. */
  #shuffled(before: GameRecord | null, { at }: Entry, nonces: readonly string[]): void {
    const { phase, seats } = before?.game ?? {};
    if (phase?.name !== "shuffle" || !seats) return this.problem("nonces are revealed outside a shuffle");
    this.figures.shuffles += 1;
    for (const [seat, { commitment }] of seats.entries()) {
      const nonce = nonces[seat] ?? "";
      if (nonce !== "" && commitmentOf(nonce) !== commitment)
        this.problem(`the nonce of ${seat} does not fit its commitment`);
      if (nonce !== "" || commitment === "") continue;
      this.figures.missingNonces += 1;
      if (at < phase.deadline)
        this.problem(`the shuffle at ${at} did not wait for ${seat} until ${phase.deadline}`);
    }
  }

  /** A turn must not run out before its deadline, and a restore grants the seat on turn at least ten seconds. */
  #clock(before: GameRecord | null, { entry }: Row & { kind: "entry" }, { game }: GameRecord): void {
    if (!before) return;
    // Computed here, because the code under test computes it too.
    const { clock, rules } = before.game;
    const seconds = rules.turn_seconds;
    const deadline = seconds === null ? null : Math.max(clock.askedAt + seconds * 1000, clock.graceUntil);
    const missed = entry.events.find(({ type }) => type === "turn-missed");
    if (missed && (deadline === null || entry.at < deadline))
      this.problem(`a turn ran out before ${deadline}`);
    const after = deadlineOf(game);
    if (entry.events[0]?.type === "game-restored" && after !== null && after < entry.at + 10_000)
      this.problem(`a restore at ${entry.at} leaves time until ${after}`);
  }

  /** Checks that the copy has at least the state `since`. It is called after a time without faults of Redis. */
  level(redisState: string | null, since: Stamp | null): void {
    const stamp = stampIn(redisState);
    if (since && (!stamp || isNewer(since, stamp)))
      this.problem(`the copy stands at ${stamp} and not at ${since}`);
  }

  /** The state that the copy must have; null after a loss of the storage, because then the copy is the only state. */
  get stamp(): Stamp | null {
    return this.#isLost || !this.#table ? null : stampOf(this.#table);
  }
  #isLost = false;

  /** Is called when the storage is lost. The game continues with the next row. */
  storageLost(): void {
    this.#isLost = true;
    // A claim of a record from the readable rows may be in flight.
    this.#abandoned = [...this.#abandoned, ...this.#readable];
    this.#latest = [];
  }
  #abandoned: readonly GameRecord[] = [];
  get #readable(): readonly GameRecord[] {
    return this.#latest.slice(-1 - this.#damaged);
  }

  /**
   * Is called when the latest `count` rows become unreadable. The game continues from the rows before them, or from the
   * copy.
   */
  rowsDamaged(count: number): void {
    this.#isLost = true;
    this.#damaged = Math.max(this.#damaged, count);
  }
  /** The records after the latest rows, oldest first, and the number of unreadable ones. */
  #latest: readonly GameRecord[] = [];
  #damaged = 0;

  /** Is called with each publication. */
  published(text: string): void {
    for (const [, epoch, revision] of text.matchAll(/"epoch":(\d+),"revision":(\d+)/g)) {
      const stamp: Stamp = [Number(epoch), Number(revision), 0];
      if (!isNewer(stamp, this.#publishedAt))
        this.problem(`${epoch}:${revision} is published after ${this.#publishedAt}`);
      this.#publishedAt = stamp;
    }
  }
  #publishedAt: Stamp = [0, 0, 0];

  /** The record in the newest copy before `epoch`, from which a game without storage is restored. */
  #recovered(restored: GameRecord | undefined): GameRecord {
    const epoch = restored?.game.epoch ?? 0;
    const origin = restored ? this.#originOf(restored) : null;
    if (!origin) throw new Error("restored from nothing");
    const { table, loggedTo } = origin;
    for (const [key, touchedAt] of this.#log)
      if (touchedAt > loggedTo) {
        this.#log.delete(key);
        this.#gone.add(key);
        this.figures.lost += 1;
      }
    const { phase } = table.game;
    const lying = "trick" in phase ? [...phase.tricks.flatMap((trick) => trick.cards), ...phase.trick] : [];
    const own = (seat: Seat) => lying.flatMap((one) => (one.seat === seat ? [one.card] : []));
    // A deal that has ended has no hidden cards.
    this.#played = new Set("hands" in phase ? lying.map(({ card }) => card) : DECK);
    this.#hands = bySeat((seat) => ("hands" in phase ? [...phase.hands[seat], ...own(seat)] : []));
    this.#dealtAt = [epoch, 0, 0];
    for (const number of this.#finished.keys())
      if (number > lastFinished(table.game)) this.#finished.delete(number);
    return table;
  }

  /** The finished deals of the current course of the game, by number. */
  readonly #finished = new Map<number, FinishedDeal>();

  /** Checks a replay that was read while no deal ended. It must contain every finished deal, wherever it was stored. */
  replayed(replay: Replay): void {
    const game = this.#table?.game;
    const deals = [...this.#finished.values()].slice(-KEPT_DEALS);
    if (!game || !isSame(replay, replayOf(game, deals))) {
      const numbers = replay.deals.map(({ deal_number }) => deal_number);
      this.problem(`a replay of deals ${numbers} is not that of ${deals.map((deal) => deal.dealNumber)}`);
    }
  }

  /** Is called when a state has been written to Redis. */
  copied(stamp: Stamp, text: string): void {
    if (this.#copied && isNewer(this.#copied, stamp))
      this.problem(`Redis went back from ${this.#copied} to ${stamp}`);
    this.#copied = stamp;
    const [epoch, revision] = stamp;
    const isClaim = epoch > (this.#table?.game.epoch ?? 1);
    // A restore writes its epoch to Redis before any client sees it. The write is later than the state that it
    // contains.
    const origin = isClaim ? this.#originOf(this.#tableIn(text)) : null;
    const copies = this.#copies.get(epoch) ?? [];
    copies.push({ text, loggedTo: origin?.loggedTo ?? stamp[2] });
    this.#copies.set(epoch, copies);
    if (isClaim) {
      if (!origin) this.problem(`${stamp} is not what was recovered`);
      return;
    }
    this.#cards("observer", { epoch, revision }, text, "the copy in Redis");
    this.#snapshot("observer", { epoch, revision }, text, "public", "the copy in Redis");
  }

  #tableIn(text: string): GameRecord {
    return unpackRecord((this.#vault.unseal(JSON.parse(text).sealed) as { record: unknown }).record);
  }

  /**
   * The origin of `restored`: the newest copy that matches, because a late copy may have overtaken the restore, or the
   * record of the readable rows, if no copy at that time is newer.
   */
  #originOf(restored: GameRecord): { readonly table: GameRecord; readonly loggedTo: number } | null {
    const { epoch, versionsFrom } = restored.game;
    // Fields that a restore sets are not compared with the origin.
    const timeless = ({ game: { phase, ...game }, answers }: GameRecord) => ({
      ...{ ...game, answers },
      ...{ phase: phase.name === "shuffle" ? phase.name : phase, clock: null, loss: null },
    });
    const after = (one: GameRecord): GameRecord => ({
      ...one,
      game: evolve(one.game, { type: "game-restored", versionsFrom }),
    });
    // A record from rows remembers more than its own copy, which claims the epoch.
    const fitting = (one: GameRecord): readonly GameRecord[] =>
      [one, copied(one)].filter((form) => isSame(timeless(after(form)), timeless(restored))).slice(0, 1);
    const copy = stampIn(this.#copies.get(epoch - 1)?.at(-1)?.text ?? null);
    // A damaged row may still have a readable checkpoint. Among records that differ only in time, the origin is the one
    // directly before if the clock was set back after it, and otherwise the oldest.
    const readable = [...this.#abandoned, ...this.#readable]
      .filter((one) => one.touchedAt < restored.touchedAt)
      .flatMap(fitting);
    const here = readable.find((one) => one.touchedAt + 1 === restored.touchedAt) ?? readable[0];
    if (here && !(copy && isNewer(copy, stampOf(here)))) return { table: here, loggedTo: here.touchedAt };
    for (const { text, loggedTo } of (this.#copies.get(epoch - 1) ?? []).toReversed()) {
      const [table] = fitting(this.#tableIn(text));
      if (table) return { table, loggedTo };
    }
    return null;
  }

  /** Is called when a viewer receives a message on a connection. `line` has the position of the previous message. */
  heard(viewer: Viewer, line: LineMemory, text: string): void {
    this.figures.frames += 1;
    const head = headOf(text);
    const { message_type: type, epoch, revision, origin } = head;
    if (type === "pong" || origin === "web") return;
    const at = `${type} at ${epoch}:${revision} to ${viewer}`;
    if (typeof epoch !== "number" || typeof revision !== "number")
      return this.problem(`${at} has no revision`);
    this.#cards(viewer, head, text, at);
    const secret = this.#table?.game.secret;
    if (secret && text.includes(secret)) this.problem(`${at} tells the secret`);
    if (EVENTS.test(type)) {
      if (line.epoch !== epoch || revision !== (line.revision ?? -1) + 1)
        this.problem(`${at} follows ${line.epoch}:${line.revision}`);
      line.revision = revision;
      const known = this.#told.get(`${epoch}:${revision}`) ?? text;
      if (known !== text && withoutPartner(known) !== withoutPartner(text)) {
        this.problem(`${at} is not what others were told`);
      }
      this.#told.set(`${epoch}:${revision}`, text);
      this.#partner(viewer, text, at);
    }
    if (type === "join.ok" || type === "sync") {
      if (line.epoch === epoch && line.revision !== null && line.revision !== revision)
        this.problem(`${at} is not at ${line.revision}`);
      line.epoch = epoch;
      line.revision = revision;
      this.#snapshot(viewer, head, text, "snapshot", at);
    }
  }

  /** Checks that a snapshot that a client has updated from events equals the next snapshot of the server. */
  followed(viewer: Viewer, followed: Frame, sent: Frame): void {
    // Three things are not announced: players who have a seat but have not connected, the number of observers, and the
    // allowed moves.
    const known = new Set(followed.players.map(({ player_id }: Frame) => player_id));
    const strip = ({
      observers: _observers,
      allowed: _allowed,
      deadline,
      shuffle_deadline: shuffleDeadline,
      players,
      ...rest
    }: Frame): Frame => ({
      ...rest,
      // Only a snapshot grants more time.
      deadline: followed.deadline < sent.deadline ? null : deadline,
      shuffleDeadline: followed.shuffle_deadline < sent.shuffle_deadline ? null : shuffleDeadline,
      players: players.filter(({ player_id }: Frame) => known.has(player_id)),
    });
    if (followed.epoch !== sent.epoch || followed.revision !== sent.revision) return;
    if (this.#seen % this.sampling > 0) return;
    const [own, right] = [strip(followed), strip(sent)];
    const wrong = Object.keys({ ...own, ...right }).filter((key) => !isDeepStrictEqual(own[key], right[key]));
    if (wrong.length > 0)
      this.problem(
        `the snapshot that ${viewer} has followed to ${sent.epoch}:${sent.revision} is wrong in ${wrong.join(", ")}`,
      );
  }

  /** Runs the final checks after all messages have arrived. */
  finish(calls: readonly Call[], redisState: string | null): void {
    const logged = new Set(this.#log.keys());
    const called = new Set(calls.map(({ seat, actionId }) => `${seat} ${actionId}`));
    for (const key of logged)
      if (!called.has(key) && !this.#reveals.has(key))
        this.problem(`${key} is in the log, and nobody asked for it`);
    for (const { seat, actionId, answer, said, twice, mayBeUnstored } of calls) {
      const key = `${seat} ${actionId}`;
      // An action without a row is remembered only while the actor is in memory.
      const unsaid = mayBeUnstored && !logged.has(key) ? undefined : unsaidIn(said);
      if (unsaid && !this.#gone.has(key)) this.problem(`${key} was ok, and then ${unsaid}`);
      if (answer === "ok" && !mayBeUnstored && !logged.has(key) && !this.#gone.has(key))
        this.problem(`${key} was ok and is lost`);
      if (answer !== null && answer !== "ok" && !twice && logged.has(key))
        this.problem(`${key} was refused (${answer}) and is in the log`);
    }
    const table = this.#table;
    if (!table) return this.problem("there is no game");
    const stamp = stampIn(redisState);
    if (String(stamp) !== String(stampOf(table)))
      this.problem(`Redis ends at ${stamp}, the log at ${stampOf(table)}`);
  }

  /** Parses a message once for all viewers who get the same text. */
  #parse(text: string): Frame {
    const known = this.#parsed.get(text);
    if (known) return known;
    const message = JSON.parse(text) as Frame;
    if (this.#parsed.size > 100) this.#parsed.clear();
    this.#parsed.set(text, message);
    return message;
  }
  readonly #parsed = new Map<string, Frame>();

  #snapshot(viewer: Viewer, head: Place, text: string, field: "snapshot" | "public", at: string): void {
    this.#seen += 1;
    if (this.#seen % this.sampling > 0) return;
    this.figures.snapshots += 1;
    const statesAt = ({ epoch, revision }: Place) => this.#states.get(`${epoch}:${revision}`) ?? [];
    const observers = Number(/"observers":(\d+)/.exec(text)?.[1]);
    // In most cases the text matches. Otherwise it is parsed, because the order of fields has no meaning.
    if (statesAt(head).some(({ game }) => hasField(text, field, viewFor(game, viewer, observers)))) return;
    const snapshot = JSON.parse(text)[field] as Frame;
    const states = statesAt(snapshot as Place);
    if (!states.some(({ game }) => isSame(viewFor(game, viewer, snapshot.observers), snapshot)))
      this.problem(
        states.length === 0 ? `${at} shows what is not in the log` : `${at} is not what the log shows`,
      );
  }

  /** Before a card is played, only its owner may see it. */
  #cards(viewer: Viewer, { epoch, revision }: Place, text: string, at: string): void {
    if (isNewer(this.#dealtAt, [epoch, revision, 0])) return;
    const own = viewer === "observer" ? [] : (this.#hands[viewer] ?? []);
    for (const card of cardsIn(text))
      if (!this.#played.has(card) && !own.includes(card)) this.problem(`${at} shows card ${card}`);
  }

  #partner(viewer: Viewer, text: string, at: string): void {
    if (!TELLS_PARTNER.test(text)) return;
    const message = this.#parse(text);
    if (message.partner_id === null || message.partner_id === undefined) return;
    const [state] = this.#states.get(`${message.epoch}:${message.revision}`) ?? [];
    if (!state || message.phase === "end") return;
    const revealed = revealedPartner(state.game.phase);
    if (revealed === null && viewer !== message.partner_id) this.problem(`${at} tells the partner`);
  }
}

/** The position of the last message on a connection. */
export interface LineMemory {
  epoch: number | null;
  revision: number | null;
}
