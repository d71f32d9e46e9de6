/** The interval of checks, in ms. */
const STEP_MS = 5;

/** Calls `step` `perSecond` times a second for `forMs`. Late calls are made as soon as possible. */
export const inSteps = (
  { perSecond, forMs }: { readonly perSecond: number; readonly forMs: number },
  step: () => void,
): Promise<void> =>
  new Promise((resolve) => {
    const began = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const passed = performance.now() - began;
      const due = (Math.min(passed, forMs) * perSecond) / 1000;
      for (; done < due; done += 1) step();
      if (passed < forMs) return;
      clearInterval(timer);
      resolve();
    }, STEP_MS);
  });
