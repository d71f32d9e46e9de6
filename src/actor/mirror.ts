import type { Publication } from "./copy.ts";
import type { Table } from "./table.ts";

/** How long after a write newer states replace each other unsent, in ms: bounds the writes a busy table makes. */
const PAUSE_MS = 25;
/** How many actions' public messages are kept through an outage [D4]. */
const MAX_BACKLOG = 1_000;

export interface MirrorPorts {
  /** Writes one state; rejects when it is not known to have arrived. */
  readonly write: (table: Table, publications: readonly Publication[]) => Promise<"written" | "outdated">;
  readonly wait: (ms: number) => Promise<void>;
  /** Told of every end of a write; of a failed one, with the error. */
  readonly settled: (table: Table, outcome: "written" | "outdated" | "failed", error?: unknown) => void;
}

/** The outbox between a table and its copy in Redis: ordered, one write in flight, newest state only [D8]. */
export interface Mirror {
  /** Hands over the newest state and what it made public. Returns at once. */
  readonly offer: (table: Table, publication: Publication | null) => void;
  /** Tries again after a failure. Returns at once. */
  readonly retry: () => void;
  /** Whether the copy is not known to hold the newest state. */
  readonly isBehind: () => boolean;
  /** Sends no more. Resolves, when nothing is in flight, with what is not known to have been published. */
  readonly stop: () => Promise<readonly Publication[]>;
}

export const openMirror = ({ write, wait, settled }: MirrorPorts): Mirror => {
  let unsent: Table | null = null;
  let inFlight: Table | null = null;
  let backlog: readonly Publication[] = [];
  let running: Promise<void> | null = null;
  let stopped = false;

  /** Whether the write arrived. */
  const send = async (table: Table): Promise<boolean> => {
    const publications = backlog;
    unsent = null;
    inFlight = table;
    try {
      const outcome = await write(table, publications);
      backlog = backlog.filter((told) => !publications.includes(told));
      inFlight = null;
      settled(table, outcome);
      return true;
    } catch (error) {
      unsent ??= table;
      inFlight = null;
      settled(table, "failed", error);
      return false;
    }
  };
  const run = async () => {
    while (!stopped && unsent && (await send(unsent))) await wait(PAUSE_MS);
    running = null;
  };
  const start = () => {
    if (!stopped && unsent) running ??= run();
  };
  return {
    offer: (table, publication) => {
      if (stopped) return;
      unsent = table;
      if (publication) backlog = [...backlog, publication].slice(-MAX_BACKLOG);
      start();
    },
    retry: start,
    isBehind: () => unsent !== null || inFlight !== null,
    stop: async () => {
      stopped = true;
      unsent = null;
      await running;
      const left = backlog;
      backlog = [];
      return left;
    },
  };
};
