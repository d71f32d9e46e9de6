/** The results of the actions in all games since the last `clear`. Times are in ms. */
export interface Tally {
  /** The sender has its result. */
  readonly answered: (type: string, ms: number) => void;
  /** All five clients have the public messages of the action. */
  readonly reached: (ms: number) => void;
  readonly problem: (what: string) => void;
  readonly clear: () => void;
  readonly times: () => Times;
  /** All problems since the start. */
  readonly problems: readonly string[];
}

export interface Times {
  /** The times until each answer, and until each action reached all clients. */
  readonly answers: readonly number[];
  readonly fanOuts: readonly number[];
  /** The times of the answers by type of action. */
  readonly byType: ReadonlyMap<string, readonly number[]>;
}

/** The maximum number of recorded problems. */
const MAX_PROBLEMS = 20;

/** An empty tally. */
export const openTally = (): Tally => {
  let byType = new Map<string, number[]>();
  let fanOuts: number[] = [];
  const problems: string[] = [];
  return {
    answered: (type, ms) => {
      const times = byType.get(type);
      if (times) times.push(ms);
      else byType.set(type, [ms]);
    },
    reached: (ms) => {
      fanOuts.push(ms);
    },
    problem: (what) => {
      if (problems.length < MAX_PROBLEMS) problems.push(what);
    },
    clear: () => {
      byType = new Map();
      fanOuts = [];
    },
    times: () => ({ answers: [...byType.values()].flat(), fanOuts, byType }),
    problems,
  };
};
