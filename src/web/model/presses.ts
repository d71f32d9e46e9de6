/** Presses that follow each other within this time, in ms, and this distance, in px, are one double press. */
const DOUBLE_MS = 500;
const DOUBLE_PX = 40;

/** What goes down: a key by its name, or a pointer at a point of the screen, in px. */
export interface Down {
  /** The time of the event, in ms: a busy page handles an event late. */
  readonly at: number;
  readonly key: string | null;
  readonly x: number;
  readonly y: number;
}

/** The latest presses of the viewer. */
export interface Presses {
  readonly down: (press: Down) => void;
  /** A press ends at `at`, or a button is activated in another way. */
  readonly done: (at: number) => void;
  /**
   * Whether the latest press may answer a question that appeared at `asked`. A press that ended before the question
   * appeared may not, nor the second press of a double that began before it. A drag that began before it may.
   */
  readonly isMeantFor: (asked: number) => boolean;
}

export const openPresses = (): Presses => {
  let previous: Down | null = null;
  let latest: Down | null = null;
  let done = Infinity;
  /** Whether the press that ended at `done` is the second of a double whose first came before `asked`. */
  const isSecond = (asked: number): boolean =>
    previous !== null &&
    latest !== null &&
    previous.at < asked &&
    latest.at >= asked &&
    done - latest.at < DOUBLE_MS &&
    latest.at - previous.at < DOUBLE_MS &&
    latest.key === previous.key &&
    Math.hypot(latest.x - previous.x, latest.y - previous.y) < DOUBLE_PX;
  return {
    down: (press) => {
      [previous, latest] = [latest, press];
      done = press.at;
    },
    done: (at) => {
      done = at;
    },
    isMeantFor: (asked) => done >= asked && !isSecond(asked),
  };
};
