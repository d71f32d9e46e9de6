/** Virtual time. Events run in order, each with all promises that it resolves. */
export interface Loop {
  /** Epoch ms. */
  now(): number;
  /** Runs `run` after `ms`. Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Runs events until `done`, until none is left, or until `until` (epoch ms). */
  run(done: () => boolean, until: number): Promise<void>;
}

interface Due {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** A loop that begins at `start` (epoch ms). Events at the same time run in the order of their calls to `after`. */
export const openLoop = (start: number): Loop => {
  const heap: Due[] = [];
  let now = start;
  let order = 0;
  const before = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const push = (due: Due) => {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(due, heap[parent] as Due)) break;
      heap[at] = heap[parent] as Due;
      at = parent;
    }
    heap[at] = due;
  };
  const pop = (): Due => {
    const top = heap[0] as Due;
    const last = heap.pop() as Due;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!before(heap[child] as Due, last)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
    return top;
  };
  return {
    now: () => now,
    after: (ms, run) => {
      order += 1;
      const due: Due = { at: now + Math.max(0, Math.ceil(ms)), order, run };
      push(due);
      return () => {
        due.run = null;
      };
    },
    run: async (done, until) => {
      while (heap.length > 0 && !done()) {
        if ((heap[0] as Due).at > until) return;
        const due = pop();
        if (!due.run) continue;
        now = Math.max(now, due.at);
        due.run();
        // In a promise, the next tick comes after the reactions of all promises that are settled by now.
        await new Promise<void>(process.nextTick);
      }
    },
  };
};

/** Runs events until `work` is settled. */
export const settled = async <T>(loop: Loop, work: Promise<T>): Promise<T> => {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  work.then(settle, settle);
  while (!isSettled) {
    await loop.run(() => isSettled, Number.POSITIVE_INFINITY);
    await new Promise(setImmediate);
  }
  return work;
};
