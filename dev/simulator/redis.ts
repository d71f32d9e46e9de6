import { REMOVE_SCRIPT, WRITE_SCRIPT } from "../../src/actor/replica/fence.ts";
import { type AskRedis, LIVE_GAMES, RedisTimeout } from "../../src/shared/redis.ts";
import type { Random } from "../clients/random.ts";
import type { Loop } from "./loop.ts";

/** The timeout of a request, and the maximum additional delay until a late one arrives, in ms. */
const TIMEOUT_MS = 3_000;
const LATE_MS = 25_000;

/** The order of states. */
export type Stamp = readonly [epoch: number, revision: number, ts: number];
export const isNewer = ([epoch, revision, ts]: Stamp, other: Stamp): boolean => {
  if (epoch !== other[0]) return epoch > other[0];
  return revision === other[1] ? ts > other[2] : revision > other[1];
};

/** The stamp of a stored state. */
export const stampIn = (state: string | null): Stamp | null => {
  const found = /^{"epoch":(\d+),"revision":(\d+),"ts":(\d+)/.exec(state ?? "");
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
};

/** The place up to which everything has been published, according to a state. */
const toldIn = (state: string | null): Stamp | null => {
  const found = /"told":\[(\d+),(\d+)\]/.exec(state?.slice(0, 128) ?? "");
  return found ? [Number(found[1]), Number(found[2]), 0] : null;
};

/**
 * An in-memory Redis with only the commands that the copy of a game needs. A test suite compares it with a real one.
 */
export class FakeRedis {
  readonly strings = new Map<string, { value: string; expires: number }>();
  readonly live = new Map<string, number>();
  readonly hashes = new Map<string, { fields: Map<string, string>; expires: number }>();
  readonly #now: () => number;
  /** Is called with each state that is written. */
  onState: (stamp: Stamp, text: string) => void = () => {};
  /** Is called with each publication. */
  onPublished: (channel: string, text: string) => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): string | null {
    const held = this.strings.get(key);
    return held && held.expires > this.#now() ? held.value : null;
  }

  /** In seconds; -2 for a missing key. */
  ttl(key: string): number {
    const held = this.strings.get(key) ?? this.hashes.get(key);
    const left = (held?.expires ?? 0) - this.#now();
    return left > 0 ? Math.round(left / 1000) : -2;
  }

  set(key: string, value: string, seconds: number): void {
    this.strings.set(key, { value, expires: this.#now() + seconds * 1000 });
  }

  hset(key: string, fields: Readonly<Record<string, string>>): void {
    const held = this.hashes.get(key);
    const lasting = held && held.expires > this.#now() ? held : undefined;
    const hash = lasting ?? { fields: new Map<string, string>(), expires: Number.POSITIVE_INFINITY };
    for (const [field, value] of Object.entries(fields)) hash.fields.set(field, value);
    this.hashes.set(key, hash);
  }

  /** Sets the expiry of a hash. Strings get theirs with `set`. */
  expire(key: string, seconds: number): void {
    const hash = this.hashes.get(key);
    if (hash) hash.expires = this.#now() + seconds * 1000;
  }

  hgetall(key: string): Readonly<Record<string, string>> | null {
    const held = this.hashes.get(key);
    return held && held.expires > this.#now() ? Object.fromEntries(held.fields) : null;
  }

  eval(script: string, keys: readonly string[], args: readonly string[]): string {
    if (script === WRITE_SCRIPT) return this.#write(keys, args);
    if (script === REMOVE_SCRIPT) return this.#remove(keys, args);
    throw new Error("a script that this Redis does not know");
  }

  #stampOf(key = ""): Stamp | null {
    return stampIn(this.get(key));
  }

  #isGone(key: string): boolean {
    return this.get(key)?.slice(0, 128).includes('"gone":true') ?? false;
  }

  /** The place up to which everything has been published. */
  #toldIn(key: string): Stamp | null {
    return toldIn(this.get(key)) ?? this.#stampOf(key);
  }

  #publish(channel: string, args: readonly string[], since: Stamp | null): void {
    for (let at = 0; at + 2 < args.length; at += 3) {
      const stamp: Stamp = [Number(args[at]), Number(args[at + 1]), 0];
      const text = args[at + 2] ?? "";
      if (!since || isNewer(stamp, [since[0], since[1], 0])) this.onPublished(channel, text);
    }
  }

  #write([state = "", heartbeat = "", deals = "", log]: readonly string[], args: readonly string[]): string {
    const [
      epoch,
      revision,
      ts,
      text = "",
      ttl,
      beat = "",
      beatTtl,
      logged = "",
      channel = "",
      over = "",
      since,
      dealsTtl = "",
      puts,
      drops,
      ...rest
    ] = args;
    const stamp: Stamp = [Number(epoch), Number(revision), Number(ts)];
    const there = this.#stampOf(state);
    if (this.#isGone(state)) return "gone";
    if (there && isNewer(there, stamp)) return "outdated";
    if (over !== "" && over !== (there?.join() ?? "none")) return "outdated";
    const upTo = /"deals":(\d+)/.exec(this.get(state)?.slice(0, 128) ?? "")?.[1] ?? "0";
    if (Number(upTo) < Number(since)) return `behind ${upTo}`;
    const told = this.#toldIn(state);
    const kept = /"told":\[\d+,\d+\]/.exec(this.get(state)?.slice(0, 128) ?? "")?.[0];
    const given = toldIn(text);
    const isBack = kept !== undefined && given !== null && told !== null && isNewer(told, given);
    this.set(state, isBack ? text.replace(/"told":\[\d+,\d+\]/, kept) : text, Number(ttl));
    this.set(heartbeat, beat, Number(beatTtl));
    if (log !== undefined) this.set(log, logged, Number(ttl));
    const words = rest.splice(0, Number(puts));
    for (let at = 0; at < words.length; at += 2) this.hset(deals, { [words[at] ?? ""]: words[at + 1] ?? "" });
    for (const field of rest.splice(0, Number(drops))) this.hashes.get(deals)?.fields.delete(field);
    if (dealsTtl !== "") this.expire(deals, Number(dealsTtl));
    this.#publish(channel, rest, told);
    this.onState(stamp, text);
    return "written";
  }

  #remove(
    [state = "", heartbeat = "", log = "", , deals = ""]: readonly string[],
    args: readonly string[],
  ): string {
    const [gameId = "", channel = "", stone = "", ttl, ...rest] = args;
    if (this.#stampOf(state) && !this.#isGone(state)) this.#publish(channel, rest, this.#toldIn(state));
    this.set(state, stone, Number(ttl));
    for (const key of [heartbeat, log]) this.strings.delete(key);
    this.hashes.delete(deals);
    this.live.delete(gameId);
    return "removed";
  }
}

