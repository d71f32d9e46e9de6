import type * as z from "zod/mini";
import type { Answer } from "../shared/protocol/answers.ts";
import type { ActionMessage } from "../shared/protocol/client.ts";
import type {
  botsBody,
  changeBody,
  createBody,
  joinBody,
  observerTokenBody,
  tokensBody,
} from "../shared/protocol/http.ts";
import type { Refusal } from "../shared/protocol/refusal.ts";
import type { ActionResult } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { freshHex } from "./fresh.ts";

/** A refusal with its HTTP status; 0 when there was no answer. */
export interface Refused extends Refusal {
  readonly status: number;
}
type Asked<T> = Promise<Result<T, Refused>>;

export type Created = Answer<"created">;
export type Joined = Answer<"joined">;
export type Observing = Answer<"observing">;
export type Minted = Answer<"minted">;
export type Renewed = Answer<"renewed">;
export type Status = Answer<"status">;

/** The HTTP calls of one server. Refusals are values. */
export interface Api {
  /** Without an answer it repeats the request once with the same key, so there is never a second game or seat. */
  readonly create: (body?: z.input<typeof createBody>, key?: string) => Asked<Created>;
  readonly join: (gameId: string, body?: z.input<typeof joinBody>, key?: string) => Asked<Joined>;
  readonly observe: (gameId: string, body?: z.input<typeof observerTokenBody>) => Asked<Observing>;
  readonly mint: (gameId: string, hostToken: string, body: z.input<typeof tokensBody>) => Asked<Minted>;
  /**
   * Replaces the token of a player or the host, which may have expired up to a day ago, by one of the same lifetime.
   */
  readonly renew: (gameId: string, token: string) => Asked<Renewed>;
  readonly status: (gameId: string) => Asked<Status>;
  readonly snapshot: (gameId: string, token: string) => Asked<Snapshot>;
  readonly act: (
    gameId: string,
    token: string,
    action: ActionMessage & { readonly action_id: string },
  ) => Asked<ActionResult>;
  readonly replay: (gameId: string, token: string) => Asked<Answer<"replay">>;
  /**
   * Frees a seat in `ready`, with the token of its player or of the host. After that it lets a bot act for a player until
   * the player acts: with the seat's own token at any time, with another one when the seat holds the table up.
   */
  readonly free: (gameId: string, token: string, seat: number) => Asked<Answer<"freed">>;
  /** Seats bots in the named free seats, or in all free seats. */
  readonly seatBots: (
    gameId: string,
    token: string,
    body?: z.input<typeof botsBody>,
  ) => Asked<Answer<"bots">>;
  /** Takes a seat from its player for good, with the host's token. */
  readonly remove: (gameId: string, hostToken: string, seat: number) => Asked<Answer<"freed">>;
  /** Changes the named rules in `ready`, with the host's token. */
  readonly changeRules: (
    gameId: string,
    hostToken: string,
    rules: z.input<typeof changeBody>["rules"],
  ) => Asked<Answer<"changed">>;
  /** A code that gives the own seat to another device. */
  readonly seatCode: (gameId: string, token: string) => Asked<Answer<"seatCode">>;
  /** A token for the seat of a code. */
  readonly redeem: (gameId: string, code: string) => Asked<Joined>;
  /** Frees a bot's seat in `ready`, with the token of the host or of a player. */
  readonly removeBot: (gameId: string, token: string, seat: number) => Asked<Answer<"freed">>;
  readonly end: (gameId: string, hostToken: string) => Asked<Answer<"ended">>;
}

/** The HTTP calls of the server at `baseUrl`, such as "http://localhost:8787". */
export const openApi = (baseUrl: string): Api => {
  const call = async <T>(
    method: string,
    path: string,
    body?: object,
    token?: string,
    headers: Record<string, string> = {},
  ): Asked<T> => {
    if (body) headers["content-type"] = "application/json";
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    try {
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      const response = await fetch(new URL(path, baseUrl), init);
      const answer = (await response.json()) as T & Refusal;
      return response.ok ? ok(answer) : err({ ...answer, status: response.status });
    } catch {
      return err({
        status: 0,
        code: "routing_failed",
        reason: "the server could not be reached",
        recovery: "retry",
      });
    }
  };
  const postOnce = async <T>(path: string, body: object, key: string): Asked<T> => {
    const post = () => call<T>("POST", path, body, undefined, { "idempotency-key": key });
    const first = await post();
    return !first.ok && first.error.status === 0 ? post() : first;
  };
  const game = (gameId: string, rest = "") => `/api/games/${encodeURIComponent(gameId)}${rest}`;
  return {
    create: (body = {}, key = freshHex()) => postOnce("/api/games", body, key),
    join: (gameId, body = {}, key = freshHex()) => postOnce(game(gameId, "/join"), body, key),
    observe: (gameId, body = {}) => call("POST", game(gameId, "/observer-token"), body),
    mint: (gameId, hostToken, body) => call("POST", game(gameId, "/tokens"), body, hostToken),
    renew: (gameId, token) => call("POST", game(gameId, "/renew"), {}, token),
    status: (gameId) => call("GET", game(gameId)),
    snapshot: (gameId, token) => call("GET", game(gameId, "/snapshot"), undefined, token),
    act: (gameId, token, action) => call("POST", game(gameId, "/actions"), action, token),
    replay: (gameId, token) => call("GET", game(gameId, "/replay"), undefined, token),
    free: (gameId, token, seat) => call("DELETE", game(gameId, `/seats/${seat}`), undefined, token),
    remove: (gameId, hostToken, seat) =>
      call("DELETE", game(gameId, `/seats/${seat}?remove=true`), undefined, hostToken),
    changeRules: (gameId, hostToken, rules) => call("PATCH", game(gameId), { rules }, hostToken),
    seatCode: (gameId, token) => call("POST", game(gameId, "/seat-code"), {}, token),
    redeem: (gameId, code) => call("POST", game(gameId, "/seat-code/redeem"), { code }),
    seatBots: (gameId, token, body = {}) => call("POST", game(gameId, "/bots"), body, token),
    removeBot: (gameId, token, seat) => call("DELETE", game(gameId, `/bots/${seat}`), undefined, token),
    end: (gameId, hostToken) => call("DELETE", game(gameId), undefined, hostToken),
  };
};
