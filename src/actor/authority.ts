import { bytesToHex } from "@noble/hashes/utils.js";
import { claimsOf, openEnvelope } from "../shared/envelope.ts";
import type { GalleryKey } from "../shared/gallery.ts";
import { botSeats, handOver, removeBot, replaceBot, seatBots } from "../shared/game/bots.ts";
import type { Chance } from "../shared/game/dealing.ts";
import type { Level } from "../shared/game/levels.ts";
import { type Replay, replayOf } from "../shared/game/replay.ts";
import type { Rules } from "../shared/game/rules.ts";
import {
  countAway,
  freeAbandoned,
  freeSeat,
  freeSeats,
  reissueSeat,
  seatTakenBy,
  takeSeat,
} from "../shared/game/seating.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import { shuffledDeal } from "../shared/game/shuffle.ts";
import { publicStatus, type Snapshot, type Viewer, viewFor } from "../shared/game/view.ts";
import { kindOf, log } from "../shared/log.ts";
import { CLOSE, closeCodeOf } from "../shared/protocol/close.ts";
import type { Inbound, Misfit } from "../shared/protocol/codec.ts";
import { defaultName } from "../shared/protocol/names.ts";
import { PONG } from "../shared/protocol/ping.ts";
import type { Refusal, Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import type { Account } from "../shared/tally.ts";
import type { Role } from "../shared/token.ts";
import {
  type Admitted,
  allow,
  type Created,
  createdAs,
  type Guest,
  HOST_SEAT,
  type Seated,
  seatedAt,
  senderOf,
  WATCHERS,
} from "./admission.ts";
import { acceptedMessage, errorMessage, pictureMessage, refusedMessage } from "./broadcast.ts";
import { openCopy } from "./copy.ts";
import type { Counters } from "./counters.ts";
import { type Door, openDoor, type Placed } from "./door.ts";
import type { Standing } from "./gallery/batch.ts";
import { type Galleries, openGalleries } from "./gallery/galleries.ts";
import { contradictionOf, handle, type Outcome } from "./handle.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import type { Platform, Socket } from "./platform.ts";
import { MAX_WATCHERS, openSessions, ROOM_FOR_WATCHERS, type Sessions, viewerOf } from "./sessions.ts";
import { openStore } from "./store.ts";
import type { Table } from "./table.ts";
import { closeQuietly, sendQuietly, tell } from "./wire.ts";

/** An answer for HTTP: the message, and the refusal it carries if it does. */
export interface ActionAnswer {
  readonly refusal: Refusal | null;
  readonly message: object;
}

/** Where somebody who may come in is to go: a socket here, or for one watcher too many a gallery [O1]. */
export type Entrance =
  | { readonly kind: "socket"; readonly socket: Socket }
  | { readonly kind: "gallery"; readonly gallery: GalleryKey };

/**
 * The authority over one game. It only puts things in sequence: what a message means is `handle`'s to say, what is
 * true and who hears of it the ledger's, who is there the door's. Between reading and writing the table nothing is
 * awaited.
 */
export class Authority {
  readonly #platform: Platform;
  readonly #counters: Counters;
  readonly #settings: Settings;
  readonly #sessions: Sessions;
  readonly #galleries: Galleries;
  readonly #ledger: Ledger;
  readonly #door: Door;
  /** Sockets whose messages wait behind an unfinished one [S12]. */
  readonly #tails = new WeakMap<Socket, Promise<void>>();

  /** Takes up the game that is stored, if one is. */
  constructor(platform: Platform, settings: Settings) {
    this.#platform = platform;
    this.#counters = platform.counters;
    this.#settings = settings;
    this.#sessions = openSessions(platform.sockets);
    this.#galleries = openGalleries({ platform, observers: () => this.#ledger.observers() });
    this.#ledger = openLedger({
      platform,
      galleries: this.#galleries,
      store: openStore(platform.storage.sql),
      sessions: this.#sessions,
      settings,
      copyOf: (gameId) => openCopy(platform, gameId, settings),
    });
    this.#door = openDoor(this.#sessions, this.#ledger, settings, platform.counters);
  }

  // What the edge asks.

  /** Makes the game, and seats its creator unless `host` is null [H1]. The same key again gets the same answer [H16]. */
  async create(
    gameId: string,
    rules: Rules,
    host: Guest | null,
    key: string | null,
  ): Promise<Result<Created, Rejection>> {
    const before = this.#ledger.table();
    if (before && key !== null && before.game.creation.key === key) return ok(createdAs(before, host));
    if (!this.#ledger.isAbsent()) return err({ kind: "game-exists" });
    const dealer = this.#pick(SEATS) ?? 0;
    const at = this.#platform.now();
    const created = {
      type: "game-created",
      id: gameId,
      rules,
      dealer,
      secret: this.#newSecret(),
      at,
      key,
    } as const;
    const table = this.#ledger.commit({ at, by: null, events: [created] });
    log("info", "game_created", { game_id: gameId });
    const seated = host ? this.#seat(table, HOST_SEAT, host) : ok(null);
    return seated.ok ? ok({ seated: seated.value, at }) : seated;
  }

  /** Seats somebody in a random free seat [H2]. The same key again gets the same seat [H16]. */
  async join(gameId: string, guest: Guest): Promise<Result<Seated, Rejection>> {
    return this.#ledger.ready(gameId, (table) => {
      const already = seatTakenBy(table.game, guest.key);
      if (already !== undefined) return ok(seatedAt(table, already));
      const seat = this.#pick(freeSeats(table.game));
      return seat === undefined ? err({ kind: "table-full" }) : this.#seat(table, seat, guest);
    });
  }

  /** For the host: seats somebody in a free `seat` or in a bot's, or makes every token of a taken one void [H4, T6]. */
  async mint(
    envelope: string,
    gameId: string,
    seat: Seat,
    name: string | null,
  ): Promise<Result<Seated, Rejection>> {
    return this.#admit(envelope, gameId, ["host"], ({ table }) => {
      const { occupant: holder } = table.game.seats[seat];
      if (!holder) return this.#seat(table, seat, { name, nonce: "", key: null });
      const now = this.#platform.now();
      const socket = this.#sessions.ofSeat(seat);
      if (socket) this.#door.revoke(socket, now);
      const events =
        holder.acting.by === "bot"
          ? replaceBot(seat, name ?? defaultName(seat), now)
          : reissueSeat(table.game, seat, name, now);
      const { game } = this.#ledger.commit({ at: now, by: null, events });
      const { version, occupant } = game.seats[seat];
      const called = occupant?.name ?? defaultName(seat);
      return ok({ created: game.creation.at, seat, seatVersion: version, name: called, at: now });
    });
  }

  /** Whether the sender is this game's host [H4]. */
  async vouch(envelope: string, gameId: string): Promise<Result<true, Rejection>> {
    return this.#admit(envelope, gameId, ["host"], () => ok(true));
  }

  /** What anyone may know [P11]. */
  async status(gameId: string) {
    return this.#ledger.ready(gameId, ({ game }) => {
      const now = this.#platform.now();
      const { beatAge, recovering } = this.#ledger;
      const status = publicStatus(game, this.#ledger.observers());
      return ok({ ...status, heartbeat_age_ms: beatAge(now), recovering: recovering(now) });
    });
  }

  /** The snapshot for the sender's role [H5]. */
  async snapshot(envelope: string, gameId: string): Promise<Result<Snapshot, Rejection>> {
    return this.#admit(envelope, gameId, WATCHERS, ({ table, sender }) =>
      ok(viewFor(table.game, sender.seat ?? "observer", this.#ledger.observers())),
    );
  }

  /** One action over HTTP, by the same line as on a socket [H6]. */
  async act(envelope: string, gameId: string, message: Message): Promise<Result<ActionAnswer, Rejection>> {
    return this.#admit<ActionAnswer>(envelope, gameId, WATCHERS, ({ table, sender }) => {
      const chance = this.#chance();
      const outcome = handle(table, sender, message, chance);
      switch (outcome.kind) {
        case "accepted":
          this.#ledger.commit(outcome.entry);
          return ok({ refusal: null, message: acceptedMessage(gameId, outcome.answer, chance.now) });
        case "repeated":
          return ok({ refusal: null, message: acceptedMessage(gameId, outcome.answer, chance.now) });
        case "refused": {
          const { actionId, rejection } = outcome;
          const refused = refusedMessage(table.game, actionId, rejection, chance.now);
          return ok({ refusal: this.#counters.refuse(rejection), message: refused });
        }
        case "error":
          return err(outcome.rejection);
        default:
          return err({ kind: "malformed", detail: "message_type: join, sync and ping are for the socket" });
      }
    });
  }

  /** For the host: seats bots in those of `seats` that are free, or in every free one; says where bots sit [B5]. */
  async seatBots(
    envelope: string,
    gameId: string,
    seats: readonly Seat[] | null,
    level: Level,
  ): Promise<Result<readonly Seat[], Rejection>> {
    return this.#admit(envelope, gameId, ["host"], ({ table }) => {
      const chance = this.#chance();
      const seated = seatBots(table.game, seats, level, chance);
      if (!seated.ok) return seated;
      if (seated.value.length === 0) return ok(botSeats(table.game));
      return ok(botSeats(this.#ledger.commit({ at: chance.now, by: null, events: seated.value }).game));
    });
  }

  /** For the host: frees a bot's seat while seats are filling [B9]. */
  async removeBot(envelope: string, gameId: string, seat: Seat): Promise<Result<true, Rejection>> {
    return this.#admit(envelope, gameId, ["host"], ({ table }) => {
      const freed = removeBot(table.game, seat);
      if (!freed.ok) return freed;
      this.#ledger.commit({ at: this.#platform.now(), by: null, events: freed.value });
      return ok(true);
    });
  }

  /**
   * Frees a seat while seats are filling, for the host or for whoever sits there [S14]; during a deal the host has a
   * bot play for a player who is away [C5].
   */
  async free(envelope: string, gameId: string, seat: Seat): Promise<Result<"freed" | "handed", Rejection>> {
    return this.#admit(envelope, gameId, ["host", "player"], ({ table, sender }) => {
      if (sender.role === "player" && sender.seat !== seat) {
        return err({ kind: "other-seat", seat: sender.seat });
      }
      const now = this.#platform.now();
      if (sender.role !== "player" && "hands" in table.game.phase) {
        const handed = handOver(table.game, seat, now);
        if (!handed.ok) return handed;
        this.#ledger.commit({ at: now, by: null, events: handed.value });
        return ok("handed");
      }
      const freed = freeSeat(table.game, seat);
      if (!freed.ok) return freed;
      const socket = this.#sessions.ofSeat(seat);
      if (socket) this.#door.revoke(socket, now);
      this.#ledger.commit({ at: now, by: null, events: freed.value });
      return ok("freed");
    });
  }

  /** The finished deals, for anyone with a token [P23]. */
  async replay(envelope: string, gameId: string): Promise<Result<Replay, Rejection>> {
    return this.#admit(envelope, gameId, ["player", "observer", "host"], ({ table: { game } }) =>
      game.finished.length > 0 ? ok(replayOf(game)) : err({ kind: "still-secret" }),
    );
  }

  /** Ends the game for good, for its host [H7]. */
  async end(envelope: string, gameId: string): Promise<Result<true, Rejection>> {
    return this.#admit(envelope, gameId, ["host"], () => {
      this.#ledger.end("ended_by_host");
      return ok(true);
    });
  }

  /** What has been counted of the game, and how it stands [M4]. */
  async tally(gameId: string): Promise<Result<Account, Rejection>> {
    return this.#ledger.ready(gameId, () => {
      const now = this.#platform.now();
      const { beatAge, recovering } = this.#ledger;
      return ok({
        tally: this.#counters.tally(),
        players: this.#sessions.players(),
        observers: this.#ledger.observers(),
        lagMs: beatAge(now),
        recovering: recovering(now),
      });
    });
  }

  /** The sweep's knock: wakes the game, which then beats again if anybody is there [D10]. */
  async poke(gameId: string): Promise<void> {
    const found = await this.#ledger.ready(gameId, ok);
    if (found.ok && this.#sessions.hasPlayers()) this.#ledger.rearm();
    else if (found.ok || found.error.kind === "no-such-game") this.#ledger.rest(gameId);
  }

  /**
   * A gallery says how many watch from it, and learns how the game stands [O7]. From then on it is told everything, until
   * nobody does.
   */
  async attend(key: GalleryKey, watchers: number): Promise<Result<Standing, Rejection>> {
    return this.#ledger.ready(key.gameId, ({ game, touchedAt }) => {
      if (game.creation.at !== key.created) return err({ kind: "no-such-game" });
      this.#galleries.attend(key, watchers);
      // Bots among themselves wait for somebody to watch.
      this.#ledger.rearm();
      const snapshot = JSON.stringify(viewFor(game, "observer", this.#ledger.observers()));
      return ok({ epoch: game.epoch, revision: game.revision, stamp: touchedAt, snapshot });
    });
  }

  /**
   * A socket, which `accept` makes, and of which it gives the server's end: vouched for by the edge's envelope, or
   * without one waiting for its `join` [S2]. A watcher who finds no room is sent to a gallery, `near` where it is [O1].
   */
  async admitSocket(
    gameId: string,
    envelope: string | null,
    near: string,
    accept: () => Socket,
  ): Promise<Result<Entrance, Rejection>> {
    const enter = (place: Placed | null, table: Table): Result<Entrance, Rejection> => {
      if (place === null && !this.#door.hasRoom()) return err({ kind: "unavailable" });
      if (place?.kind === "observer" && this.#sessions.observers() >= ROOM_FOR_WATCHERS) {
        const gallery = this.#galleries.assign(table, near);
        return gallery.ok ? ok({ kind: "gallery", gallery: gallery.value }) : gallery;
      }
      const socket = accept();
      const now = this.#platform.now();
      this.#door.wait(socket, gameId, now);
      if (place) this.#door.enter(socket, place, null, now);
      return ok({ kind: "socket", socket });
    };
    return envelope === null
      ? this.#ledger.ready(gameId, (table) => enter(null, table))
      : this.#admit(envelope, gameId, WATCHERS, ({ place, table }) => enter(place, table));
  }

  // What sockets say.

  async webSocketMessage(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    const message = this.#door.hear(socket, data, this.#platform.now());
    if (!message) return;
    const waiting = this.#tails.get(socket);
    if (!waiting && this.#ledger.table() && this.#sessions.get(socket)?.identity.kind !== "unjoined") {
      return this.#receive(socket, message);
    }
    // Whatever became of the message before, this one is heard.
    const turn = (waiting ?? Promise.resolve())
      .catch(() => {})
      .then(() => this.#receiveInTurn(socket, message));
    this.#tails.set(socket, turn);
    try {
      await turn;
    } finally {
      if (this.#tails.get(socket) === turn) this.#tails.delete(socket);
    }
  }

  async webSocketClose(socket: Socket, code: number, reason: string): Promise<void> {
    closeQuietly(socket, code, reason);
    this.#door.left(socket, this.#platform.now());
  }

  async webSocketError(socket: Socket): Promise<void> {
    closeQuietly(socket, CLOSE.internal, "");
    this.#door.left(socket, this.#platform.now());
  }

  /** The one alarm: whatever is due by time. Never throws, since an alarm that keeps failing is dropped for good. */
  async alarm(): Promise<void> {
    this.#ledger.rang();
    try {
      const chance = this.#chance();
      const { now } = chance;
      this.#door.tick(now);
      const table = this.#ledger.table();
      const events = table ? [...countAway(table.game, chance), ...freeAbandoned(table.game, now)] : [];
      if (events.length > 0) this.#ledger.commit({ at: now, by: null, events });
      this.#ledger.tick(now);
      this.#ledger.moveBots(chance, () => this.#randomNumber());
    } catch (error) {
      const game_id = this.#ledger.table()?.game.id ?? null;
      log("error", "alarm_failed", { game_id, kind: kindOf(error) });
      // What has failed is still due, and must not be tried in a circle.
      return this.#ledger.rearm(this.#platform.now() + this.#settings.heartbeatMs);
    }
    this.#ledger.rearm();
  }

  /** Where a message may have to wait: for the game to be restored, or for a token to be checked [S12]. */
  async #receiveInTurn(socket: Socket, message: Message): Promise<void> {
    const session = this.#sessions.get(socket);
    if (!session || session.identity.kind === "gone") return;
    const table = await this.#ledger.ready(session.gameId, ok);
    if (!table.ok)
      return this.#door.turnOut(socket, closeCodeOf(table.error), null, null, this.#platform.now());
    const bringsToken = message.ok && message.value.kind === "join" && message.value.token !== null;
    if (session.identity.kind !== "unjoined" || !bringsToken) return this.#receive(socket, message);
    const { actionId, address, token } = message.value;
    const claims = await this.#platform.readToken(token ?? "", this.#settings.keyring, this.#platform.now());
    const now = this.#platform.now();
    const current = this.#ledger.table();
    if (!current || this.#sessions.get(socket)?.identity.kind !== "unjoined") return;
    const admitted = claims.ok ? allow(claims.value, current, WATCHERS) : claims;
    const wrong = admitted.ok
      ? contradictionOf(current.game.id, admitted.value.sender, address)
      : admitted.error;
    if (admitted.ok && !wrong) {
      const { place } = admitted.value;
      // A socket that is open cannot move: so many more may watch from here than are let in with their token.
      if (place.kind === "observer" && this.#sessions.observers() >= MAX_WATCHERS)
        return this.#door.turnOut(socket, CLOSE.unavailable, { kind: "no-room" }, actionId, now);
      return this.#door.enter(socket, place, actionId, now);
    }
    if (wrong) this.#door.turnOut(socket, CLOSE.badToken, wrong, actionId, now);
  }

  /** Where nothing waits. */
  #receive(socket: Socket, message: Message): void {
    const table = this.#ledger.table();
    const viewer = viewerOf(this.#sessions.get(socket)?.identity);
    if (!table) return;
    const chance = this.#chance();
    if (viewer === null) return this.#hearUnjoined(socket, table, message, chance.now);
    this.#answer(socket, table, viewer, handle(table, senderOf(viewer), message, chance), chance.now);
  }

  #answer(socket: Socket, table: Table, viewer: Viewer, outcome: Outcome, now: number): void {
    const { game } = table;
    switch (outcome.kind) {
      case "pong":
        return sendQuietly(socket, PONG);
      case "join":
      case "sync": {
        const type = outcome.kind === "join" ? "join.ok" : "sync";
        const occasion = { now, observers: this.#ledger.observers() };
        return tell(socket, pictureMessage(type, game, viewer, outcome.actionId, occasion));
      }
      case "accepted":
        this.#ledger.commit(outcome.entry, () => tell(socket, acceptedMessage(game.id, outcome.answer, now)));
        return;
      case "repeated":
        return tell(socket, acceptedMessage(game.id, outcome.answer, now));
      case "refused":
        this.#counters.refuse(outcome.rejection);
        return tell(socket, refusedMessage(game, outcome.actionId, outcome.rejection, now));
      case "error":
        tell(socket, errorMessage(game, this.#counters.refuse(outcome.rejection), outcome.actionId, now));
        if (outcome.misfit) this.#door.countMisfit(socket, now);
    }
  }

  /** Until it has joined, a socket may only ping and join; everything else is told so. */
  #hearUnjoined(socket: Socket, { game }: Table, message: Message, now: number): void {
    const notJoined: Rejection = { kind: "not-joined" };
    if (message.ok) {
      const { value } = message;
      if (value.kind === "ping") return sendQuietly(socket, PONG);
      const refusal = this.#counters.refuse(notJoined);
      const answer =
        value.kind === "action"
          ? refusedMessage(game, value.actionId, notJoined, now)
          : errorMessage(game, refusal, value.actionId, now);
      return tell(socket, answer);
    }
    const { actionId, answerable, detail } = message.error;
    if (answerable && actionId !== null) {
      this.#counters.refuse(notJoined);
      return tell(socket, refusedMessage(game, actionId, notJoined, now));
    }
    tell(socket, errorMessage(game, this.#counters.refuse({ kind: "malformed", detail }), actionId, now));
    this.#door.countMisfit(socket, now);
  }

  // What both need.

  #chance(): Chance {
    return { now: this.#platform.now(), deal: shuffledDeal, newSecret: () => this.#newSecret() };
  }

  /** 32 fresh random bytes in lower-case hex: the secret of a deal [G4]. */
  #newSecret(): string {
    return bytesToHex(this.#platform.randomBytes(32));
  }

  /** A whole number of 32 bits. */
  #randomNumber(): number {
    const [random = 0] = new Uint32Array(this.#platform.randomBytes(4).buffer);
    return random;
  }

  /** One of `choices` at random, or undefined of none. They are few, so the bias of a 32-bit number is nothing. */
  #pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.#randomNumber() % Math.max(choices.length, 1)];
  }

  #seat(table: Table, seat: Seat, { name, nonce, key }: Guest): Result<Seated, Rejection> {
    const chance = this.#chance();
    const decision = takeSeat(table.game, seat, { name: name ?? defaultName(seat), nonce, key }, chance);
    if (!decision.ok) return decision;
    return ok(seatedAt(this.#ledger.commit({ at: chance.now, by: null, events: decision.value }), seat));
  }

  /** Opens the edge's envelope, and does `act` if what it claims holds for the game [T5, T6]. */
  async #admit<T>(
    envelope: string,
    gameId: string,
    roles: readonly Role[],
    act: (admitted: Admitted) => Result<T, Rejection>,
  ): Promise<Result<T, Rejection>> {
    const opened = openEnvelope(envelope, this.#settings.keyring, gameId, this.#platform.now());
    if (!opened.ok) return opened;
    return this.#ledger.ready(gameId, (table) => {
      const admitted = allow(claimsOf(opened.value), table, roles);
      return admitted.ok ? act(admitted.value) : admitted;
    });
  }
}

type Message = Result<Inbound, Misfit>;
