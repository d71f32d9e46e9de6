import type { Frame } from "./socket.ts";

/** One action, ready to be sent. */
export interface Move {
  readonly seat: number;
  /** The message's type, by which figures are kept apart. */
  readonly type: string;
  /** The message without its `action_id`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What knows, from what the five sockets hear, which action comes next. */
export interface Moves {
  /** `seat` has heard a message of `type`. */
  readonly hear: (seat: number, type: string, frame: Frame) => void;
  readonly next: () => Move;
}

/** The five take turns, and each says the same. */
export const bareMoves = (): Moves => {
  let count = 0;
  return {
    hear: () => {},
    next: () => {
      count += 1;
      return { seat: count % 5, type: "play", body: { message_type: "play", card: count % 40 } };
    },
  };
};
