/** What became of the actions of all tables since the tally was last cleared. Times are in ms. */
export interface Tally {
  /** The sender has its result. */
  readonly answered: (type: string, ms: number) => void;
  /** All five have what the action made public. */
  readonly reached: (type: string, ms: number) => void;
  readonly problem: (what: string) => void;
  readonly clear: () => void;
  readonly times: () => Times;
  /** Everything that must not happen, since the beginning. */
  readonly problems: readonly string[];
}

export interface Times {
  /** How long each answer took, and how long each action took to reach everyone. */
  readonly answers: readonly number[];
  readonly fanOuts: readonly number[];
  /** The answers by type of action. */
  readonly byType: ReadonlyMap<string, readonly number[]>;
}

/** So many problems are enough to see what is wrong. */
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
    reached: (_type, ms) => {
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
