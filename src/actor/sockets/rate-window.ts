/*
 * How much a socket has sent lately. A meter is small and plain, since it is kept in the socket's attachment, which
 * survives hibernation.
 */

const SLOTS = 20;

/** Messages counted in slots of a twentieth of the window: `counts[n % SLOTS]` is slot n's, `last` the newest slot. */
export interface RateWindow {
  readonly last: number;
  readonly counts: readonly number[];
}

export const emptyRateWindow: RateWindow = { last: 0, counts: [] };

/**
 * `meter` with `cost` more messages at `now` (epoch ms), and how many it has then seen in the window. The window is at
 * most one slot short, so nobody who keeps to the limit is ever over it [S8].
 */
export const metered = (
  meter: RateWindow,
  now: number,
  windowMs: number,
  cost = 1,
): { meter: RateWindow; count: number } => {
  const slot = Math.floor((now * SLOTS) / windowMs);
  const passed = Math.min(Math.max(slot - meter.last, 0), SLOTS);
  const counts = meter.counts.length === SLOTS ? [...meter.counts] : new Array<number>(SLOTS).fill(0);
  for (let step = 0; step < passed; step += 1) counts[(slot - step) % SLOTS] = 0;
  const at = Math.max(slot, meter.last);
  counts[at % SLOTS] = (counts[at % SLOTS] ?? 0) + cost;
  let count = 0;
  for (const one of counts) count += one;
  return { meter: { last: at, counts }, count };
};
