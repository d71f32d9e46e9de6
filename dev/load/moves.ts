import type { Frame } from "./socket.ts";

/** One action to send. */
export interface Move {
  readonly seat: number;
  /** The type of the message. Figures are separate for each type. */
  readonly type: string;
  /** The message without its `action_id`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Determines the next action from the messages on the five sockets. */
export interface Moves {
  /** Is called when `seat` receives a message of `type`. */
  readonly hear: (seat: number, type: string, frame: Frame) => void;
  readonly next: () => Move;
}

/** The five seats take turns, all with the same action. */
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
