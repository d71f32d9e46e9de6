import { claimsOf, openEnvelope } from "../../shared/auth/envelope.ts";
import { type GalleryKey, galleryNamed } from "../../shared/gallery-key.ts";
import { kindOf, log } from "../../shared/log.ts";
import { CLOSE, closeCodeOf } from "../../shared/protocol/close.ts";
import { type Rejection, refusalOf } from "../../shared/protocol/refusal.ts";
import { PONG } from "../../shared/protocol/version.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Alarm, NEVER, openAlarm } from "../core/alarm.ts";
import { handleWatcher } from "../core/handle.ts";
import type { Socket } from "../core/platform.ts";
import { type InboundFrames, type Message, openInbound, UNHEARD_MS } from "../sockets/inbound.ts";
import { errorMessage, refusedMessage } from "../sockets/messages.ts";
import { closeQuietly, sendAlone, tell } from "../sockets/outbound.ts";
import type { Framing, Position } from "../sockets/session.ts";
import { openSessions, type Sessions } from "../sockets/sessions.ts";
import { type Attendance, openAttendance } from "./attendance.ts";
import { type Cursor, openCursor } from "./cursor.ts";
import { type HeldStanding, openHeldStanding } from "./held-standing.ts";
import { type GalleryIdentity, openIdentity } from "./identity.ts";
import type { GalleryPlatform } from "./platform.ts";
import { GALLERY_SIZE } from "./registry.ts";
import { openSendQueue, type SendQueue } from "./send-queue.ts";
import type { Batch } from "./sequence.ts";

/** A request to open a socket. `accept` creates the socket and returns the server's end. */
export interface Arrival {
  readonly key: GalleryKey;
  readonly envelope: string;
  readonly framing: Framing;
  readonly accept: () => Socket;
}

/**
 * One gallery of one game: up to a thousand observers, who get the same messages and answers as observers in the game's
 * own actor. It holds only data that observers may see. The game sends it all news. The gallery calls the game only for
 * a snapshot: when the gallery is new, after a loss of its memory, and once a minute in case a batch was lost.
 */
export class Gallery {
  readonly #platform: GalleryPlatform;
  readonly #settings: Settings;
  readonly #alarm: Alarm;
  readonly #sessions: Sessions;
  readonly #inbound: InboundFrames;
  readonly #identity: GalleryIdentity;
  readonly #cursor: Cursor;
  readonly #sendQueue: SendQueue;
  readonly #standing: HeldStanding;
  readonly #attendance: Attendance;

