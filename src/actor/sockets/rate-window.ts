/*
 * The recent messages of a socket. The window is a small plain object, because it is stored in the attachment of the
 * socket, which survives hibernation.
 */

const SLOTS = 20;

/**
 * Message counts in slots of a twentieth of the window. `counts[n % SLOTS]` is the count of slot n; `last` is the
 * newest slot.
 */
export interface RateWindow {
  readonly last: number;
  readonly counts: readonly number[];
}

export const emptyRateWindow: RateWindow = { last: 0, counts: [] };

/**
 * Adds `cost` messages to `meter` at `now` (epoch ms). Also returns the number of messages in the window. The window is
 * up to one slot too short, so a client within the limit is never rejected [S8].
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
