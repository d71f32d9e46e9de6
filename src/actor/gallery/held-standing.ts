import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Platform, Socket } from "../core/platform.ts";
import { framed, showing } from "../sockets/messages.ts";
import type { Framing, Position } from "../sockets/session.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { Cursor } from "./cursor.ts";
import type { SendQueue } from "./send-queue.ts";
import { type Batch, classify } from "./sequence.ts";

/** The state of the game in a gallery, and its transmission to the observers. */
export interface HeldStanding {
  /** The position of the snapshot; null before the first one. */
  readonly at: () => Position | null;
  /** Applies a batch from the game if it is new, and sends it to the observers [O5]. */
  readonly take: (batch: Batch) => void;
  /** The answer to `join` or `sync`, or the unasked message. Throws without a snapshot. */
  readonly message: (type: "join.ok" | "sync", actionId: string | null, framing: Framing) => object;
  /** The number of observers that the game knows; null when unknown. */
  readonly counted: () => number | null;
  /** Records the number that the game knows. */
  readonly count: (watchers: number) => void;
  /** Clears the state after the gallery has closed. */
  readonly clear: () => void;
}

export const openHeldStanding = (
  { now }: Pick<Platform, "now">,
  sessions: Sessions,
  cursor: Cursor,
  sendQueue: SendQueue,
): HeldStanding => {
  let held: { readonly at: Position; readonly text: string; parsed: Snapshot | null } | null = null;
  let counted: number | null = null;

  const message: HeldStanding["message"] = (type, actionId, framing) => {
    if (!held) throw new Error("a gallery without a snapshot has nothing to tell");
    held.parsed ??= JSON.parse(held.text) as Snapshot;
    // The game has not counted the newest observers of this gallery yet.
    const uncounted = sessions.observers() - (counted ?? sessions.observers());
    const observers = held.parsed.observers + uncounted;
    const snapshot = framed({ ...held.parsed, observers }, framing);
    return showing(type, { id: snapshot.game_id, ...held.at }, "observer", actionId, snapshot, now());
  };

  return {
    at: () => held?.at ?? null,
    take: (batch) => {
      const heard = cursor.at();
      const verdict = classify(heard, batch);
      if (verdict === "old") return;
      const { epoch, revision, turn, stamp, snapshot } = batch;
      const at = { epoch, revision, turn, stamp };
      held = { at, text: snapshot, parsed: null };
      // A game with a new epoch may have lost the number.
      if (heard && heard.epoch !== epoch) counted = null;
      if (sessions.observers() === 0) return cursor.move(null);
      cursor.move(at);
      const framesFor = (framing: Framing): readonly string[] => {
        if (verdict === "gap") return [JSON.stringify(message("sync", null, framing))];
        if (verdict !== "next") return [];
        return framing === "batch" ? batch.frames : (batch.single ?? batch.frames);
      };
      // The end of a trick is several messages and a snapshot. With single framing, every observer gets the card before
      // anyone gets the rest. A batch is one frame.
      const watching = [...sessions.watching()];
      const isWhole = (socket: Socket) => sessions.framingOf(socket) === "batch";
      const [whole, parted] = [watching.filter(isWhole), watching.filter((socket) => !isWhole(socket))];
      sendQueue.send(whole, framesFor("batch"));
      const frames = framesFor("single");
      sendQueue.send(parted, frames.slice(0, 1));
      sendQueue.send(parted, frames.slice(1), () => cursor.keep(at));
    },
    message,
    counted: () => counted,
    count: (watchers) => {
      counted = watchers;
    },
    clear: () => {
      held = null;
      counted = null;
      cursor.move(null);
    },
  };
};
