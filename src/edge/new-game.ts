import type { Created, Founding } from "../actor/game-actor.ts";
import { randomBytes } from "../shared/auth/bytes.ts";
import { newGameId } from "../shared/protocol/ids.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";
import { actorOf, ask, hintFor } from "./actors.ts";
import type { Ctx } from "./context.ts";
import type { Repeat } from "./idempotency.ts";

/** How many new ids are tried when the id of a new game is taken. */
const ID_TRIES = 4;

/** A game that was created, and its id. */
export interface NewGame extends Created {
  readonly gameId: string;
}

/** Creates a game under a new id, near its creator [H14]. With `repeat`, the id is the same for each repeat [H16]. */
export const newGame = async (
  c: Ctx,
  founding: Founding,
  repeat: Repeat | null,
): Promise<Result<NewGame, Rejection>> => {
  const hint = hintFor(c.req.raw.cf?.continent);
  for (let tries = 0; tries < ID_TRIES; tries += 1) {
    const gameId = newGameId(repeat?.bytesFor(tries) ?? randomBytes);
    const made = await ask(gameId, () => actorOf(c.env, gameId, hint).create(gameId, founding));
    if (made.ok) return ok({ gameId, ...made.value });
    if (made.error.kind !== "game-exists") return made;
  }
  return err({ kind: "game-exists" });
};
