import type { Command } from "./wire.ts";

/** What goes wrong with one request. */
export type Fault =
  /** Refused with this status and a JSON error; nothing is applied. */
  | { readonly kind: "status"; readonly status: 400 | 401 | 429 | 500 | 503 }
  /** A gateway's 502 in HTML; nothing is applied. */
  | { readonly kind: "html" }
  /** The connection is reset, before or after Redis has applied the request. */
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** Applied only after so many milliseconds, then answered. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Applied only once `until` has resolved, of which `applied` is told, then answered. */
  | { readonly kind: "hold"; readonly until: Promise<unknown>; readonly applied?: () => void }
  /** Applied twice, answered once, with the second answer. */
  | { readonly kind: "twice" }
  /** Applied, but never answered. */
  | { readonly kind: "silence" };

/** A request as a fault rule sees it: the path, and its commands in order. */
export type Seen = { readonly path: string; readonly commands: readonly Command[] };

export type Faults = {
  /** The next requests have these, one each, in this order. */
  queue(...faults: readonly Fault[]): void;
  /** Asked about each request that took nothing from the queue; undefined = no fault. */
  rule(choose: ((request: Seen) => Fault | undefined) | undefined): void;
  /** While on, every connection is reset unread, as if nobody was there. */
  outage(state: "on" | "off"): void;
  /** No queue, no rule, no outage. */
  clear(): void;
  /** For the front: is everything refused now? */
  isOut(): boolean;
  /** For the front: the fault of this request, which is then used up. */
  take(request: Seen): Fault | undefined;
};

/** Faults for a front, none to begin with. */
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
