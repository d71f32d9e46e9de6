import type { Times } from "../dev/load/tally.ts";
import { quantile } from "../dev/programs/quantile.ts";
import type { Name } from "../dev/workerd/target.ts";
import type { Met } from "./attacks/order.ts";

/** A value for each target. */
export type ByTarget<T> = Readonly<Record<Name, T>>;
/** A value for each of the two targets that differ in more than their messages. */
export type OfBoth<T> = Pick<ByTarget<T>, "bare" | "product">;

/** The figures of a round of closed loop; times in ms, other values for each action. */
export interface Round {
  readonly actionsPerSecond: number;
  /** The time from an action to its sender's result. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The time from an action until the last of five clients has its event. */
  readonly fanOutP50: number;
  readonly fanOutP99: number;
  /** The CPU time of the server, of its other processes, and of the client for 1,000 actions, in ms. */
  readonly cpu: number;
  readonly besidesCpu: number;
  readonly clientCpu: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly framesReceived: number;
  readonly messagesReceived: number;
  readonly redisRequests: number;
  /** NaN when the store does not count. */
  readonly redisCommands: number;
}

/** The fields of a round, in the order of the table. */
export type Figure = keyof Round;

/** All rounds with this number of games at once. */
export interface Load {
  readonly games: number;
  /** The median of each figure. */
  readonly medians: ByTarget<Round>;
  /** The median times of the answers in the last round by type of action, in ms. */
  readonly byType: ByTarget<Readonly<Record<string, number>>>;
  readonly actions: ByTarget<number>;
}

/** The memory of an idle game in bytes, and the time until it wakes in ms. */
export interface Idle {
  readonly awake: number;
  readonly asleep: number;
  readonly socket: number;
  /** The time from the first action after hibernation to its result, and the time of the next action. */
  readonly coldStart: number;
  readonly warm: number;
}

/** The first actions of one game in a new process; times in ms. */
export interface Young {
  readonly p50: number;
  readonly p99: number;
  /** The CPU time of the server for 1,000 actions at this pace. */
  readonly cpu: number;
  /** The CPU time of the server from its start until it answers. */
  readonly start: number;
}

/** The cost of the storage for each action. */
export interface Writes {
  readonly rows: number;
  /** The mean length of a row. */
  readonly rowBytes: number;
  readonly alarms: number;
  /** The mean and maximum length of a request to Redis at human pace; 0 without any. */
  readonly redisBytes: number;
  readonly redisMost: number;
}

/** The figures of neighbours over some time. */
export interface Felt {
  /** The round trips of their actions, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** The share of one core that the server used. */
  readonly cpu: number;
}

/** One run of an attack. */
export interface AttackRound {
  readonly met: Met;
  readonly under: Felt;
  /** In the quiet time before it, after it, and in both together. */
  readonly before: Felt;
  readonly after: Felt;
  readonly quiet: Felt;
}

/** An attack and the figures of its neighbours in each run. */
export interface Attacked {
  readonly name: string;
  readonly rounds: readonly AttackRound[];
}

export interface Attacks {
  readonly date: string;
  readonly machine: string;
  readonly attacks: readonly Attacked[];
}

export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly loads: readonly Load[];
  /** The size of the product's Worker, in bytes with gzip. */
  readonly workerBytes: number;
  /** Null when the part was not measured. */
  readonly young: OfBoth<Young> | null;
  readonly idle: OfBoth<Idle> | null;
  readonly writes: OfBoth<Writes> | null;
}

/** The percentiles of a round's times. */
export const latencyOf = ({ answers, fanOuts }: Times) => ({
  p50: quantile(answers, 0.5),
  p95: quantile(answers, 0.95),
  p99: quantile(answers, 0.99),
  fanOutP50: quantile(fanOuts, 0.5),
  fanOutP99: quantile(fanOuts, 0.99),
});
