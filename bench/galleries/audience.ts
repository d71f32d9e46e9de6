// Observers of one game in a separate process. Each checks its messages for gaps and records their times.
import { setTimeout as wait } from "node:timers/promises";
import { type Frame, type LoadSocket, openSocket } from "../../dev/load/socket.ts";

/** The requests to the process. */
export type ToAudience =
  | {
      readonly ask: "come";
      readonly url: string;
      readonly protocols: readonly string[];
      readonly count: number;
    }
  | { readonly ask: "report" }
  | { readonly ask: "go" };

/** The time when all had received the message with a revision, and their number, epoch ms. */
export interface Arrival {
  readonly epoch: number;
  readonly revision: number;
  readonly type: string;
  readonly heard: number;
  readonly lastAt: number;
  readonly halfAt: number;
}
export interface Report {
  readonly open: number;
  readonly gaps: number;
  readonly lost: number;
  readonly arrivals: readonly Arrival[];
}

/** The number of concurrent upgrades. */
const AT_ONCE = 20;
const EVENT = /^\{"message_type":"([a-z._]+)".*?"epoch":(\d+),"revision":(\d+)/;
const PICTURES = ["join.ok", "sync"];

const sockets: LoadSocket[] = [];
const arrivals = new Map<string, { -readonly [K in keyof Arrival]: Arrival[K] }>();
let wanted = 0;
let gaps = 0;
let lost = 0;

const note = (type: string, epoch: number, revision: number) => {
  const name = `${epoch}.${revision}.${type}`;
  const now = Date.now();
  const arrival = arrivals.get(name) ?? { epoch, revision, type, heard: 0, lastAt: now, halfAt: now };
  arrivals.set(name, arrival);
  arrival.heard += 1;
  arrival.lastAt = now;
  if (arrival.heard === Math.ceil(wanted / 2)) arrival.halfAt = now;
};

const come = async (url: URL, protocols: readonly string[]) => {
  let epoch = 0;
  let revision = -1;
  const hear = ({ head }: Frame) => {
    const [, type = "", at, number] = EVENT.exec(head) ?? [];
    if (type === "") return;
    const isSnapshot = PICTURES.includes(type);
    const next = Number(number);
    const expected = isSnapshot ? revision : revision + 1;
    if (revision >= 0 && (Number(at) !== epoch || next !== expected)) gaps += 1;
    epoch = Number(at);
    revision = next;
    if (type !== "join.ok") note(type, epoch, revision);
  };
  const gone = () => {
    lost += 1;
  };
  for (let tries = 1; ; tries += 1) {
    try {
      sockets.push(await openSocket({ url, protocols, hear, lost: gone }));
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await wait(100 * tries);
    }
  }
};

process.on("message", async (asked: ToAudience) => {
  if (asked.ask === "come") {
    wanted += asked.count;
    let left = asked.count;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        await come(new URL(asked.url), asked.protocols);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    process.send?.({ open: sockets.length });
  }
  if (asked.ask === "report")
    process.send?.({
      open: sockets.length,
      gaps,
      lost,
      arrivals: [...arrivals.values()],
    } satisfies Report);
  if (asked.ask === "go") {
    for (const socket of sockets) socket.close();
    process.disconnect();
  }
});
