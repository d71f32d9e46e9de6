import type { Rejection } from "./refusal.ts";

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
