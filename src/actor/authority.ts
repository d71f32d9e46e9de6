import { bytesToHex } from "@noble/hashes/utils.js";
import { claimsOf, openEnvelope } from "../shared/envelope.ts";
import type { GalleryKey } from "../shared/gallery.ts";
import { botSeats, handOver, removeBot, removePlayer, seatBots } from "../shared/game/bots.ts";
import type { Chance } from "../shared/game/dealing.ts";
import type { Actor, Event } from "../shared/game/events.ts";
import { evolve } from "../shared/game/evolve.ts";
import type { Level } from "../shared/game/levels.ts";
import { type Replay, replayOf } from "../shared/game/replay.ts";
import {
  countAway,
  earlierJoin,
  freeAbandoned,
  freeSeat,
  freeSeats,
  isSameRequest,
  replaceSeat,
  takeBotSeat,
  takeSeat,
} from "../shared/game/seating.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import { shuffledDeal } from "../shared/game/shuffle.ts";
import type { Game } from "../shared/game/state.ts";
import { publicStatus, type Snapshot, type Viewer, viewFor } from "../shared/game/view.ts";
import { kindOf, log } from "../shared/log.ts";
import { CLOSE, closeCodeOf } from "../shared/protocol/close.ts";
import type { Inbound, Misfit } from "../shared/protocol/codec.ts";
import { defaultName, distinctName } from "../shared/protocol/names.ts";
import { PONG } from "../shared/protocol/ping.ts";
import type { Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import type { Account } from "../shared/tally.ts";
import type { Role } from "../shared/token.ts";
import {
  type Admitted,
  allow,
  type Created,
  createdAs,
  type Founding,
  type Guest,
  HOST_SEAT,
  type HostRevoked,
  type Revoked,
  type Seated,
  seatedAs,
  senderOf,
  WATCHERS,
} from "./admission.ts";
import { acceptedMessage, errorMessage, handMessage, pictureMessage, refusedMessage } from "./broadcast.ts";
import { type Budget, CONNECTION_WINDOW_MS, MAX_CONNECTIONS, openBudget, type Payer } from "./budget.ts";
import { openCopy } from "./copy.ts";
import type { Counters } from "./counters.ts";
import { type Door, openDoor, type Placed } from "./door.ts";
import { UNHEARD_MS } from "./ear.ts";
import type { Standing } from "./gallery/batch.ts";
import { type Galleries, openGalleries } from "./gallery/galleries.ts";
import { contradictionOf, handle, type Outcome, type Sender } from "./handle.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import type { Platform, Socket } from "./platform.ts";
import { MAX_WATCHERS, openSessions, ROOM_FOR_WATCHERS, type Sessions, viewerOf } from "./sessions.ts";
import { openStore } from "./store.ts";
import type { Table } from "./table.ts";
import { openUnstoredAnswers } from "./unstored.ts";
import { closeQuietly, sendQuietly, tell } from "./wire.ts";

/** An answer for HTTP: the message, and the refusal it carries if it does. */
export interface ActionAnswer {
  readonly rejection: Rejection | null;
  readonly message: object;
}

/** Where somebody who may come in is to go: a socket here, or for one watcher too many a gallery [O1]. */
export type Entrance =
  | { readonly kind: "socket"; readonly socket: Socket }
  | { readonly kind: "gallery"; readonly gallery: GalleryKey };

/** What became of a seat that somebody was to leave. */
export interface Freed {
  readonly what: "freed" | "handed" | "removed";
}

/** A replay is as dear as so many messages: every finished deal is shuffled again. */
const REPLAY_COST = 10;

const TOO_MANY_CONNECTIONS: Rejection = {
  kind: "flooded",
  most: `${MAX_CONNECTIONS} connections in ${CONNECTION_WINDOW_MS / 1000} s`,
  retryAfterSeconds: CONNECTION_WINDOW_MS / 1000,
};

/** What becomes of an action of somebody who has sent too many. */
const floodedOutcome = (message: Message, { player, windowMs }: Settings["flood"]): Outcome => {
  const seconds = windowMs / 1000;
  const most = `${player} messages in ${seconds} s`;
  const rejection: Rejection = { kind: "flooded", most, retryAfterSeconds: seconds };
  const { actionId } = message.ok ? { actionId: null, ...message.value } : message.error;
  return actionId === null
    ? { kind: "error", actionId, rejection, misfit: false }
    : { kind: "refused", actionId, rejection };
};

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
  readonly #budget: Budget;
  readonly #unstored = openUnstoredAnswers();
  /** Sockets whose messages wait behind an unfinished one [S12]. */
  readonly #tails = new WeakMap<Socket, Promise<void>>();

  /** Takes up the game that is stored, if one is. */
  constructor(platform: Platform, settings: Settings) {
    this.#platform = platform;
    this.#counters = platform.counters;
    this.#settings = settings;
    this.#sessions = openSessions(platform);
    this.#galleries = openGalleries({ platform, observers: () => this.#ledger.observers() });
    this.#ledger = openLedger({
      platform,
      galleries: this.#galleries,
      store: openStore(platform.storage.sql),
      sessions: this.#sessions,
      settings,
      copyOf: (gameId) => openCopy(platform, gameId, settings),
    });
    this.#budget = openBudget(this.#sessions, settings.flood);
    this.#door = openDoor(this.#sessions, this.#ledger, settings, this.#budget, platform.counters);
  }

  // What the edge asks.

  /** Makes the game, and seats its creator if there is one [H1]. The same request again gets the same answer [H16]. */
  async create(gameId: string, { rules, request, creator }: Founding): Promise<Result<Created, Rejection>> {
    // The id follows from the key: there may be a copy of the game in Redis, and nothing here.
    const found = request ? await this.#ledger.ready(gameId, ok) : null;
    // What cannot be read is not replaced. Where Redis is out of reach nothing is known: a new game does not wait for it.
    if (found?.ok === false && ["newer", "unreadable"].includes(found.error.kind)) return found;
    const before = this.#ledger.table();
    const first = before?.game.creation.request;
    if (before && request && first?.key === request.key)
      return isSameRequest(first, request) ? ok(createdAs(before)) : err({ kind: "key-reused" });
    if (!this.#ledger.isAbsent()) return err({ kind: "game-exists" });
    const chance = this.#chance();
    const name = creator && (creator.name ?? defaultName(HOST_SEAT));
    const created: Event = {
      type: "game-created",
      id: gameId,
      rules,
      dealer: this.#pick(SEATS) ?? 0,
      secret: this.#newSecret(),
      at: chance.now,
      request,
      creator: name,
    };
    const taken =
      creator && name !== null
        ? takeSeat(evolve(null, created), HOST_SEAT, { name, nonce: creator.nonce, request: null }, chance)
        : ok([]);
    if (!taken.ok) return taken;
    const table = this.#ledger.commit({ at: chance.now, by: null, events: [created, ...taken.value] });
    log("info", "game_created", { game_id: gameId });
    return ok(createdAs(table));
  }

  /**
   * Seats somebody in a random free seat, or where there is none in that of a bot [H2, B13]. The same request again gets
   * the same answer [H16].
   */
  async join(gameId: string, guest: Guest): Promise<Result<Seated, Rejection>> {
    return this.#ledger.ready(gameId, (table) => {
      const earlier = earlierJoin(table.game, guest.request);
      if (earlier) return earlier.ok ? ok(seatedAs(table, earlier.value)) : earlier;
      const free = this.#pick(freeSeats(table.game));
      if (free !== undefined) return this.#seat(table, free, guest);
      const bots = this.#pick(botSeats(table.game));
      return bots === undefined
        ? err({ kind: "table-full" })
        : ok(this.#seatForBot(table, bots, guest, bots));
    });
  }

  /**
   * For the host: seats somebody in a free `seat` or in a bot's, or makes every token of a taken one void [H4, T6]. Also
   * says whether Redis has confirmed that [T9].
   */
  async mint(
    envelope: string,
    gameId: string,
    seat: Seat,
    name: string | null,
  ): Promise<Result<Seated & Revoked, Rejection>> {
    const minted = await this.#admit(envelope, gameId, ["host"], ({ table }) => {
      const { occupant: holder } = table.game.seats[seat];
      const guest: Guest = { name, nonce: "", request: null };
      if (!holder) return this.#seat(table, seat, guest);
      if (holder.acting.by === "bot") return ok(this.#seatForBot(table, seat, guest, "host"));
      const now = this.#platform.now();
      this.#revokeSocketOf(seat, now);
      const called = name === null ? holder.name : this.#nameFor(table.game, seat, name);
      const events = replaceSeat(seat, { name: called, by: "host" }, now);
      const { game } = this.#ledger.commit({ at: now, by: null, events });
      const { version } = game.seats[seat];
      return ok({ created: game.creation.at, seat, seatVersion: version, name: called, at: now });
    });
    return this.#whenConfirmed(minted);
  }

  /** For the host: makes every token of the host void, this one too [T8]. */
  async revokeHost(envelope: string, gameId: string): Promise<Result<HostRevoked, Rejection>> {
    const revoked = await this.#admit(envelope, gameId, ["host"], () => {
      const entry = { at: this.#platform.now(), by: null, events: [{ type: "host-revoked" }] } as const;
      const { game } = this.#ledger.commit(entry);
      return ok({ created: game.creation.at, hostVersion: game.hostVersion });
    });
    return this.#whenConfirmed(revoked);
  }

  /** Whether the sender may still have a token like its own: a player or the host, whatever its token's expiry [T10]. */
  async renew(envelope: string, gameId: string): Promise<Result<true, Rejection>> {
    return this.#admit(envelope, gameId, ["player", "host"], () => ok(true as const));
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
    return this.#admit<ActionAnswer>(
      envelope,
      gameId,
      WATCHERS,
      ({ table, sender }) => {
        const chance = this.#chance();
        const isWithin = sender.role !== "player" || this.#charge(sender.seat, 1);
        const outcome = isWithin
          ? this.#handle(table, sender, message, chance)
          : floodedOutcome(message, this.#settings.flood);
        switch (outcome.kind) {
          case "accepted":
            this.#ledger.commit(outcome.entry);
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, chance.now) });
          case "repeated":
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, chance.now) });
          case "unchanged":
            this.#showHand(table, sender, chance.now);
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, chance.now) });
          case "refused": {
            const { actionId, rejection } = outcome;
            this.#counters.refuse(rejection);
            return ok({ rejection, message: refusedMessage(table.game, actionId, rejection, chance.now) });
          }
          case "error":
            return err(outcome.rejection);
          default:
            return err({ kind: "malformed", detail: "message_type: join, sync and ping are for the socket" });
        }
      },
      0,
    );
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
      const freed = removeBot(table.game, seat, "host");
      if (!freed.ok) return freed;
      this.#ledger.commit({ at: this.#platform.now(), by: null, events: freed.value });
      return ok(true);
    });
  }

  /**
   * Frees a seat while seats are filling, for the host or for whoever sits there [S14]; during a deal the host has a
   * bot play for a player who is away [C5], and at any time takes a seat from its player with `remove` [S18].
   */
  async free(
    envelope: string,
    gameId: string,
    seat: Seat,
    { remove }: { readonly remove: boolean },
  ): Promise<Result<Freed & Revoked, Rejection>> {
    const done = await this.#admit<Freed>(
      envelope,
      gameId,
      remove ? ["host"] : ["host", "player"],
      ({ table, sender }) => {
        if (sender.role === "player" && sender.seat !== seat)
          return err({ kind: "other-seat", seat: sender.seat });
        const now = this.#platform.now();
        const by = sender.role === "player" ? sender.seat : "host";
        const isHanded = by === "host" && !remove && "hands" in table.game.phase;
        const decision = remove
          ? removePlayer(table.game, seat, by)
          : isHanded
            ? handOver(table.game, seat, by, now)
            : freeSeat(table.game, seat, by);
        if (!decision.ok) return decision;
        if (!isHanded) this.#revokeSocketOf(seat, now);
        this.#ledger.commit({ at: now, by: null, events: decision.value });
        return ok({ what: remove ? "removed" : isHanded ? "handed" : "freed" });
      },
    );
    // A bot that plays for a player takes no token away.
    return done.ok && done.value.what === "handed"
      ? ok({ ...done.value, isConfirmed: true })
      : this.#whenConfirmed(done);
  }

  /** The finished deals, for anyone with a token [P23]. */
  async replay(envelope: string, gameId: string): Promise<Result<Replay, Rejection>> {
    const roles = ["player", "observer", "host"] as const;
    return this.#admit(
      envelope,
      gameId,
      roles,
      ({ table: { game } }) =>
        game.finished.length > 0 ? ok(replayOf(game)) : err({ kind: "still-secret" }),
      REPLAY_COST,
    );
  }

  /** Ends the game for good, for its host [H7]; one of which nothing can be read, for whoever brings a host's token of it [R8]. */
  async end(envelope: string, gameId: string): Promise<Result<true, Rejection>> {
    const ended = await this.#admit(envelope, gameId, ["host"], () => {
      this.#ledger.end("ended_by_host");
      return ok(true as const);
    });
    if (ended.ok || ended.error.kind !== "unreadable") return ended;
    const opened = openEnvelope(envelope, this.#settings.keyring, gameId, this.#platform.wallNow());
    if (!opened.ok || claimsOf(opened.value).role !== "host") return ended;
    this.#ledger.discard(gameId);
    return ok(true);
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
      if (place?.kind === "player" && !this.#budget.connect(place.seat, this.#platform.now()))
        return err(TOO_MANY_CONNECTIONS);
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
      : this.#admit(envelope, gameId, WATCHERS, ({ place, table }) => enter(place, table), 0);
  }

  // What sockets say.

  async webSocketMessage(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    const message = this.#door.hear(socket, data, this.#platform.now());
    if (!message) return;
    // If the clock has gone back, the alarm is as far away: whoever speaks brings it near again [C7].
    this.#ledger.rearm();
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
    const lateMs = this.#ledger.rang();
    try {
      const chance = this.#chance();
      const { now } = chance;
      if (lateMs > UNHEARD_MS) {
        // The clock was put forward, or the actor could not run: either way nobody was heard meanwhile.
        log("warn", "alarm_late", { game_id: this.#ledger.table()?.game.id ?? null, late_ms: lateMs });
        this.#door.pardon(now);
        this.#ledger.giveTime();
      }
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
    const claims = await this.#platform.readToken(
      token ?? "",
      this.#settings.keyring,
      this.#platform.wallNow(),
    );
    const now = this.#platform.now();
    const current = this.#ledger.table();
    if (!current || this.#sessions.get(socket)?.identity.kind !== "unjoined") return;
    const admitted = claims.ok ? allow(claims.value, current, WATCHERS) : claims;
    const wrong = admitted.ok
      ? contradictionOf(current.game.id, admitted.value.sender, address)
      : admitted.error;
    if (admitted.ok && !wrong) {
      const { place } = admitted.value;
      if (place.kind === "player" && !this.#budget.connect(place.seat, now))
        return this.#door.turnOut(socket, CLOSE.policy, TOO_MANY_CONNECTIONS, actionId, now);
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
    this.#answer(socket, table, viewer, this.#handle(table, senderOf(viewer), message, chance), chance.now);
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
      case "unchanged":
        tell(socket, acceptedMessage(game.id, outcome.answer, now));
        return this.#showHand(table, senderOf(viewer), now);
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

  #seat(table: Table, seat: Seat, { name, nonce, request }: Guest): Result<Seated, Rejection> {
    const chance = this.#chance();
    const called = this.#nameFor(table.game, seat, name ?? defaultName(seat));
    const decision = takeSeat(table.game, seat, { name: called, nonce, request }, chance);
    if (!decision.ok) return decision;
    const after = this.#ledger.commit({ at: chance.now, by: null, events: decision.value });
    return ok(
      seatedAs(after, { seat, version: after.game.seats[seat].version, name: called, at: chance.now }),
    );
  }

  /** Gives a bot's seat to a newcomer. */
  #seatForBot(table: Table, seat: Seat, { name, nonce, request }: Guest, by: Actor): Seated {
    const now = this.#platform.now();
    const called = this.#nameFor(table.game, seat, name ?? defaultName(seat));
    const events = takeBotSeat(seat, { name: called, nonce, request }, by, now);
    const after = this.#ledger.commit({ at: now, by: null, events });
    return seatedAs(after, { seat, version: after.game.seats[seat].version, name: called, at: now });
  }

  /** `name`, told apart from those of the other seats [H20]. */
  #nameFor(game: Game, seat: Seat, name: string): string {
    const others = SEATS.flatMap((at) => (at === seat ? [] : (game.seats[at].occupant?.name ?? [])));
    return distinctName(name, others);
  }

  #revokeSocketOf(seat: Seat, now: number): void {
    const socket = this.#sessions.ofSeat(seat);
    if (socket) this.#door.revoke(socket, now);
  }

  /** `done` once Redis has confirmed it, or has failed to [T9]. Nobody waits for this but who has asked for it. */
  async #whenConfirmed<T>(done: Result<T, Rejection>): Promise<Result<T & Revoked, Rejection>> {
    return done.ok ? ok({ ...done.value, isConfirmed: await this.#ledger.confirmed() }) : done;
  }

  /** Who asks for an order that the hand has already is told the hand, as after any other order [P9]. */
  #showHand({ game }: Table, { seat }: Sender, now: number): void {
    const socket = seat === null ? null : this.#sessions.ofSeat(seat);
    if (socket && seat !== null) tell(socket, handMessage(game, seat, now));
  }

  /** What a message does to the table; what changes nothing is remembered here alone. */
  #handle(table: Table, sender: Sender, message: Message, chance: Chance): Outcome {
    const outcome = handle(table, sender, message, chance, this.#unstored);
    if (outcome.kind === "unchanged" && sender.role === "player")
      this.#unstored.remember(sender.seat, table.game.seats[sender.seat].version, outcome.answer);
    return outcome;
  }

  /** Counts `cost` messages of `payer` that came by HTTP; false when those are more than it may send [S19]. */
  #charge(payer: Payer, cost: number): boolean {
    const now = this.#platform.now();
    const isWithin = this.#budget.spend(payer, now, cost);
    this.#budget.keep(payer, now);
    return isWithin;
  }

  /**
   * Opens the edge's envelope, counts `cost` messages of whoever sent it, and does `act` if what it claims holds for the
   * game [T5, T6, S19].
   */
  async #admit<T>(
    envelope: string,
    gameId: string,
    roles: readonly Role[],
    act: (admitted: Admitted) => Result<T, Rejection>,
    cost = 1,
  ): Promise<Result<T, Rejection>> {
    const opened = openEnvelope(envelope, this.#settings.keyring, gameId, this.#platform.wallNow());
    if (!opened.ok) return opened;
    return this.#ledger.ready(gameId, (table) => {
      const admitted = allow(claimsOf(opened.value), table, roles);
      if (!admitted.ok) return admitted;
      const { payer } = admitted.value;
      if (cost > 0 && payer !== null && !this.#charge(payer, cost)) {
        const retryAfterSeconds = this.#settings.flood.windowMs / 1000;
        return err({ kind: "too-many-requests", retryAfterSeconds });
      }
      return act(admitted.value);
    });
  }
}

type Message = Result<Inbound, Misfit>;
