import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "@upstash/redis/cloudflare";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RedisRest, startRedisRest } from "../../dev/upstash/server.ts";
import { needs } from "../support/needs.ts";
import { family, survivors } from "./processes.ts";

const program = needs("redis-server", "the front is tested over memory ONLY");

/** A fenced write of the kind the actor uses: an older (epoch, revision) changes nothing. */
const fence = `#!lua flags=allow-key-locking
local e, r = string.match(redis.call('GETRANGE', KEYS[1], 0, 79), '^{"epoch":(%d+),"revision":(%d+)')
local epoch, revision = tonumber(ARGV[1]), tonumber(ARGV[2])
if e and (tonumber(e) > epoch or (tonumber(e) == epoch and tonumber(r) > revision)) then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('SET', KEYS[2], ARGV[2], 'EX', 20)
redis.call('ZADD', KEYS[3], 1700000000000, ARGV[5])
redis.call('PUBLISH', ARGV[6], ARGV[3])
return 1`;

const state = (epoch: number, revision: number) => JSON.stringify({ epoch, revision, public: "è♠" });

describe.each([
  { store: "ioredis-mock", prefer: "mock" as const, skip: false },
  { store: "redis-server", prefer: "server" as const, skip: program === null },
])("over $store", ({ prefer, skip }) => {
  if (skip) return it.skip("[L1] no redis-server on the PATH", () => {});
  let dir: string;
  let front: RedisRest;
  let redis: Redis;
  let keys = 0;
  const fresh = () => `k:${keys++}`;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "redis-rest-"));
    front = await startRedisRest({ stateDir: dir, prefer });
    redis = client(front);
  });
  afterEach(() => front.faults.clear());
  afterAll(async () => {
    await front?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(front.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${front.token}`, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
  const ask = async (...command: (string | number)[]) => (await post("/", command)).json();

  it("[L1] answers each single command in use as Redis does", async () => {
    const [a, b, z] = [fresh(), fresh(), fresh()];
    /** Of what was set to live for `seconds`; time goes on while it is asked. */
    const expectToLive = async (key: string, seconds: number) => {
      const { result } = (await ask("TTL", key)) as { result: number };
      expect(result).toBeLessThanOrEqual(seconds);
      expect(result).toBeGreaterThan(seconds - 20);
    };
    expect(await ask("PING")).toEqual({ result: "PONG" });
    expect(await ask("set", a, "1", "ex", 100)).toEqual({ result: "OK" });
    expect(await ask("GET", a)).toEqual({ result: "1" });
    expect(await ask("GET", b)).toEqual({ result: null });
    await expectToLive(a, 100);
    expect(await ask("TTL", b)).toEqual({ result: -2 });
    expect(await ask("EXPIRE", a, 50)).toEqual({ result: 1 });
    expect(await ask("EXPIRE", b, 50)).toEqual({ result: 0 });
    await expectToLive(a, 50);
    expect(await ask("EXISTS", a, b)).toEqual({ result: 1 });
    expect(await ask("SET", a, "2", "NX")).toEqual({ result: null });
    expect(await ask("DEL", a, b)).toEqual({ result: 1 });
    expect(await ask("ZADD", z, 10, "ten", 20, "twenty")).toEqual({ result: 2 });
    expect(await ask("ZADD", z, 11, "ten")).toEqual({ result: 0 });
    expect(await ask("ZADD", z, "nx", 12, "ten", 300, "nx")).toEqual({ result: 1 });
    expect(await ask("ZSCORE", z, "nx")).toEqual({ result: "300" });
    expect(await ask("ZREM", z, "nx")).toEqual({ result: 1 });
    expect(await ask("ZRANGEBYSCORE", z, "-inf", 15)).toEqual({ result: ["ten"] });
    expect(await ask("ZRANGEBYSCORE", z, "(11", "+inf", "LIMIT", 0, 5)).toEqual({ result: ["twenty"] });
    expect(await ask("ZRANGE", z, "-inf", 15, "byscore")).toEqual({ result: ["ten"] });
    expect(await ask("ZRANGE", z, 0, -1, "withscores")).toEqual({ result: ["ten", "11", "twenty", "20"] });
    expect(await ask("ZREM", z, "ten", "none")).toEqual({ result: 1 });
    expect(await ask("ZSCORE", z, "twenty")).toEqual({ result: "20" });
    expect(await ask("PUBLISH", "nobody", "hears")).toEqual({ result: 0 });
    expect(await ask("GETRANGE", b, 0, 5)).toEqual({ result: "" });
    await ask("RPUSH", b, "one", "two", "three");
    await ask("LTRIM", b, -2, -1);
    expect(await ask("LRANGE", b, 0, -1)).toEqual({ result: ["two", "three"] });
  });

  it("[L1] lets a key expire", async () => {
    const key = fresh();
    await ask("SET", key, "1", "EX", 1);
    await expect.poll(() => ask("EXISTS", key), { timeout: 3_000 }).toEqual({ result: 0 });
    expect(await ask("GET", key)).toEqual({ result: null });
  });

  it("[L1] keeps text of any script and a value of 300 kB whole", async () => {
    const key = fresh();
    for (const value of ["è€🂡\u0000\n", "x".repeat(300_000), "OK", ""]) {
      await redis.set(key, value);
      expect(await redis.get(key)).toBe(value);
    }
  });

  it("[L2] runs a fencing script: newer wins, older changes nothing, side effects included", async () => {
    const [key, beat, live] = [fresh(), fresh(), fresh()];
    const write = (epoch: number, revision: number) =>
      redis.eval(fence, [key, beat, live], [epoch, revision, state(epoch, revision), 3600, "GAME", "events"]);
    expect(await write(1, 9)).toBe(1);
    expect(await write(1, 8)).toBe(0);
    expect(await redis.get(key)).toBe(state(1, 9));
    expect(await write(1, 10)).toBe(1);
    expect(await write(2, 3)).toBe(1);
    expect(await write(1, 99)).toBe(0);
    expect(await redis.get(key)).toBe(state(2, 3));
    expect(await redis.get(beat)).toBe("3");
    expect(await redis.ttl(key)).toBe(3600);
    expect(await redis.zscore(live, "GAME")).toBe("1700000000000");
  });

  it.each<[string, string, unknown]>([
    ["nil", "return nil", null],
    ["false", "return false", null],
    ["true", "return true", 1],
    ["a fraction", "return 3.9", 3],
    ["a large whole number", "return 1700000000000", 1_700_000_000_000],
    ["a missing key", "return redis.call('GET', 'missing')", null],
    ["a nested list", "return {1, 'a', {2, 'b'}}", [1, "a", [2, "b"]]],
    ["OK", "return redis.call('SET', 'eval:k', 7)", "OK"],
    ["a number kept as text", "redis.call('SET', 'eval:n', 12) return redis.call('GET', 'eval:n')", "12"],
    [
      "bytes, not characters",
      "redis.call('SET', 'eval:u', 'è€') return #redis.call('GETRANGE', 'eval:u', 0, 1)",
      2,
    ],
    [
      "EXISTS, EXPIRE, TTL",
      "redis.call('SET', 'e', 1, 'EX', 9) return {redis.call('EXISTS', 'e', 'no'), redis.call('EXPIRE', 'e', 8), redis.call('TTL', 'e')}",
      [1, 1, 8],
    ],
    ["DEL, PING, PUBLISH", "return {redis.call('DEL', 'e', 'no'), redis.call('PUBLISH', 'c', 'm')}", [1, 0]],
    [
      "sorted sets",
      "redis.call('ZADD', 'z', 1, 'a', 2, 'b') redis.call('ZREM', 'z', 'a') return redis.call('ZRANGEBYSCORE', 'z', '-inf', '+inf')",
      ["b"],
    ],
    [
      "lists",
      "redis.call('DEL', 'l') redis.call('RPUSH', 'l', 'a', 'b') redis.call('LTRIM', 'l', -1, -1) return redis.call('LRANGE', 'l', 0, -1)",
      ["b"],
    ],
  ])("[L2] a script answers %s alike", async (_, script, result) => {
    expect(await ask("EVAL", script, 0)).toEqual({ result });
  });

  it("[L3] answers Redis' own errors with 400, and with 200 inside a pipeline, which goes on", async () => {
    const [key, other] = [fresh(), fresh()];
    await ask("SET", key, "text");
    const wrong = await post("/", ["ZADD", key, 1, "x"]);
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { error: expect.stringMatching(/^WRONGTYPE /) },
    ]);
    expect((await post("/", ["NOSUCH", "a"])).status).toBe(400);
    expect(await ask("GET")).toEqual({ error: expect.stringMatching(/^ERR wrong number of arguments/) });
    expect(await ask("EVAL", "error('no')", 0)).toEqual({ error: expect.any(String) });
    expect(await ask("SHUTDOWN")).toEqual({ error: expect.stringMatching(/not available/) });
    const mixed = await post("/pipeline", [
      ["SET", other, 1],
      ["ZADD", key, 1, "x"],
      ["GET", other],
    ]);
    expect([mixed.status, await mixed.json()]).toEqual([
      200,
      [{ result: "OK" }, { error: expect.stringMatching(/^WRONGTYPE /) }, { result: "1" }],
    ]);
  });

  it("[L3] runs /multi-exec in order and refuses it whole for an unknown command", async () => {
    const key = fresh();
    const done = await post("/multi-exec", [
      ["SET", key, "a"],
      ["APPEND", key, "b"],
      ["GET", key],
    ]);
    expect([done.status, await done.json()]).toEqual([
      200,
      [{ result: "OK" }, { result: 2 }, { result: "ab" }],
    ]);
    const refused = await post("/multi-exec", [
      ["SET", key, "c"],
      ["NOSUCH", key],
    ]);
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: expect.stringMatching(/^EXECABORT /) },
    ]);
    expect(await ask("GET", key)).toEqual({ result: "ab" });
  });

  it("[L3] says 401 to a wrong bearer and 400 to what is no command", async () => {
    const strange = await post("/", ["PING"], { authorization: "Bearer nonsense" });
    expect([strange.status, await strange.json()]).toEqual([401, { error: "Unauthorized" }]);
    expect((await fetch(front.url, { method: "POST", body: '["PING"]' })).status).toBe(401);
    for (const [path, body] of [
      ["/", "{not json"],
      ["/", {}],
      ["/", []],
      ["/", ["SET", "k", { no: "objects" }]],
      ["/pipeline", []],
      ["/pipeline", ["PING"]],
    ] as const) {
      const answer = await post(path, body);
      expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringMatching(/^ERR /) }]);
    }
  });

  it("[L3] encodes strings in base64 when asked, at every depth, but a bare OK", async () => {
    const key = fresh();
    const headers = { "upstash-encoding": "base64" };
    const answer = await post(
      "/pipeline",
      [
        ["SET", key, "è"],
        ["GET", key],
        ["EVAL", "return {'a', {'b', 1}}", 0],
      ],
      headers,
    );
    expect(await answer.json()).toEqual([
      { result: "OK" },
      { result: "w6g=" },
      { result: ["YQ==", ["Yg==", 1]] },
    ]);
  });

  it("[L3] serves a subscription as server-sent events", async () => {
    const leave = new AbortController();
    const stream = await fetch(`${front.url}/subscribe/news`, {
      method: "POST",
      headers: { authorization: `Bearer ${front.token}`, accept: "text/event-stream" },
      signal: leave.signal,
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe("data: subscribe,news,1\n\n");
    expect(await redis.publish("news", '{"a":[1,2]}')).toBe(1);
    expect((await reader?.read())?.value).toBe('data: message,news,{"a":[1,2]}\n\n');
    leave.abort();
    await expect.poll(() => redis.publish("news", "gone"), { timeout: 2_000 }).toBe(0);
  });

  it("[L4] fails on request without applying: status, HTML, reset before, outage", async () => {
    const key = fresh();
    front.faults.queue({ kind: "status", status: 500 }, { kind: "html" }, { kind: "reset", when: "before" });
    expect((await post("/", ["INCR", key])).status).toBe(500);
    const html = await post("/", ["INCR", key]);
    expect([html.status, html.headers.get("content-type")]).toEqual([
      502,
      expect.stringContaining("text/html"),
    ]);
    await expect(post("/", ["INCR", key])).rejects.toThrow("fetch failed");
    front.faults.outage("on");
    await expect(post("/", ["INCR", key])).rejects.toThrow("fetch failed");
    front.faults.outage("off");
    expect(await ask("GET", key)).toEqual({ result: null });
  });

  it("[L4] fails on request after applying: reset after, silence, twice, delay", async () => {
    const key = fresh();
    front.faults.queue({ kind: "reset", when: "after" });
    await expect(post("/", ["INCR", key])).rejects.toThrow("fetch failed");
    expect(await ask("GET", key)).toEqual({ result: "1" });
    front.faults.queue({ kind: "silence" });
    const signal = AbortSignal.timeout(200);
    const headers = { authorization: `Bearer ${front.token}` };
    const mute = fetch(front.url, { method: "POST", headers, body: JSON.stringify(["INCR", key]), signal });
    await expect(mute).rejects.toThrow(/timeout/);
    expect(await ask("GET", key)).toEqual({ result: "2" });
    front.faults.queue({ kind: "twice" });
    expect(await ask("INCR", key)).toEqual({ result: 4 });
    front.faults.queue({ kind: "delay", ms: 150 });
    const started = performance.now();
    expect(await ask("INCR", key)).toEqual({ result: 5 });
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it("[L4] a rule sees the path and every command, and picks its victims", async () => {
    const seen: string[] = [];
    front.faults.rule(({ path, commands }) => {
      seen.push(`${path} ${commands.map(([name]) => name).join(" ")}`);
      return path === "/pipeline" ? { kind: "status", status: 503 } : undefined;
    });
    expect((await post("/pipeline", [["ping"], ["PING"]])).status).toBe(503);
    expect((await post("/", ["PING"])).status).toBe(200);
    expect(seen).toEqual(["/pipeline PING PING", "/ PING"]);
  });
});

it.skipIf(program === null)(
  "[L5] keeps its data over a restart with a redis-server, in redis/ of its folder alone",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "redis-rest-"));
    const first = await startRedisRest({ stateDir: home, prefer: "server" });
    await client(first).set("kept", "yes");
    const children = family(process.pid).filter(({ command }) => command.includes("redis-server"));
    const own = children.filter(({ command }) => command.includes(home)).map(({ pid }) => pid);
    const servers = children.filter(({ pid, parent }) => own.includes(pid) || own.includes(parent));
    expect(servers).toHaveLength(2);
    await first.close();
    expect(survivors(servers)).toEqual([]);
    const second = await startRedisRest({ stateDir: home, prefer: "server" });
    expect(await client(second).get("kept")).toBe("yes");
    await second.close();
    expect(existsSync(join(home, "redis", "appendonlydir"))).toBe(true);
    expect(second.description).toMatch(/^redis-server \d/);
    rmSync(home, { recursive: true });
  },
);

it.skipIf(program === null)(
  "[L5] uses the Redis of REDIS_URL, and goes on when others close theirs",
  async () => {
    const dir = mkdtempSync(join(tmpdir(), "redis-rest-"));
    const owner = await startRedisRest({ stateDir: dir, prefer: "server" });
    const config = readFileSync(join(dir, "redis/redis.conf"), "utf8");
    const [, port] = /^port (\d+)$/m.exec(config) ?? [];
    const [, password] = /^requirepass (\w+)$/m.exec(config) ?? [];
    const guest = await startRedisRest({ redisUrl: `redis://:${password}@127.0.0.1:${port}` });
    expect(guest.description).toMatch(/^Redis \d\S+ at REDIS_URL$/);
    await client(guest).set("k", "v");
    await guest.close();
    expect(await client(owner).get("k")).toBe("v");
    const stranger = startRedisRest({ redisUrl: `redis://:wrong@127.0.0.1:${port}` });
    await expect(stranger).rejects.toThrow(/^REDIS_URL must .* \(WRONGPASS\)\.$/);
    await owner.close();
    rmSync(dir, { recursive: true });
  },
);

it("[L5] two stores in memory share nothing", async () => {
  const [one, two] = await Promise.all([
    startRedisRest({ prefer: "mock" }),
    startRedisRest({ prefer: "mock" }),
  ]);
  await client(one).set("k", "v");
  expect(await client(two).get("k")).toBe(null);
  await Promise.all([one.close(), two.close()]);
});

it("[L5] a REDIS_URL where nobody answers is refused in one sentence without its password", async () => {
  const attempt = startRedisRest({ redisUrl: "redis://:hush@127.0.0.1:9" });
  await expect(attempt).rejects.toThrow(/^REDIS_URL must [^\n]*\.$/);
  await expect(attempt).rejects.not.toThrow(/hush/);
});

function client(front: RedisRest): Redis {
  const { url, token } = front;
  return new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: { retries: 0 },
  });
}
