import { SEATS, type Seat } from "../shared/game/seats.ts";
import type { Settings } from "../shared/settings.ts";
import { emptyMeter, type Meter, metered } from "./meter.ts";
import type { Sessions } from "./sessions.ts";

/** Who pays for a request: a seat, whichever way it comes, or the host [S19]. */
export type Payer = Seat | "host";

/** How often a seat's sockets may be opened within that time, in ms [S19]. */
export const MAX_CONNECTIONS = 10;
export const CONNECTION_WINDOW_MS = 10_000;

/** What each seat and the host have sent lately, over sockets and HTTP together. */
export interface Budget {
  /** Counts `cost` messages of `payer`; false when those are more than it may send. */
  readonly spend: (payer: Payer, now: number, cost?: number) => boolean;
  /** Counts a connection of `seat`; false when that is one too many. */
  readonly connect: (seat: Seat, now: number) => boolean;
  /** What to keep with a socket of `seat`. */
  readonly meterOf: (seat: Seat) => Meter;
}

/** Takes up what was kept with the players' sockets. */
export const openBudget = (sessions: Sessions, { player: limit, windowMs }: Settings["flood"]): Budget => {
  const spent = new Map<Payer, Meter>();
  const connected = new Map<Seat, Meter>();
  for (const seat of SEATS) {
    const socket = sessions.ofSeat(seat);
    const meter = socket && sessions.get(socket)?.meter;
    if (meter) spent.set(seat, meter);
  }
  return {
    spend: (payer, now, cost = 1) => {
      const { meter, count } = metered(spent.get(payer) ?? emptyMeter, now, windowMs, cost);
      spent.set(payer, meter);
      return limit === 0 || count <= limit;
    },
    connect: (seat, now) => {
      const { meter, count } = metered(connected.get(seat) ?? emptyMeter, now, CONNECTION_WINDOW_MS);
      connected.set(seat, meter);
      return limit === 0 || count <= MAX_CONNECTIONS;
    },
    meterOf: (seat) => spent.get(seat) ?? emptyMeter,
  };
};
