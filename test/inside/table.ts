import { runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { simpleMove } from "../support/simple-move.ts";

/** A socket as seen from inside workerd. */
export interface Wire {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  /** The close event's code once it has come. */
  readonly closeCode: () => number | null;
  readonly snapshot: () => Promise<Frame>;
  readonly act: (message: Frame) => Promise<Frame>;
}

export interface Table {
  readonly gameId: string;
  readonly hostToken: string;
  readonly tokens: string[];
}

let actions = 0;

/** Requests by the global fetch, the actors' to Redis among them, whose answers have not been read to the end. */
let underWay = 0;
const realFetch = globalThis.fetch;
globalThis.fetch = async (...asked) => {
  underWay += 1;
  try {
    const response = await realFetch(...asked);
    return new Response(await response.arrayBuffer(), response);
  } finally {
    underWay -= 1;
  }
};
/** Lets everything go on that waits for nothing. */
// biome-ignore lint/style/noRestrictedGlobals: no time passes, and workerd has nothing else for it
const turn = () => new Promise((next) => setTimeout(next, 0));
/** Waits until nothing is asked of Redis any more, and whoever has asked has heard the answer. */
export const answered = async (): Promise<void> => {
  await until("Redis to have answered", async () => {
    await turn();
    return underWay === 0;
  });
  await turn();
};

export const fetchJson = async (path: string, init: RequestInit = {}): Promise<Frame> => {
  const response = await exports.default.fetch(`http://inside${path}`, init);
  return { status: response.status, ...((await response.json()) as object) };
};
const post = (path: string, body: object = {}) =>
  fetchJson(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** A game of which the first `seats` to come have a token; seat n's is at index n. */
export const newTable = async (seats = 5): Promise<Table> => {
  const { game_id: gameId, host_token: hostToken, player } = await post("/api/games");
  const tokens = [player.token];
  for (let more = 1; more < seats; more += 1) {
    const { player_id, token } = await post(`/api/games/${gameId}/join`);
    tokens[player_id] = token;
  }
  return { gameId, hostToken, tokens };
};
export const observerToken = async ({ gameId }: Table): Promise<string> =>
  (await post(`/api/games/${gameId}/observer-token`)).token;

/** Opens a socket with a query such as "token=…". */
export const open = async (query: string): Promise<Wire> => {
  const upgraded = await exports.default.fetch(`http://inside/ws/client?${query}`, {
    headers: { upgrade: "websocket" },
  });
  const socket = upgraded.webSocket as WebSocket;
  const frames: Frame[] = [];
  let code: number | null = null;
  socket.addEventListener("message", ({ data }) => {
    frames.push(JSON.parse(String(data)));
  });
  socket.addEventListener("close", (event) => {
    code = event.code;
  });
  socket.accept();
  const answer = (message: Frame, type: string): Promise<Frame> => {
    actions += 1;
    const { action_id = `inside-${actions}` } = message;
    const from = frames.length;
    socket.send(JSON.stringify({ ...message, action_id }));
    const mine = (frame: Frame) => frame.message_type === type && frame.action_id === action_id;
    return until(type, () => frames.slice(from).find(mine));
  };
  return {
    socket,
    frames,
    closeCode: () => code,
    snapshot: async () => (await answer({ message_type: "sync" }, "sync")).snapshot,
    act: (message) => answer(message, "action.result"),
  };
};
export const join = async (token: string): Promise<Wire> => {
  const wire = await open(`token=${token}`);
  await heard(wire, "join.ok");
  return wire;
};

/**
 * Waits until `look` finds something. By the real clock: vitest's own ways of waiting move a faked one on.
 */
export const until = async <T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> => {
  for (let tries = 0; tries < 250; tries += 1) {
    const found = await look();
    if (found) return found;
    // biome-ignore lint/style/noRestrictedGlobals: between two looks, of which there is a limited number
    await new Promise((passed) => setTimeout(passed, 8));
  }
  throw new Error(`waited in vain for ${what}`);
};
/** Waits until `read` gives `wanted`, and then says so; or what it gives or throws instead. */
export const becomes = async (read: () => unknown, wanted: unknown): Promise<void> => {
  let last: unknown;
  const same = async () => {
    last = await Promise.resolve()
      .then(read)
      .catch((error: unknown) => error);
    return JSON.stringify(last) === JSON.stringify(wanted);
  };
  await until("a value", same).catch(() => {});
  expect(last).toEqual(wanted);
};

/** The first message of that type, waiting for it. */
export const heard = (wire: Wire, type: string): Promise<Frame> =>
  until(type, () => wire.frames.find(({ message_type }) => message_type === type));
export const types = ({ frames }: Wire): string[] => frames.map(({ message_type }) => message_type);
/** Waits until the socket has been closed; resolves with the code. */
export const closing = (wire: Wire): Promise<number> => until("a close", wire.closeCode);

/** A socket for each seat taken, in the order of seats. */
export const joinAll = (table: Table): Promise<Wire[]> => Promise.all(table.tokens.flat().map(join));

/** Plays on by simple moves until the deal has ended. */
export const playToEnd = async (wires: readonly Wire[]): Promise<void> => {
  for (let moves = 0; moves < 100; moves += 1) {
    const { phase, current_player_id: turn } = await (wires[moves % 5] as Wire).snapshot();
    if (phase === "end") return;
    const mover = wires[turn] as Wire;
    expect(await mover.act(simpleMove(await mover.snapshot()) as Frame)).toMatchObject({ status: "ok" });
  }
  throw new Error("the deal did not end");
};

export const stubOf = ({ gameId }: Pick<Table, "gameId">) => env.GAMES.get(env.GAMES.idFromName(gameId));
/** Rings the alarm that is set, whenever it is set to; false when there is none. */
export const ring = (table: Pick<Table, "gameId">): Promise<boolean> => runDurableObjectAlarm(stubOf(table));
/** Moves the clock that the code sees; alarms and sockets go on by the real one. */
export const passes = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

/** Moves that clock to `at`, epoch ms, and has alarms ring on the way: one that is late is taken for time not heard. */
export const passesUntil = async (table: Pick<Table, "gameId">, at: number): Promise<void> => {
  while (Date.now() < at) {
    vi.setSystemTime(Math.min(at, Date.now() + 20_000));
    await ring(table);
  }
};

/** One Redis command. */
export const command = async (...words: (string | number)[]): Promise<unknown> => {
  const response = await fetch(env.UPSTASH_REDIS_REST_URL ?? "", {
    method: "POST",
    headers: { authorization: `Bearer ${env.UPSTASH_REDIS_REST_TOKEN}` },
    body: JSON.stringify(words),
  });
  return ((await response.json()) as { result: unknown }).result;
};
