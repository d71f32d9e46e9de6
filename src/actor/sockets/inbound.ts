import { CLOSE } from "../../shared/protocol/close.ts";
import { BINARY, decodeText, type Inbound, type InvalidFrame } from "../../shared/protocol/codec.ts";
import {
  bytesIn,
  FRAME_TOO_LARGE,
  MAX_FRAME_BYTES,
  MAX_INVALID_FRAMES,
} from "../../shared/protocol/frame.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { PING } from "../../shared/protocol/version.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Socket } from "../core/platform.ts";
import type { Budget } from "./budget.ts";
import { metered, type RateWindow } from "./rate-window.ts";
import { type Session, viewerOf } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** After this time without a message, in ms, a client that has pinged counts as gone [S7]. */
const SILENCE_MS = 75_000;
/** The time in which invalid frames are counted, in ms [P21]. */
const INVALID_FRAME_WINDOW_MS = 60_000;

/** When an alarm is this late, in ms, all messages were delayed with it [C7]. */
export const UNHEARD_MS = 30_000;

/** A decoded message, or the reason why it could not be decoded. */
export type Message = Result<Inbound, InvalidFrame>;

/** The result of a frame. */
export type Heard =
  | { readonly kind: "message"; readonly message: Message }
  /** The frame is over a limit, so its socket is closed [S8]. */
  | { readonly kind: "close"; readonly code: number; readonly rejection: Rejection }
  /** The socket is closed, or was not accepted here. */
  | { readonly kind: "ignored" };

/** Reads frames and applies their limits, for games and for galleries. */
export interface InboundFrames {
  readonly hear: (socket: Socket, data: string | ArrayBuffer, now: number) => Heard;
  /** Counts an invalid frame. Returns whether the limit is reached, so that the socket is closed [P21]. */
  readonly countInvalidFrame: (socket: Socket, now: number) => boolean;
  /** Whether the client has pinged before and is now silent [S7]. */
  readonly isSilent: (socket: Socket, now: number) => boolean;
  /** Makes silence count from `now` on, because earlier messages could not arrive [C7]. */
  readonly pardon: (now: number) => void;
}

/** Players count against the `budget` of their seat, all others by socket. A gallery has no budget. */
export const openInbound = (
  sessions: Sessions,
  flood: Settings["flood"],
  budget: Budget | null = null,
): InboundFrames => {
  /** Counts a frame. `limit` is set when the frame exceeds it. */
  const count = ({ identity, meter }: Session, now: number): { meter: RateWindow; limit: number | null } => {
    if (budget && identity.kind === "player") {
      const isWithin = budget.spend(identity.seat, now);
      return { meter: budget.meterOf(identity.seat), limit: isWithin ? null : flood.player };
    }
    const counted = metered(meter, now, flood.windowMs);
    const isOver = flood.observer > 0 && counted.count > flood.observer;
    return { meter: counted.meter, limit: isOver ? flood.observer : null };
  };
  let pardonedAt = 0;
  return {
    hear: (socket, data, now) => {
      const session = sessions.get(socket);
      if (!session || session.identity.kind === "gone") return { kind: "ignored" };
      // Only this exact text is free. The platform answers it and does not deliver it.
      if (data === PING) {
        sessions.count(socket, { heardAt: now, pinged: true }, now);
        return { kind: "message", message: ok({ kind: "ping" }) };
      }
      if (bytesIn(data) > MAX_FRAME_BYTES) return over(CLOSE.tooBig, FRAME_TOO_LARGE);
      // Counted before it is decoded, because decoding delays others.
      const { meter, limit } = count(session, now);
      sessions.count(socket, { meter, heardAt: now }, now);
      if (limit !== null)
        return over(CLOSE.policy, `at most ${limit} messages in ${flood.windowMs / 1000} s`);
      const message = typeof data === "string" ? decodeText(data) : err(BINARY);
      if (message.ok && message.value.kind === "ping")
        sessions.count(socket, { heardAt: now, pinged: true }, now);
      return { kind: "message", message };
    },
    countInvalidFrame: (socket, now) => {
      const before = sessions.get(socket)?.misfits ?? [];
      const misfits = [...before, now]
        .filter((at) => at > now - INVALID_FRAME_WINDOW_MS)
        .slice(-MAX_INVALID_FRAMES);
      sessions.update(socket, { misfits });
      return misfits.length === MAX_INVALID_FRAMES;
    },
    isSilent: (socket, now) => {
      const session = sessions.get(socket);
      if (!session || viewerOf(session.identity) === null) return false;
      const pingedAt = sessions.lastPinged(socket, session);
      return pingedAt !== null && Math.max(pingedAt, pardonedAt) + SILENCE_MS < now;
    },
    pardon: (now) => {
      pardonedAt = now;
    },
  };
};

const over = (code: number, detail: string): Heard => ({
  kind: "close",
  code,
  rejection: { kind: "malformed", detail },
});
