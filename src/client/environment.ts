/** Runs `run` after `ms`; returns the way to prevent it. */
export type After = (ms: number, run: () => void) => () => void;

/** What the client takes from the machine it runs on, so that a test can bring its own. */
export interface Environment {
  readonly WebSocket: typeof WebSocket;
  readonly after: After;
  /** From 0 up to but not including 1; never for secrets. */
  readonly random: () => number;
}

/** The machine itself. */
export const environmentHere = (): Environment => ({
  WebSocket,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
});
