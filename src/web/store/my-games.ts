import type { Refused, Status } from "../../client/api.ts";
import { renewed } from "../../client/seat-key.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Result } from "../../shared/result.ts";
import { forget, type KeptGame, keptGames, replaceKey } from "../model/saved-seats.ts";
import { api } from "./calls.ts";
import { storage } from "./device.ts";

/** The games that are looked up at most, latest first. */
const MAX_LOOKED_UP = 8;

/** A game to which this browser can go back. */
export interface MyGame {
  readonly gameId: string;
  /** What the seat's player may see, or the host without a seat; null when the server did not answer. */
  readonly seen: Snapshot | Status | null;
}

/**
 * The games to which this browser can go back, latest first. Games that have ended, and tokens that are void, are
 * forgotten. A game without an answer stays in the list.
 */
export const lookUpMyGames = async (): Promise<readonly MyGame[]> => {
  const found = await Promise.all(keptGames(storage).slice(0, MAX_LOOKED_UP).map(lookUp));
  return found.filter((game) => game !== null);
};

const lookUp = async (kept: KeptGame): Promise<MyGame | null> => {
  const { gameId } = kept;
  const seat = kept.token === null ? null : await seenFrom(gameId, kept.token);
  // Without a seat the host has the public status.
  const seen = seat ?? (kept.hostToken === null ? null : await api.status(gameId));
  if (seen === null) return null;
  if (seen.ok) return { gameId, seen: seen.value };
  if (seen.error.status !== 404) return { gameId, seen: null };
  forget(storage, gameId);
  return null;
};

/** The snapshot of a stored seat, after a renewal of its token where needed; null when the token is void. */
const seenFrom = async (gameId: string, token: string): Promise<Result<Snapshot, Refused> | null> => {
  const seen = await api.snapshot(gameId, token);
  if (seen.ok || seen.error.status !== 401) return seen;
  const fresh = await renewed(api, gameId, token);
  replaceKey(storage, gameId, "token", { old: token, fresh });
  if (fresh === null) return null;
  return fresh === token ? seen : api.snapshot(gameId, fresh);
};
