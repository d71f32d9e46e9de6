import { CLOSE } from "../../shared/protocol/close.ts";
import { decodeText, type Inbound, type InvalidFrame } from "../../shared/protocol/codec.ts";
import { PING } from "../../shared/protocol/ping.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Socket } from "../core/platform.ts";
import type { Budget } from "./budget.ts";
import { metered, type RateWindow } from "./rate-window.ts";
import { type Session, type Sessions, viewerOf } from "./sessions.ts";

/** How long a client that has pinged may be silent before it is taken as gone, in ms [S7]. */
const SILENCE_MS = 30_000;
/** A frame may have this many bytes [S8]. */
const MAX_FRAME_BYTES = 4_096;
/** What a unit of a string takes at most as UTF-8. */
const MAX_BYTES_A_UNIT = 3;
/** This many frames that are no message, within this time, close a socket [P21]. */
const MAX_INVALID_FRAMES = 20;
const INVALID_FRAME_WINDOW_MS = 60_000;

/** An alarm that rings this late, in ms, has been held up together with all that was said [C7]. */
export const UNHEARD_MS = 30_000;

/** Says why, if there is more to say than the code, and closes. */
export type CloseWith = (
  socket: Socket,
  code: number,
  rejection: Rejection | null,
  actionId: string | null,
  now: number,
) => void;

/** What sockets send, and its limits; the same for a game and for its galleries. */
export interface InboundFrames {
  /** Reads a frame. Null when its socket is not heard any more, or has just been closed for a limit [S8]. */
  readonly hear: (
    socket: Socket,
    data: string | ArrayBuffer,
    now: number,
  ) => Result<Inbound, InvalidFrame> | null;
  /** Counts a frame that was no message; too many close the socket [P21]. */
  readonly countInvalidFrame: (socket: Socket, now: number) => void;
  /** Whether its client has pinged and then fallen silent [S7]. */
  readonly isSilent: (socket: Socket, now: number) => boolean;
  /** Counts silence from `now` on: whatever was said before could not be heard [C7]. */
  readonly pardon: (now: number) => void;
}

/** Seats are counted by `budget`, which a gallery has none of; everyone else by socket. */
export const openInbound = (
  sessions: Sessions,
  flood: Settings["flood"],
  closeWith: CloseWith,
  budget: Budget | null = null,
): InboundFrames => {
  /** Counts a frame; `limit` when it is one too many. */
  const count = ({ identity, meter }: Session, now: number): { meter: RateWindow; limit: number | null } => {
    if (budget && identity.kind === "player") {
      const isWithin = budget.spend(identity.seat, now);
      return { meter: budget.meterOf(identity.seat), limit: isWithin ? null : flood.player };
    }
    const counted = metered(meter, now, flood.windowMs);
    const isOver = flood.observer > 0 && counted.count > flood.observer;
    return { meter: counted.meter, limit: isOver ? flood.observer : null };
  };
  /** Silence before this was nobody's fault, epoch ms. */
  let pardonedAt = 0;
  return {
    hear: (socket, data, now) => {
      const session = sessions.get(socket);
      if (!session || session.identity.kind === "gone") return null;
      // Only this very text is free. The platform answers it, and does not deliver it.
      if (data === PING) {
        sessions.count(socket, { heardAt: now, pinged: true }, now);
        return ok({ kind: "ping" });
      }
      const refuse = (code: number, detail: string) => {
        closeWith(socket, code, { kind: "malformed", detail }, null, now);
        return null;
      };
      if (bytesIn(data) > MAX_FRAME_BYTES) return refuse(CLOSE.tooBig, "a frame may have at most 4096 bytes");
      // Counted before it is read, since reading it keeps others waiting.
      const { meter, limit } = count(session, now);
      sessions.count(socket, { meter, heardAt: now }, now);
      if (limit !== null)
        return refuse(CLOSE.policy, `at most ${limit} messages in ${flood.windowMs / 1000} s`);
      const message = typeof data === "string" ? decodeText(data) : err(BINARY);
      if (message.ok && message.value.kind === "ping")
        sessions.count(socket, { heardAt: now, pinged: true }, now);
      return message;
    },
    countInvalidFrame: (socket, now) => {
      const before = sessions.get(socket)?.misfits ?? [];
      const misfits = [...before, now]
        .filter((at) => at > now - INVALID_FRAME_WINDOW_MS)
        .slice(-MAX_INVALID_FRAMES);
      sessions.update(socket, { misfits });
      if (misfits.length === MAX_INVALID_FRAMES) closeWith(socket, CLOSE.policy, null, null, now);
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

/** As many bytes as `data` has, or of a text that is surely within the limit, or surely over it, about as many. */
const bytesIn = (data: string | ArrayBuffer): number => {
  if (typeof data !== "string") return data.byteLength;
  const { length } = data;
  const isSure = length > MAX_FRAME_BYTES || length * MAX_BYTES_A_UNIT <= MAX_FRAME_BYTES;
  return isSure ? length : new TextEncoder().encode(data).length;
};

const BINARY: InvalidFrame = { actionId: null, answerable: false, detail: "messages are text, not binary" };
