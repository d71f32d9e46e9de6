import type { Rejection } from "../shared/rejection.ts";
import type { Result } from "../shared/result.ts";
import { Authority } from "./authority.ts";
import type { Counters } from "./counters.ts";

/** What is delivered to an actor otherwise than by a call from the edge. */
const DELIVERED: readonly (keyof Authority)[] = [
  "webSocketMessage",
  "webSocketClose",
  "webSocketError",
  "alarm",
];

type Question = keyof Authority;

/**
 * `authority` with everything that is asked of it counted: calls, frames and alarms as they are billed, for how long they
 * are under way, and what calls are refused. What frames are refused the authority counts itself [M1].
 */
export const attended = (authority: Authority, counters: Counters): Authority => {
  const count = (name: Question, data: unknown) => {
    if (name === "alarm") counters.add("alarms");
    if (!DELIVERED.includes(name)) counters.add("requests");
    if (name !== "webSocketMessage") return;
    counters.add("messages_in");
    counters.add("characters_in", typeof data === "string" ? data.length : (data as ArrayBuffer).byteLength);
  };
  const counted = (name: Question) => {
    const method = authority[name] as (...asked: unknown[]) => Promise<unknown>;
    return (...asked: unknown[]) => {
      count(name, asked[1]);
      return counters.during(async () => {
        const answer = await method.apply(authority, asked);
        if (isRefused(answer)) counters.refuse(answer.error);
        return answer;
      });
    };
  };
  // All that the class has are questions; they are wrapped once, since one of them is every frame.
  const names = Object.getOwnPropertyNames(Authority.prototype).filter((name) => name !== "constructor");
  return Object.fromEntries(names.map((name) => [name, counted(name as Question)])) as unknown as Authority;
};

const isRefused = (answer: unknown): answer is Extract<Result<never, Rejection>, { ok: false }> =>
  typeof answer === "object" && answer !== null && (answer as { ok?: unknown }).ok === false;
