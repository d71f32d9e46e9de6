import type { Command } from "./wire.ts";

/** A fault of one request. */
export type Fault =
  /** Refused with this status and a JSON error. Nothing is applied. */
  | { readonly kind: "status"; readonly status: 400 | 401 | 429 | 500 | 503 }
  /** A gateway's 502 in HTML. Nothing is applied. */
  | { readonly kind: "html" }
  /** The connection is reset, before or after Redis has applied the request. */
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** Applied after this number of milliseconds, then answered. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Applied after `until` has resolved. Then `applied` is called and the request is answered. */
  | { readonly kind: "hold"; readonly until: Promise<unknown>; readonly applied?: () => void }
  /** Applied twice and answered once, with the second answer. */
  | { readonly kind: "twice" }
  /** Applied and not answered. */
  | { readonly kind: "silence" };

/** The request that a fault rule gets: the path and the commands in order. */
export type Seen = { readonly path: string; readonly commands: readonly Command[] };

export type Faults = {
  /** Adds faults for the next requests, one for each, in this order. */
  queue(...faults: readonly Fault[]): void;
  /** Sets the rule for requests without a fault from the queue. Undefined means no fault. */
  rule(choose: ((request: Seen) => Fault | undefined) | undefined): void;
  /** During an outage, every connection is reset before its request is read. */
  outage(state: "on" | "off"): void;
  /** Removes the queue, the rule and the outage. */
  clear(): void;
  /** For the front: whether there is an outage. */
  isOut(): boolean;
  /** For the front: takes the fault of this request. */
  take(request: Seen): Fault | undefined;
};

/** The faults of a front, initially none. */
export function createFaults(): Faults {
  let queued: Fault[] = [];
  let choose: ((request: Seen) => Fault | undefined) | undefined;
  let out = false;
  return {
    queue: (...faults) => {
      queued.push(...faults);
    },
    rule: (next) => {
      choose = next;
    },
    outage: (state) => {
      out = state === "on";
    },
    clear: () => {
      queued = [];
      choose = undefined;
      out = false;
    },
    isOut: () => out,
    take: (request) => queued.shift() ?? choose?.(request),
  };
}
