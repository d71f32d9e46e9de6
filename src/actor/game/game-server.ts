import { bytesToHex } from "@noble/hashes/utils.js";
import { claimsOf, openEnvelope } from "../../shared/auth/envelope.ts";
import type { Role } from "../../shared/auth/token.ts";
import type { GalleryKey } from "../../shared/gallery-key.ts";
import { botSeats, handOver, removeBot, removePlayer, seatBots } from "../../shared/game/bots.ts";
import type { DecideContext } from "../../shared/game/dealing.ts";
import type { Actor, Event } from "../../shared/game/events.ts";
import { evolve } from "../../shared/game/evolve.ts";
import type { Level } from "../../shared/game/levels.ts";
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
} from "../../shared/game/seating.ts";
import { SEATS, type Seat } from "../../shared/game/seats.ts";
import { shuffledDeal } from "../../shared/game/shuffle.ts";
import type { Game } from "../../shared/game/state.ts";
import { kindOf, log } from "../../shared/log.ts";
import type { Account } from "../../shared/metrics.ts";
import { CLOSE, closeCodeOf } from "../../shared/protocol/close.ts";
import type { Inbound, InvalidFrame } from "../../shared/protocol/codec.ts";
import { defaultName, distinctName } from "../../shared/protocol/names.ts";
import { PONG } from "../../shared/protocol/ping.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { type Replay, replayOf } from "../../shared/protocol/replay.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { publicStatus, type Viewer, viewFor } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import { openEventLog } from "../core/event-log.ts";
import type { GameRecord } from "../core/game-record.ts";
import { contradictionOf, handle, type Outcome, type Sender } from "../core/handle.ts";
import type { Platform, Socket } from "../core/platform.ts";
import { openUnstoredAnswers } from "../core/unstored-answers.ts";
import { type FanOut, openFanOut } from "../gallery/fan-out.ts";
import type { Standing } from "../gallery/sequence.ts";
import type { Counters } from "../metrics/counters.ts";
import { openReplica } from "../replica/redis-replica.ts";
import {
  acceptedMessage,
  errorMessage,
  handMessage,
  refusedMessage,
  snapshotMessage,
} from "../sockets/broadcast.ts";
import {
  type Budget,
  CONNECTION_WINDOW_MS,
  MAX_CONNECTIONS,
  openBudget,
  type Payer,
} from "../sockets/budget.ts";
import { UNHEARD_MS } from "../sockets/inbound.ts";
import { closeQuietly, sendQuietly, tell } from "../sockets/outbound.ts";
import {
  MAX_WATCHERS,
  openSessions,
  ROOM_FOR_WATCHERS,
  type Sessions,
  viewerOf,
} from "../sockets/sessions.ts";
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
} from "./authorize.ts";
import { type LiveGame, openLiveGame } from "./live-game.ts";
import { openPresence, type Placed, type Presence } from "./presence.ts";

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
    ? { kind: "error", actionId, rejection, invalidFrame: false }
    : { kind: "refused", actionId, rejection };
};

/**
 * The server of one game: it puts things in sequence. `handle` decides what a message means, `LiveGame` stores changes and
 * tells them, `Presence` knows who is connected. Nothing is awaited between reading and writing the record.
 */
