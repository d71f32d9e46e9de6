import { SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Settings } from "../../shared/settings.ts";
import { emptyRateWindow, metered, type RateWindow } from "./rate-window.ts";
import type { Sessions } from "./sessions.ts";

/** The account for a request: a seat, by socket or by HTTP, or the host [S19]. */
export type Payer = Seat | "host";

/** The maximum number of connections of a seat within this time, in ms [S19]. */
const MAX_CONNECTIONS = 10;
const CONNECTION_WINDOW_MS = 10_000;

export const TOO_MANY_CONNECTIONS: Rejection = {
  kind: "flooded",
  most: `${MAX_CONNECTIONS} connections in ${CONNECTION_WINDOW_MS / 1000} s`,
  retryAfterSeconds: CONNECTION_WINDOW_MS / 1000,
};

/** The recent messages of each seat and of the host, by socket and by HTTP together. */
export interface Budget {
  /** Counts `cost` messages of `payer`. Returns whether that is within the limit. */
  readonly spend: (payer: Payer, now: number, cost?: number) => boolean;
  /** The same for messages by HTTP. The count is stored with the seat's socket, if it has one. */
  readonly charge: (payer: Payer, now: number, cost: number) => boolean;
  /** Counts a connection of `seat`. Returns whether that is within the limit. */
  readonly connect: (seat: Seat, now: number) => boolean;
  /** The count to store with a socket of `seat`. */
  readonly meterOf: (seat: Seat) => RateWindow;
}

/** Opens the budget with the counts in the players' sockets. */
export const openBudget = (sessions: Sessions, { player: limit, windowMs }: Settings["flood"]): Budget => {
  const spent = new Map<Payer, RateWindow>();
  const connected = new Map<Seat, RateWindow>();
  for (const seat of SEATS) {
    const socket = sessions.ofSeat(seat);
    const meter = socket && sessions.get(socket)?.meter;
    if (meter) spent.set(seat, meter);
  }
  const meterOf: Budget["meterOf"] = (seat) => spent.get(seat) ?? emptyRateWindow;
  const spend: Budget["spend"] = (payer, now, cost = 1) => {
    const { meter, count } = metered(spent.get(payer) ?? emptyRateWindow, now, windowMs, cost);
    spent.set(payer, meter);
    return limit === 0 || count <= limit;
  };
  return {
    spend,
    charge: (payer, now, cost) => {
      const isWithin = spend(payer, now, cost);
      const socket = payer === "host" ? null : sessions.ofSeat(payer);
      if (socket && payer !== "host") sessions.count(socket, { meter: meterOf(payer) }, now);
      return isWithin;
    },
    connect: (seat, now) => {
      const { meter, count } = metered(connected.get(seat) ?? emptyRateWindow, now, CONNECTION_WINDOW_MS);
      connected.set(seat, meter);
      return limit === 0 || count <= MAX_CONNECTIONS;
    },
    meterOf,
  };
};
