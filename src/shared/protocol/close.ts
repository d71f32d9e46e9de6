import { type Rejection, refusalOf } from "./refusal.ts";

/** The close codes of sockets [S6]. */
export const CLOSE = {
  badToken: 4001,
  replaced: 4002,
  ended: 4003,
  noSuchGame: 4004,
  unavailable: 1013,
  policy: 1008,
  tooBig: 1009,
  goingAway: 1001,
  internal: 1011,
} as const;

/** Codes that stand for a missing close frame or a missing code. They must not be sent. */
const UNSENDABLE: readonly number[] = [1005, 1006, 1015];

/** `code` if it may be sent, else `instead`. */
export const sendable = (code: number, instead: number): number =>
  UNSENDABLE.includes(code) ? instead : code;

/** The reason of a close frame. A close frame has room for 123 bytes. */
export const closeReasonOf = (rejection: Rejection): string => refusalOf(rejection).reason.slice(0, 100);

/** The close code of an upgrade that was refused with `rejection` [S6]. */
export const closeCodeOf = ({ kind }: Rejection): number => {
  switch (kind) {
    case "no-such-game":
      return CLOSE.noSuchGame;
    case "unavailable":
    case "unreadable":
    case "newer":
    case "unreachable":
    case "too-many-requests":
    case "no-room":
      return CLOSE.unavailable;
    case "origin-refused":
    case "flooded":
      return CLOSE.policy;
    default:
      return CLOSE.badToken;
  }
};