export class GameServer {
  readonly #platform: Platform;
  readonly #counters: Counters;
  readonly #settings: Settings;
  readonly #sessions: Sessions;
  readonly #galleries: FanOut;
  readonly #liveGame: LiveGame;
  readonly #presence: Presence;
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
    this.#galleries = openFanOut({ platform, observers: () => this.#liveGame.observers() });
    this.#liveGame = openLiveGame({
      platform,
      galleries: this.#galleries,
      store: openEventLog(platform.storage.sql),
      sessions: this.#sessions,
      settings,
      replicaOf: (gameId) => openReplica(platform, gameId, settings),
    });
    this.#budget = openBudget(this.#sessions, settings.flood);
    this.#presence = openPresence(this.#sessions, this.#liveGame, settings, this.#budget, platform.counters);
  }

  // What the edge asks.

  /** Makes the game, and seats its creator if there is one [H1]. The same request again gets the same answer [H16]. */
  async create(gameId: string, { rules, request, creator }: Founding): Promise<Result<Created, Rejection>> {
    // The id follows from the key: there may be a copy of the game in Redis, and nothing here.
    const found = request ? await this.#liveGame.ready(gameId, ok) : null;
    // What cannot be read is not replaced. Where Redis is out of reach nothing is known: a new game does not wait for it.
    if (found?.ok === false && ["newer", "unreadable"].includes(found.error.kind)) return found;
    const before = this.#liveGame.table();
    const first = before?.game.creation.request;
    if (before && request && first?.key === request.key)
      return isSameRequest(first, request) ? ok(createdAs(before)) : err({ kind: "key-reused" });
    if (!this.#liveGame.isAbsent()) return err({ kind: "game-exists" });
    const context = this.#context();
    const name = creator && (creator.name ?? defaultName(HOST_SEAT));
    const created: Event = {
      type: "game-created",
      id: gameId,
      rules,
      dealer: this.#pick(SEATS) ?? 0,
      secret: this.#newSecret(),
      at: context.now,
      request,
      creator: name,
    };
    const taken =
      creator && name !== null
        ? takeSeat(evolve(null, created), HOST_SEAT, { name, nonce: creator.nonce, request: null }, context)
        : ok([]);
    if (!taken.ok) return taken;
    const table = this.#liveGame.commit({ at: context.now, by: null, events: [created, ...taken.value] });
    log("info", "game_created", { game_id: gameId });
    return ok(createdAs(table));
  }

  /**
   * Seats somebody in a random free seat, or where there is none in that of a bot [H2, B13]. The same request again gets
   * the same answer [H16].
   */
  async join(gameId: string, guest: Guest): Promise<Result<Seated, Rejection>> {
    return this.#liveGame.ready(gameId, (table) => {
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
      const { game } = this.#liveGame.commit({ at: now, by: null, events });
      const { version } = game.seats[seat];
      return ok({ created: game.creation.at, seat, seatVersion: version, name: called, at: now });
    });
    return this.#whenConfirmed(minted);
  }

  /** For the host: makes every token of the host void, this one too [T8]. */
  async revokeHost(envelope: string, gameId: string): Promise<Result<HostRevoked, Rejection>> {
    const revoked = await this.#admit(envelope, gameId, ["host"], () => {
      const entry = { at: this.#platform.now(), by: null, events: [{ type: "host-revoked" }] } as const;
      const { game } = this.#liveGame.commit(entry);
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
    return this.#liveGame.ready(gameId, ({ game }) => {
      const now = this.#platform.now();
      const { beatAge, recovering } = this.#liveGame;
      const status = publicStatus(game, this.#liveGame.observers());
      return ok({ ...status, heartbeat_age_ms: beatAge(now), recovering: recovering(now) });
    });
  }

  /** The snapshot for the sender's role [H5]. */
  async snapshot(envelope: string, gameId: string): Promise<Result<Snapshot, Rejection>> {
    return this.#admit(envelope, gameId, WATCHERS, ({ table, sender }) =>
      ok(viewFor(table.game, sender.seat ?? "observer", this.#liveGame.observers())),
    );
  }

  /** One action over HTTP, by the same line as on a socket [H6]. */
  async act(envelope: string, gameId: string, message: Message): Promise<Result<ActionAnswer, Rejection>> {
    return this.#admit<ActionAnswer>(
      envelope,
      gameId,
      WATCHERS,
      ({ table, sender }) => {
        const context = this.#context();
        const isWithin = sender.role !== "player" || this.#charge(sender.seat, 1);
        const outcome = isWithin
          ? this.#handle(table, sender, message, context)
          : floodedOutcome(message, this.#settings.flood);
        switch (outcome.kind) {
          case "accepted":
            this.#liveGame.commit(outcome.entry);
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, context.now) });
          case "repeated":
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, context.now) });
          case "unchanged":
            this.#showHand(table, sender, context.now);
            return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, context.now) });
          case "refused": {
            const { actionId, rejection } = outcome;
            this.#counters.refuse(rejection);
            return ok({ rejection, message: refusedMessage(table.game, actionId, rejection, context.now) });
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
      const context = this.#context();
      const seated = seatBots(table.game, seats, level, context);
      if (!seated.ok) return seated;
      if (seated.value.length === 0) return ok(botSeats(table.game));
      return ok(botSeats(this.#liveGame.commit({ at: context.now, by: null, events: seated.value }).game));
    });
  }

  /** For the host: frees a bot's seat while seats are filling [B9]. */
  async removeBot(envelope: string, gameId: string, seat: Seat): Promise<Result<true, Rejection>> {
    return this.#admit(envelope, gameId, ["host"], ({ table }) => {
      const freed = removeBot(table.game, seat, "host");
      if (!freed.ok) return freed;
      this.#liveGame.commit({ at: this.#platform.now(), by: null, events: freed.value });
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
        this.#liveGame.commit({ at: now, by: null, events: decision.value });
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
      this.#liveGame.end("ended_by_host");
      return ok(true as const);
    });
    if (ended.ok || ended.error.kind !== "unreadable") return ended;
    const opened = openEnvelope(envelope, this.#settings.keyring, gameId, this.#platform.wallNow());
    if (!opened.ok || claimsOf(opened.value).role !== "host") return ended;
    this.#liveGame.discard(gameId);
    return ok(true);
  }

  /** What has been counted of the game, and how it stands [M4]. */
  async tally(gameId: string): Promise<Result<Account, Rejection>> {
    return this.#liveGame.ready(gameId, () => {
      const now = this.#platform.now();
      const { beatAge, recovering } = this.#liveGame;
      return ok({
        tally: this.#counters.tally(),
        players: this.#sessions.players(),
        observers: this.#liveGame.observers(),
        lagMs: beatAge(now),
        recovering: recovering(now),
      });
    });
  }

  /** The sweep's knock: wakes the game, which then beats again if anybody is there [D10]. */
  async poke(gameId: string): Promise<void> {
    const found = await this.#liveGame.ready(gameId, ok);
    if (found.ok && this.#sessions.hasPlayers()) this.#liveGame.rearm();
    else if (found.ok || found.error.kind === "no-such-game") this.#liveGame.rest(gameId);
  }

  /**
   * A gallery says how many watch from it, and learns how the game stands [O7]. From then on it is told everything, until
   * nobody does.
   */
  async attend(key: GalleryKey, watchers: number): Promise<Result<Standing, Rejection>> {
    return this.#liveGame.ready(key.gameId, ({ game, touchedAt }) => {
      if (game.creation.at !== key.created) return err({ kind: "no-such-game" });
      this.#galleries.attend(key, watchers);
      // Bots among themselves wait for somebody to watch.
      this.#liveGame.rearm();
      const snapshot = JSON.stringify(viewFor(game, "observer", this.#liveGame.observers()));
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
    const enter = (place: Placed | null, table: GameRecord): Result<Entrance, Rejection> => {
      if (place?.kind === "player" && !this.#budget.connect(place.seat, this.#platform.now()))
        return err(TOO_MANY_CONNECTIONS);
      if (place === null && !this.#presence.hasRoom()) return err({ kind: "unavailable" });
      if (place?.kind === "observer" && this.#sessions.observers() >= ROOM_FOR_WATCHERS) {
        const gallery = this.#galleries.assign(table, near);
        return gallery.ok ? ok({ kind: "gallery", gallery: gallery.value }) : gallery;
      }
      const socket = accept();
      const now = this.#platform.now();
      this.#presence.wait(socket, gameId, now);
      if (place) this.#presence.enter(socket, place, null, now);
      return ok({ kind: "socket", socket });
    };
    return envelope === null
      ? this.#liveGame.ready(gameId, (table) => enter(null, table))
      : this.#admit(envelope, gameId, WATCHERS, ({ place, table }) => enter(place, table), 0);
  }

  // What sockets say.

  async webSocketMessage(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    const message = this.#presence.hear(socket, data, this.#platform.now());
    if (!message) return;
    // If the clock has gone back, the alarm is as far away: whoever speaks brings it near again [C7].
    this.#liveGame.rearm();
    const waiting = this.#tails.get(socket);
    if (!waiting && this.#liveGame.table() && this.#sessions.get(socket)?.identity.kind !== "unjoined") {
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
    this.#presence.left(socket, this.#platform.now());
  }

  async webSocketError(socket: Socket): Promise<void> {
    closeQuietly(socket, CLOSE.internal, "");
    this.#presence.left(socket, this.#platform.now());
  }

  /** The one alarm: whatever is due by time. Never throws, since an alarm that keeps failing is dropped for good. */
  async alarm(): Promise<void> {
    const lateMs = this.#liveGame.alarmFired();
    try {
      const context = this.#context();
      const { now } = context;
      if (lateMs > UNHEARD_MS) {
        // The clock was put forward, or the actor could not run: either way nobody was heard meanwhile.
        log("warn", "alarm_late", { game_id: this.#liveGame.table()?.game.id ?? null, late_ms: lateMs });
        this.#presence.pardon(now);
        this.#liveGame.giveTime();
      }
      this.#presence.tick(now);
      const table = this.#liveGame.table();
      const events = table ? [...countAway(table.game, context), ...freeAbandoned(table.game, now)] : [];
      if (events.length > 0) this.#liveGame.commit({ at: now, by: null, events });
      this.#liveGame.tick(now);
      this.#liveGame.moveBots(context, () => this.#randomNumber());
    } catch (error) {
      const game_id = this.#liveGame.table()?.game.id ?? null;
      log("error", "alarm_failed", { game_id, kind: kindOf(error) });
      // What has failed is still due, and must not be tried in a circle.
      return this.#liveGame.rearm(this.#platform.now() + this.#settings.heartbeatMs);
    }
    this.#liveGame.rearm();
  }

  /** Where a message may have to wait: for the game to be restored, or for a token to be checked [S12]. */
  async #receiveInTurn(socket: Socket, message: Message): Promise<void> {
    const session = this.#sessions.get(socket);
    if (!session || session.identity.kind === "gone") return;
    const table = await this.#liveGame.ready(session.gameId, ok);
    if (!table.ok)
      return this.#presence.closeWith(socket, closeCodeOf(table.error), null, null, this.#platform.now());
    const bringsToken = message.ok && message.value.kind === "join" && message.value.token !== null;
    if (session.identity.kind !== "unjoined" || !bringsToken) return this.#receive(socket, message);
    const { actionId, address, token } = message.value;
    const claims = await this.#platform.readToken(
      token ?? "",
      this.#settings.keyring,
      this.#platform.wallNow(),
    );
    const now = this.#platform.now();
    const current = this.#liveGame.table();
    if (!current || this.#sessions.get(socket)?.identity.kind !== "unjoined") return;
    const admitted = claims.ok ? allow(claims.value, current, WATCHERS) : claims;
    const wrong = admitted.ok
      ? contradictionOf(current.game.id, admitted.value.sender, address)
      : admitted.error;
    if (admitted.ok && !wrong) {
      const { place } = admitted.value;
      if (place.kind === "player" && !this.#budget.connect(place.seat, now))
        return this.#presence.closeWith(socket, CLOSE.policy, TOO_MANY_CONNECTIONS, actionId, now);
      // A socket that is open cannot move: so many more may watch from here than are let in with their token.
      if (place.kind === "observer" && this.#sessions.observers() >= MAX_WATCHERS)
        return this.#presence.closeWith(socket, CLOSE.unavailable, { kind: "no-room" }, actionId, now);
      return this.#presence.enter(socket, place, actionId, now);
    }
    if (wrong) this.#presence.closeWith(socket, CLOSE.badToken, wrong, actionId, now);
  }

  /** Where nothing waits. */
  #receive(socket: Socket, message: Message): void {
    const table = this.#liveGame.table();
    const viewer = viewerOf(this.#sessions.get(socket)?.identity);
    if (!table) return;
    const context = this.#context();
    if (viewer === null) return this.#hearUnjoined(socket, table, message, context.now);
    this.#answer(socket, table, viewer, this.#handle(table, senderOf(viewer), message, context), context.now);
  }

  #answer(socket: Socket, table: GameRecord, viewer: Viewer, outcome: Outcome, now: number): void {
    const { game } = table;
    switch (outcome.kind) {
      case "pong":
        return sendQuietly(socket, PONG);
      case "join":
      case "sync": {
        const type = outcome.kind === "join" ? "join.ok" : "sync";
        const occasion = { now, observers: this.#liveGame.observers() };
        return tell(socket, snapshotMessage(type, game, viewer, outcome.actionId, occasion));
      }
      case "accepted":
        this.#liveGame.commit(outcome.entry, () =>
          tell(socket, acceptedMessage(game.id, outcome.answer, now)),
        );
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
        if (outcome.invalidFrame) this.#presence.countInvalidFrame(socket, now);
    }
  }

  /** Until it has joined, a socket may only ping and join; everything else is told so. */
  #hearUnjoined(socket: Socket, { game }: GameRecord, message: Message, now: number): void {
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
    this.#presence.countInvalidFrame(socket, now);
  }

  // What both need.

  #context(): DecideContext {
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

  #seat(table: GameRecord, seat: Seat, { name, nonce, request }: Guest): Result<Seated, Rejection> {
    const context = this.#context();
    const called = this.#nameFor(table.game, seat, name ?? defaultName(seat));
    const decision = takeSeat(table.game, seat, { name: called, nonce, request }, context);
    if (!decision.ok) return decision;
    const after = this.#liveGame.commit({ at: context.now, by: null, events: decision.value });
    return ok(
      seatedAs(after, { seat, version: after.game.seats[seat].version, name: called, at: context.now }),
    );
  }

  /** Gives a bot's seat to a newcomer. */
  #seatForBot(table: GameRecord, seat: Seat, { name, nonce, request }: Guest, by: Actor): Seated {
    const now = this.#platform.now();
    const called = this.#nameFor(table.game, seat, name ?? defaultName(seat));
    const events = takeBotSeat(seat, { name: called, nonce, request }, by, now);
    const after = this.#liveGame.commit({ at: now, by: null, events });
    return seatedAs(after, { seat, version: after.game.seats[seat].version, name: called, at: now });
  }

  /** `name`, told apart from those of the other seats [H20]. */
  #nameFor(game: Game, seat: Seat, name: string): string {
    const others = SEATS.flatMap((at) => (at === seat ? [] : (game.seats[at].occupant?.name ?? [])));
    return distinctName(name, others);
  }

  #revokeSocketOf(seat: Seat, now: number): void {
    const socket = this.#sessions.ofSeat(seat);
    if (socket) this.#presence.revoke(socket, now);
  }

  /** `done` once Redis has confirmed it, or has failed to [T9]. Nobody waits for this but who has asked for it. */
  async #whenConfirmed<T>(done: Result<T, Rejection>): Promise<Result<T & Revoked, Rejection>> {
    return done.ok ? ok({ ...done.value, isConfirmed: await this.#liveGame.confirmed() }) : done;
  }

  /** Who asks for an order that the hand has already is told the hand, as after any other order [P9]. */
  #showHand({ game }: GameRecord, { seat }: Sender, now: number): void {
    const socket = seat === null ? null : this.#sessions.ofSeat(seat);
    if (socket && seat !== null) tell(socket, handMessage(game, seat, now));
  }

  /** What a message does to the table; what changes nothing is remembered here alone. */
  #handle(table: GameRecord, sender: Sender, message: Message, context: DecideContext): Outcome {
    const outcome = handle(table, sender, message, context, this.#unstored);
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
    return this.#liveGame.ready(gameId, (table) => {
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

type Message = Result<Inbound, InvalidFrame>;
