import { SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Settings } from "../../shared/settings.ts";
import { emptyRateWindow, metered, type RateWindow } from "./rate-window.ts";
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
  readonly meterOf: (seat: Seat) => RateWindow;
  /** Keeps that with the socket of `payer`, if it is a seat that has one: what it has sent came by another way. */
  readonly keep: (payer: Payer, now: number) => void;
}

/** Takes up what was kept with the players' sockets. */
export const openBudget = (sessions: Sessions, { player: limit, windowMs }: Settings["flood"]): Budget => {
  const spent = new Map<Payer, RateWindow>();
  const connected = new Map<Seat, RateWindow>();
  for (const seat of SEATS) {
    const socket = sessions.ofSeat(seat);
    const meter = socket && sessions.get(socket)?.meter;
    if (meter) spent.set(seat, meter);
  }
  const meterOf: Budget["meterOf"] = (seat) => spent.get(seat) ?? emptyRateWindow;
  return {
    spend: (payer, now, cost = 1) => {
      const { meter, count } = metered(spent.get(payer) ?? emptyRateWindow, now, windowMs, cost);
      spent.set(payer, meter);
      return limit === 0 || count <= limit;
    },
    connect: (seat, now) => {
      const { meter, count } = metered(connected.get(seat) ?? emptyRateWindow, now, CONNECTION_WINDOW_MS);
      connected.set(seat, meter);
      return limit === 0 || count <= MAX_CONNECTIONS;
    },
    meterOf,
    keep: (payer, now) => {
      const socket = payer === "host" ? null : sessions.ofSeat(payer);
      if (socket && payer !== "host") sessions.count(socket, { meter: meterOf(payer) }, now);
    },
  };
};
