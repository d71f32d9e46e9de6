import { kindOf, log } from "../shared/log.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, type Result } from "../shared/result.ts";

/** Asks the actor of `gameId`; when no answer comes, says so instead of throwing. The runtime has already retried what it may. */
export const ask = async <T>(
  gameId: string,
  question: () => Promise<Result<T, Rejection>>,
): Promise<Result<T, Rejection>> => {
  try {
    return await question();
  } catch (error) {
    const overloaded = (error as { overloaded?: boolean }).overloaded === true;
    log("error", "actor_unreachable", { game_id: gameId, kind: kindOf(error), overloaded });
    return err({ kind: overloaded ? "unavailable" : "unreachable" });
  }
};