/** The fate of a request. */
type Fate = "well" | "refused" | "applied-then-refused" | "answer-lost" | "late" | "never";

/** The faults between an actor and its Redis. */
export interface Weather {
  /** Whether every request fails. */
  outage: boolean;
  /** The percentage of failing requests. */
  faults: number;
  /** The number of failed requests, and the time of the last one, epoch ms. */
  faulted: number;
  faultedAt: number;
  /** Is called with each failed request. */
  readonly say?: (what: string, text?: string) => void;
}

/** Sends requests to `redis` through `weather`. `live` says whether the caller still exists. */
export const askThrough = (
  redis: FakeRedis,
  weather: Weather,
  loop: Loop,
  random: Random,
  { gate, live }: { gate: (send: () => void) => void; live: () => boolean },
): AskRedis => {
  const fateOf = (): Fate => {
    if (weather.outage) return random.pick(["refused", "never"] as const);
    if (!random.chance(weather.faults / 100)) return "well";
    return random.pick(["refused", "applied-then-refused", "answer-lost", "late", "never"] as const);
  };
  const request = <T>(apply: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const answer = (ms: number, say: () => void) => loop.after(ms, () => (live() ? say() : undefined));
      const fate = fateOf();
      if (fate !== "well") {
        weather.faulted += 1;
        weather.say?.("Redis request", fate);
        // A late request ends only after the timeout.
        weather.faultedAt = loop.now() + (fate === "refused" ? 0 : TIMEOUT_MS);
      }
      gate(() => {
        const there = random.int(10);
        const back = there + 1 + random.int(10);
        const timeout = () => answer(TIMEOUT_MS, () => reject(new RedisTimeout()));
        switch (fate) {
          case "well":
          case "applied-then-refused":
            loop.after(there, () => {
              const value = apply();
              answer(back - there, () =>
                fate === "well" ? resolve(value) : reject(new Error("connection reset")),
              );
            });
            return;
          case "refused":
            answer(back, () => reject(new Error("connection refused")));
            return;
          case "answer-lost":
            loop.after(there, apply);
            timeout();
            return;
          case "late":
            loop.after(TIMEOUT_MS + random.int(LATE_MS), apply);
            timeout();
            return;
          case "never":
            timeout();
        }
      });
    });
  const client = {
    eval: (script: string, keys: string[], args: string[]) => request(() => redis.eval(script, keys, args)),
    mget: (...keys: string[]) => request(() => keys.map((key) => redis.get(key))),
    hmget: (key: string, ...fields: string[]) =>
      request(() => {
        const held = redis.hgetall(key) ?? {};
        return fields.map((field) => held[field] ?? null);
      }),
    pipeline: () => {
      const steps: (() => void)[] = [];
      const pipeline = {
        set: (key: string, value: string, { ex }: { ex: number }) => {
          steps.push(() => redis.set(key, value, ex));
          return pipeline;
        },
        zadd: (key: string, { score, member }: { score: number; member: string }) => {
          if (key !== LIVE_GAMES) throw new Error("a sorted set that this Redis does not know");
          steps.push(() => redis.live.set(member, score));
          return pipeline;
        },
        zrem: (_key: string, member: string) => {
          steps.push(() => redis.live.delete(member));
          return pipeline;
        },
        hset: (key: string, fields: Readonly<Record<string, string>>) => {
          steps.push(() => redis.hset(key, fields));
          return pipeline;
        },
        expire: (key: string, seconds: number) => {
          steps.push(() => redis.expire(key, seconds));
          return pipeline;
        },
        exec: () =>
          request(() => {
            for (const step of steps) step();
          }),
      };
      return pipeline;
    },
  };
  return (ask) => ask(client as never);
};
