import type { Times } from "../dev/load/tally.ts";
import { quantile } from "../dev/programs/quantile.ts";
import type { Name } from "../dev/workerd/target.ts";
import type { Met } from "./attacks/order.ts";

/** A value for each target. */
export type ByTarget<T> = Readonly<Record<Name, T>>;
/** One for each of the two that differ in more than what they say. */
export type OfBoth<T> = Pick<ByTarget<T>, "bare" | "product">;

/** What a round of closed loop has shown; times in ms, the rest for each action. */
export interface Round {
  readonly actionsPerSecond: number;
  /** From an action to its sender's result. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** From an action until the last of five has its event. */
  readonly fanOutP50: number;
  readonly fanOutP99: number;
  /** CPU that the server, what belongs to it, and the client have used for 1,000 actions, in ms. */
  readonly cpu: number;
  readonly besidesCpu: number;
  readonly clientCpu: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly messagesReceived: number;
  readonly redisRequests: number;
  /** NaN where the store does not count. */
  readonly redisCommands: number;
}

/** The fields of a round, in the order of the table. */
export type Figure = keyof Round;

/** All rounds with so many games at once. */
export interface Load {
  readonly games: number;
  /** The median of each figure. */
  readonly medians: ByTarget<Round>;
  /** The first round of all, in a process that has yet to compile what it runs. */
  readonly young: ByTarget<Round>;
  /** The middle of the answers' times in the last round, by type of action, in ms. */
  readonly byType: ByTarget<Readonly<Record<string, number>>>;
  readonly actions: ByTarget<number>;
}

/** What a game takes while nobody acts, and how long waking takes; bytes and ms. */
export interface Idle {
  readonly awake: number;
  readonly asleep: number;
  readonly socket: number;
  /** From the first action after sleep to its result, and the same again awake. */
  readonly coldStart: number;
  readonly warm: number;
}

/** What storing costs, for each action. */
export interface Writes {
  readonly rows: number;
  readonly alarms: number;
}

/** What neighbours feel in some time. */
export interface Felt {
  /** Round trips of their actions, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** The share of one core that the server has used. */
  readonly cpu: number;
}

/** One time of an attack. */
export interface AttackRound {
  readonly met: Met;
  readonly under: Felt;
  /** In quiet before and after it, and in both together. */
  readonly before: Felt;
  readonly after: Felt;
  readonly quiet: Felt;
}

/** An attack, and what its neighbours felt of it each time. */
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
  /** Null where the part was left out. */
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
