import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startProduct } from "../../dev/workerd/product.ts";
import { BATCH_SUBPROTOCOL, BEARER_PREFIX, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import type { Arrival, Report, ToAudience } from "./audience.ts";
import { type Played, seatFive } from "./players.ts";

/** The figures of players and observers of one game. Times are in ms. */
export interface Crowd {
  readonly watchers: number;
  readonly openedInMs: number;
  readonly gaps: number;
  readonly lost: number;
  /** The number of messages that did not reach all observers. */
  readonly missing: number;
  /** The time from sending an action until the last observer has its `trick.played`, for each action. */
  readonly lastPlayed: readonly number[];
  /** The same for half of the observers. */
  readonly halfPlayed: readonly number[];
  /** The time until the last observer has the `sync` after the end of a trick. */
  readonly lastSync: readonly number[];
  /** The time from sending an action to its answer, without observers and with all of them. */
  readonly answersAlone: readonly number[];
  readonly answers: readonly number[];
  /** The same for actions at any time, also while observers are sent messages. */
  readonly answersAnytime: readonly number[];
}

/**
 * Starts the Worker in `bundle`. `count` observers watch `actions` actions of five players, who take about `pauseMs`
 * for each.
 */
export const measureCrowd = async (
  bundle: string,
  { count, actions, pauseMs }: { readonly count: number; readonly actions: number; readonly pauseMs: number },
): Promise<Crowd> => {
  const product = await startProduct(bundle);
  const { url: origin } = product.workerd;
  const five = await seatFive(origin);
  // Players take longer after a completed trick.
  const pause = (phase: string) => (phase === "trick-won" ? 1.5 : 1) * pauseMs * (0.7 + 0.6 * Math.random());
  const alone = await five.play(60, () => 20);
  const audience = fork(fileURLToPath(new URL("./audience.ts", import.meta.url)));
  const ask = async (asked: ToAudience) => {
    const answer = once(audience, "message");
    audience.send(asked);
    return (await answer)[0] as unknown;
  };
  const startedAt = Date.now();
  const protocols = [BATCH_SUBPROTOCOL, SUBPROTOCOL, `${BEARER_PREFIX}${five.observerToken}`];
  const url = new URL("/ws/client", origin).href;
  await ask({ ask: "come", url, protocols, count });
  const openedInMs = Date.now() - startedAt;
  const stop = five.fidget(100);
  const played = await five.play(actions, pause);
  const answersAnytime = await stop();
  // The last messages are still in flight.
  await five.play(1, () => 5_000);
  const report = (await ask({ ask: "report" })) as Report;
  audience.send({ ask: "go" } satisfies ToAudience);
  five.close();
  await product.close();
  return {
    openedInMs,
    ...told(played, report),
    answersAlone: alone.map(roundTrip),
    answers: played.map(roundTrip),
    answersAnytime,
  };
};

const roundTrip = ({ sentAt, answeredAt }: Played): number => answeredAt - sentAt;

const told = (played: readonly Played[], { open, gaps, lost, arrivals }: Report) => {
  /** The action that caused a revision. */
  const causeOf = (revision: number) => played.find((action) => action.revision >= revision);
  const first = (played[0]?.revision ?? 0) + 1;
  const last = played.at(-1)?.revision ?? 0;
  const mine = arrivals.filter(({ revision }) => revision >= first && revision <= last);
  const since = (type: string, at: (arrival: Arrival) => number) =>
    mine
      .filter((arrival) => arrival.type === type)
      .flatMap((arrival) => {
        const cause = causeOf(arrival.revision);
        return cause ? [at(arrival) - cause.sentAt] : [];
      });
  return {
    watchers: open,
    gaps,
    lost,
    missing: mine.filter(({ heard }) => heard < open).length,
    lastPlayed: since("trick.played", ({ lastAt }) => lastAt),
    halfPlayed: since("trick.played", ({ halfAt }) => halfAt),
    lastSync: since("sync", ({ lastAt }) => lastAt),
  };
};
