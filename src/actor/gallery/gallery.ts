import { claimsOf, openEnvelope } from "../../shared/auth/envelope.ts";
import { type GalleryKey, galleryNamed } from "../../shared/gallery-key.ts";
import { kindOf, log } from "../../shared/log.ts";
import { CLOSE, closeCodeOf } from "../../shared/protocol/close.ts";
import type { Inbound, InvalidFrame } from "../../shared/protocol/codec.ts";
import { PONG } from "../../shared/protocol/ping.ts";
import { type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import { handleWatcher } from "../core/handle.ts";
import type { Socket } from "../core/platform.ts";
import { errorMessage, refusedMessage, showing } from "../sockets/broadcast.ts";
import { type CloseWith, type InboundFrames, openInbound, UNHEARD_MS } from "../sockets/inbound.ts";
import { closeQuietly, tell } from "../sockets/outbound.ts";
import { openSessions, type Position, type Sessions } from "../sockets/sessions.ts";
import { type GalleryAlarm, openGalleryAlarm } from "./alarm.ts";
import { type Cursor, openCursor } from "./cursor.ts";
import { type GalleryIdentity, openIdentity } from "./identity.ts";
import type { GalleryPlatform } from "./platform.ts";
import { GALLERY_SIZE } from "./registry.ts";
import { openSendQueue, type SendQueue } from "./send-queue.ts";
import { type Batch, classify, snapshotOnly } from "./sequence.ts";

/**
 * One gallery of one game: a thousand watchers at most, who are told what observers in the game's own actor are told,
 * and are answered as those are. It never knows more than they may see. It is told by the game, and asks only when it
 * has no snapshot: when it is new, when its memory was gone, and once a minute in case something was lost on the way.
 */
export class Gallery {
  readonly #platform: GalleryPlatform;
  readonly #sessions: Sessions;
  readonly #inbound: InboundFrames;
  readonly #identity: GalleryIdentity;
  readonly #cursor: Cursor;
  readonly #alarm: GalleryAlarm;
  readonly #sendQueue: SendQueue;
  readonly #settings: Settings;
  /** How the game stands, where every watcher has been told that it does; null until it is known. */
  #held: HeldSnapshot | null = null;
  #asking: Promise<Rejection | null> | null = null;
  /** How many are at the door, waiting for the snapshot. */
  #arriving = 0;
  /** How many watch from here, as the game knows; null when that is not known. */
  #counted: number | null = null;

  constructor(platform: GalleryPlatform, settings: Settings) {
    this.#platform = platform;
    this.#settings = settings;
    this.#sessions = openSessions(platform);
    this.#inbound = openInbound(this.#sessions, settings.flood, this.#closeWith);
    this.#identity = openIdentity(platform.storage.sql);
    this.#cursor = openCursor(this.#sessions, platform.sockets);
    this.#alarm = openGalleryAlarm(platform);
    this.#sendQueue = openSendQueue(platform);
  }

  // What the edge asks.

  /** A socket, which `accept` makes, for a watcher whom the edge vouches for and the game has sent here [O2]. */
  async admitSocket(
    key: GalleryKey,
    envelope: string,
    accept: () => Socket,
  ): Promise<Result<Socket, Rejection>> {
    const opened = openEnvelope(envelope, this.#settings.keyring, key.gameId, this.#platform.wallNow());
    if (!opened.ok) return opened;
    if (claimsOf(opened.value).role !== "observer") return err({ kind: "role-needed", role: "observer" });
    this.#identity.write(key);
    this.#arriving += 1;
    const rejection = await this.#ready();
    this.#arriving -= 1;
    const snapshot = this.#held;
    if (rejection || !snapshot) return err(rejection ?? { kind: "unavailable" });
    if (this.#sessions.observers() >= GALLERY_SIZE) return err({ kind: "unavailable" });
    const socket = accept();
    const now = this.#platform.now();
    this.#sessions.accept(socket, key.gameId, { kind: "observer" }, now);
    if (!this.#cursor.at()) {
      this.#cursor.move(snapshot.at);
      this.#cursor.keep(snapshot.at);
    }
    // At once: what others are still being told, the snapshot has in it.
    tell(socket, this.#snapshotMessage("join.ok", snapshot, null));
    this.#plan();
    return ok(socket);
  }

  // What the game says.

  /** Tells the watchers, and the galleries behind this one. Waits for nothing, so that nobody waits for it [O6]. */
  async feed(name: string, batch: string, onward: readonly string[]): Promise<void> {
    this.#passOn(onward, (to) => this.#platform.galleries.feed(to, batch, []));
    this.#identity.know(name);
    this.#take(JSON.parse(batch) as Batch);
    // Nobody is here, or memory was gone and with it what the game was told: it hears of that.
    if (this.#counted !== this.#sessions.observers() || this.#sessions.observers() === 0) this.#plan();
  }

  /** Tells the watchers the last there is, and closes their sockets [O9]. */
  async end(_name: string, frames: string, onward: readonly string[]): Promise<void> {
    this.#passOn(onward, (to) => this.#platform.galleries.end(to, frames, []));
    this.#sendQueue.send(this.#sessions.watching(), JSON.parse(frames), () => void this.#close());
  }

  #passOn(onward: readonly string[], call: (to: string) => Promise<void>): void {
    for (const to of onward)
      call(to).catch((error: unknown) => {
        const game_id = galleryNamed(to)?.gameId ?? null;
        log("warn", "gallery_missed", { game_id, gallery: to, kind: kindOf(error) });
      });
  }

  // What sockets say.

  async webSocketMessage(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    const now = this.#platform.now();
    const message = this.#inbound.hear(socket, data, now);
    const gameId = this.#sessions.get(socket)?.gameId;
    if (!message || gameId === undefined) return;
    const rejection = this.#held ? null : await this.#ready();
    const snapshot = this.#held;
    if (rejection || !snapshot)
      return this.#closeWith(socket, closeCodeOf(rejection ?? { kind: "unavailable" }), null, null, now);
    this.#answer(socket, gameId, snapshot, message);
  }

  async webSocketClose(socket: Socket, code: number, reason: string): Promise<void> {
    closeQuietly(socket, code, reason);
    this.#leave(socket);
  }

  async webSocketError(socket: Socket): Promise<void> {
    closeQuietly(socket, CLOSE.internal, "");
    this.#leave(socket);
  }

  /** Tells the game how many watch, and sees by its answer whether anything was lost. Never throws. */
  async alarm(): Promise<void> {
    const lateMs = this.#alarm.alarmFired();
    try {
      const now = this.#platform.now();
      if (lateMs > UNHEARD_MS) this.#inbound.pardon(now);
      for (const socket of [...this.#sessions.watching()])
        if (this.#inbound.isSilent(socket, now)) this.#closeWith(socket, CLOSE.goingAway, null, null, now);
      const rejection = await this.#ask();
      if (this.#sessions.observers() === 0 && this.#arriving === 0) return await this.#close();
      this.#alarm.plan(rejection ? "again" : "roll-call");
      if (this.#counted !== this.#sessions.observers()) this.#plan();
    } catch (error) {
      const game_id = this.#identity.key()?.gameId ?? null;
      log("error", "alarm_failed", { game_id, kind: kindOf(error) });
      this.#alarm.plan("again");
    }
  }

  #answer(socket: Socket, gameId: string, held: HeldSnapshot, message: Result<Inbound, InvalidFrame>): void {
    const now = this.#platform.now();
    const place = { id: gameId, ...held.at };
    const outcome = handleWatcher(gameId, message);
    // Behind what this socket is still to be told.
    const say = (answer: object) => this.#sendQueue.send([socket], [JSON.stringify(answer)]);
    switch (outcome.kind) {
      case "pong":
        return this.#sendQueue.send([socket], [PONG]);
      case "join":
      case "sync": {
        const type = outcome.kind === "join" ? "join.ok" : "sync";
        return say(this.#snapshotMessage(type, held, outcome.actionId));
      }
      case "refused":
        return say(refusedMessage(place, outcome.actionId, outcome.rejection, now));
      case "error":
        say(errorMessage(place, refusalOf(outcome.rejection), outcome.actionId, now));
        if (outcome.invalidFrame) this.#inbound.countInvalidFrame(socket, now);
    }
  }

  // What both need.

  /** Takes over what the game has said, as far as it is news [O5]. */
  #take(batch: Batch): void {
    const heard = this.#cursor.at();
    const verdict = classify(heard, batch);
    if (verdict === "old") return;
    const { epoch, revision, stamp, snapshot } = batch;
    this.#held = { at: { epoch, revision, stamp }, text: snapshot, parsed: null };
    // A game with a new epoch may have forgotten what it was told.
    if (heard && heard.epoch !== epoch) this.#counted = null;
    const { at } = this.#held;
    if (this.#sessions.observers() === 0) return this.#cursor.move(null);
    this.#cursor.move(at);
    const frames = verdict === "next" ? batch.frames : verdict === "gap" ? [this.#sync(this.#held)] : [];
    // A trick's end is several messages and a snapshot: nobody waits for those before all have seen the card.
    const watching = [...this.#sessions.watching()];
    this.#sendQueue.send(watching, frames.slice(0, 1));
    this.#sendQueue.send(watching, frames.slice(1), () => this.#cursor.keep(at));
  }

  /** Makes sure that there is a snapshot; everyone who waits waits for the same answer. */
  async #ready(): Promise<Rejection | null> {
    if (this.#held) return null;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    const rejection = await this.#asking;
    return this.#held ? null : rejection;
  }

  /** Asks the game how it stands, and says how many watch. A game that is gone takes its watchers with it [O9]. */
  async #ask(): Promise<Rejection | null> {
    const key = this.#identity.key();
    if (!key) return { kind: "unavailable" };
    const watchers = this.#sessions.observers() + this.#arriving;
    try {
      const standing = await this.#platform.attend(key, watchers);
      if (!standing.ok) {
        if (standing.error.kind === "no-such-game") await this.#close();
        return standing.error;
      }
      this.#counted = watchers;
      this.#take(snapshotOnly(standing.value));
      return null;
    } catch {
      return { kind: "unreachable" };
    }
  }

  /** The snapshot for everyone, unasked. */
  #sync(held: HeldSnapshot): string {
    return JSON.stringify(this.#snapshotMessage("sync", held, null));
  }
  #snapshotMessage(type: "join.ok" | "sync", held: HeldSnapshot, actionId: string | null): object {
    held.parsed ??= JSON.parse(held.text) as Snapshot;
    // Those of this gallery whom the game has not counted yet are known here.
    const uncounted = this.#sessions.observers() - (this.#counted ?? this.#sessions.observers());
    const snapshot = { ...held.parsed, observers: held.parsed.observers + uncounted };
    const place = { id: snapshot.game_id, ...held.at };
    return showing(type, place, "observer", actionId, snapshot, this.#platform.now());
  }

  readonly #closeWith: CloseWith = (socket, code, rejection, actionId, now) => {
    const gameId = this.#sessions.get(socket)?.gameId;
    const at = this.#held?.at ?? this.#cursor.at();
    if (rejection && gameId !== undefined && at)
      tell(socket, errorMessage({ id: gameId, ...at }, refusalOf(rejection), actionId, now));
    closeQuietly(socket, code, "");
    this.#leave(socket);
  };

  #leave(socket: Socket): void {
    this.#cursor.rescue(socket);
    this.#sessions.update(socket, { identity: { kind: "gone" } });
    this.#plan();
  }

  /** Has the game told soon how many watch, unless it knows. */
  #plan(): void {
    if (this.#counted !== this.#sessions.observers() || this.#counted === 0) this.#alarm.plan("report");
    else this.#alarm.plan("roll-call");
  }

  /** Closes what is open, and leaves nothing behind. */
  async #close(): Promise<void> {
    for (const socket of [...this.#sessions.watching()]) {
      this.#sessions.update(socket, { identity: { kind: "gone" } });
      closeQuietly(socket, CLOSE.ended, "the game has ended");
    }
    this.#held = null;
    this.#counted = null;
    this.#cursor.move(null);
    this.#identity.clear();
    this.#alarm.forget();
    await this.#platform.storage.deleteAlarm();
    await this.#platform.storage.deleteAll();
  }
}

/** A standing, with its snapshot as text until somebody needs it. */
interface HeldSnapshot {
  readonly at: Position;
  readonly text: string;
  parsed: Snapshot | null;
}
