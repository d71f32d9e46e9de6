import type { Rejection } from "../shared/protocol/refusal.ts";
import type { Result } from "../shared/result.ts";
import { GameServer } from "./game/game-server.ts";
import type { Counters } from "./metrics/counters.ts";

/** What is delivered to an actor otherwise than by a call from the edge. */
const DELIVERED: readonly (keyof GameServer)[] = [
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
  "alarm",
];

type Question = keyof GameServer;

/**
 * `gameServer` with all calls, frames and alarms counted as they are billed: how many, how long they take, and what calls
 * are refused. The game server counts refused frames itself [M1].
 */
export const attended = (gameServer: GameServer, counters: Counters): GameServer => {
  const count = (name: Question, data: unknown) => {
    if (name === "alarm") counters.add("alarms");
    if (!DELIVERED.includes(name)) counters.add("requests");
    if (name !== "webSocketMessage") return;
    counters.add("messages_in");
    counters.add("characters_in", typeof data === "string" ? data.length : (data as ArrayBuffer).byteLength);
  };
  const counted = (name: Question) => {
    const method = gameServer[name] as (...asked: unknown[]) => Promise<unknown>;
    return (...asked: unknown[]) => {
      count(name, asked[1]);
      return counters.during(async () => {
        const answer = await method.apply(gameServer, asked);
        if (isRefused(answer)) counters.refuse(answer.error);
        return answer;
      });
    };
  };
  // All that the class has are questions; they are wrapped once, since one of them is every frame.
  const names = Object.getOwnPropertyNames(GameServer.prototype).filter((name) => name !== "constructor");
  return Object.fromEntries(names.map((name) => [name, counted(name as Question)])) as unknown as GameServer;
};

const isRefused = (answer: unknown): answer is Extract<Result<never, Rejection>, { ok: false }> =>
  typeof answer === "object" && answer !== null && (answer as { ok?: unknown }).ok === false;
