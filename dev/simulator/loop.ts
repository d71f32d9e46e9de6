/** Virtual time: what is to happen happens in order, each thing with all that its promises bring about. */
export interface Loop {
  /** Epoch ms. */
  now(): number;
  /** Has `run` happen in `ms`; returns the way to prevent it. */
  after(ms: number, run: () => void): () => void;
  /** Lets things happen until `done`, or nothing is left, or it is `until` (epoch ms). */
  run(done: () => boolean, until: number): Promise<void>;
}

interface Due {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** A loop that begins at `start` (epoch ms). Things due at the same time happen in the order they were asked for. */
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
        // From a promise, a tick comes when every promise that is settled by now has been followed.
        await new Promise<void>(process.nextTick);
      }
    },
  };
};

/** Lets things happen until `work` is settled. */
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