  constructor(platform: GalleryPlatform, settings: Settings) {
    this.#platform = platform;
    this.#settings = settings;
    this.#alarm = openAlarm(platform);
    this.#sessions = openSessions(platform);
    this.#inbound = openInbound(this.#sessions, settings.flood);
    this.#identity = openIdentity(platform.storage.sql);
    this.#cursor = openCursor(this.#sessions, platform.sockets);
    this.#sendQueue = openSendQueue(platform);
    this.#standing = openHeldStanding(platform, this.#sessions, this.#cursor, this.#sendQueue);
    const parts = { alarm: this.#alarm, sessions: this.#sessions, identity: this.#identity };
    this.#attendance = openAttendance({ platform, ...parts, standing: this.#standing });
    const silence = { name: "silent clients", dueAt: () => NEVER, run: this.#closeSilent };
    this.#alarm.serve([silence, this.#attendance.duty]);
  }

  // Calls from the edge.

  /** Opens a socket for an observer whom the game has assigned to this gallery [O2]. */
  async admitSocket({ key, envelope, framing, accept }: Arrival): Promise<Result<Socket, Rejection>> {
    const opened = openEnvelope(envelope, this.#settings.keyring, key.gameId, this.#platform.wallNow());
    if (!opened.ok) return opened;
    if (claimsOf(opened.value).role !== "observer") return err({ kind: "role-needed", role: "observer" });
    this.#identity.write(key);
    const rejection = await this.#attendance.readyForOneMore();
    const at = this.#standing.at();
    if (rejection || !at) return err(rejection ?? { kind: "unavailable" });
    if (this.#sessions.observers() >= GALLERY_SIZE) return err({ kind: "unavailable" });
    const socket = accept();
    const now = this.#platform.now();
    this.#sessions.accept(socket, { gameId: key.gameId, identity: { kind: "observer" }, framing }, now);
    if (!this.#cursor.at()) {
      this.#cursor.move(at);
      this.#cursor.keep(at);
    }
    // Bypasses the send queue, because the snapshot already contains the changes that the queue still sends to others.
    tell(socket, this.#standing.message("join.ok", null, framing));
    this.#attendance.plan();
    return ok(socket);
  }

  // Calls from the game.

  /**
   * Sends a batch to the observers and to the galleries in `onward`. Does not wait for the sockets, so that the game
   * does not wait [O6].
   */
  async feed(name: string, batch: string, onward: readonly string[]): Promise<void> {
    this.#passOn(onward, (to) => this.#platform.galleries.feed(to, batch, []));
    this.#identity.know(name);
    this.#standing.take(JSON.parse(batch) as Batch);
    // The game does not know that there are no observers, or this actor has lost the number that the game knows.
    const observers = this.#sessions.observers();
    if (this.#standing.counted() !== observers || observers === 0) this.#attendance.plan();
  }

  /** Sends a phrase of a player to the observers who get batches [P28]. */
  async say(_name: string, message: string, onward: readonly string[]): Promise<void> {
    this.#passOn(onward, (to) => this.#platform.galleries.say(to, message, []));
    this.#sendQueue.send(this.#sessions.batched(), [message]);
  }

  /** Sends the last frames to the observers and closes their sockets [O9]. */
  async end(_name: string, frames: string, onward: readonly string[]): Promise<void> {
    this.#passOn(onward, (to) => this.#platform.galleries.end(to, frames, []));
    const close = () => void this.#attendance.close();
    this.#sendQueue.send(this.#sessions.watching(), JSON.parse(frames), close);
  }

  #passOn(onward: readonly string[], call: (to: string) => Promise<void>): void {
    for (const to of onward)
      call(to).catch((error: unknown) => {
        const game_id = galleryNamed(to)?.gameId ?? null;
        log("warn", "gallery_missed", { game_id, gallery: to, kind: kindOf(error) });
      });
  }

  // Deliveries from the platform.

  async webSocketMessage(socket: Socket, data: string | ArrayBuffer): Promise<void> {
    const now = this.#platform.now();
    const heard = this.#inbound.hear(socket, data, now);
    const gameId = this.#sessions.get(socket)?.gameId;
    if (heard.kind === "ignored" || gameId === undefined) return;
    if (heard.kind === "close") return this.#closeWith(socket, heard.code, heard.rejection, now);
    const rejection = this.#standing.at() ? null : await this.#attendance.ready();
    const at = this.#standing.at();
    if (rejection || !at) {
      const code = closeCodeOf(rejection ?? { kind: "unavailable" });
      return this.#closeWith(socket, code, null, this.#platform.now());
    }
    this.#answer(socket, gameId, at, heard.message);
  }

  async webSocketClose(socket: Socket, code: number, reason: string): Promise<void> {
    closeQuietly(socket, code, reason);
    this.#leave(socket);
  }

  async webSocketError(socket: Socket): Promise<void> {
    closeQuietly(socket, CLOSE.internal, "");
    this.#leave(socket);
  }

  /** Runs the duties. Never throws, because the platform drops an alarm that fails repeatedly. */
  async alarm(): Promise<void> {
    const lateMs = this.#alarm.fired();
    try {
      const now = this.#platform.now();
      if (lateMs > UNHEARD_MS) this.#inbound.pardon(now);
      await this.#alarm.run(now);
    } catch (error) {
      const game_id = this.#identity.key()?.gameId ?? null;
      log("error", "alarm_failed", { game_id, kind: kindOf(error) });
      this.#attendance.again();
    }
  }

  #answer(socket: Socket, gameId: string, at: Position, message: Message): void {
    const now = this.#platform.now();
    const place = { id: gameId, ...at };
    const outcome = handleWatcher(gameId, message);
    // Uses the send queue, so that the answer follows the pending messages of this socket.
    const say = (answer: object) => this.#sendQueue.send([socket], [JSON.stringify(answer)]);
    switch (outcome.kind) {
      case "pong":
        return this.#sendQueue.send([socket], [], () => sendAlone(socket, PONG));
      case "join":
      case "sync": {
        const type = outcome.kind === "join" ? "join.ok" : "sync";
        return say(this.#standing.message(type, outcome.actionId, this.#sessions.framingOf(socket)));
      }
      case "refused":
        return say(refusedMessage(place, outcome.actionId, outcome.rejection, now));
      case "error":
        say(errorMessage(place, refusalOf(outcome.rejection), outcome.actionId, now));
        if (outcome.invalidFrame && this.#inbound.countInvalidFrame(socket, now))
          this.#closeWith(socket, CLOSE.policy, null, now);
    }
  }

  readonly #closeSilent = (now: number): void => {
    for (const socket of [...this.#sessions.watching()])
      if (this.#inbound.isSilent(socket, now)) this.#closeWith(socket, CLOSE.goingAway, null, now);
  };

  /** Closes a socket, after an `error` if there is a `rejection`. */
  #closeWith(socket: Socket, code: number, rejection: Rejection | null, now: number): void {
    const gameId = this.#sessions.get(socket)?.gameId;
    const at = this.#standing.at() ?? this.#cursor.at();
    if (rejection && gameId !== undefined && at)
      tell(socket, errorMessage({ id: gameId, ...at }, refusalOf(rejection), null, now));
    closeQuietly(socket, code, "");
    this.#leave(socket);
  }

  #leave(socket: Socket): void {
    this.#cursor.rescue(socket);
    this.#sessions.update(socket, { identity: { kind: "gone" } });
    this.#attendance.plan();
  }
}
