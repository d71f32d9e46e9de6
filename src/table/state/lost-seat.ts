import type { Status } from "../../client/api.ts";
import type { Words } from "../words/english.ts";
import { hasRunOut } from "./seat-key.ts";

/** Whose seat it was: what its last picture called the player. */
export interface LostSeat {
  readonly seat: number;
  readonly name: string;
}

/**
 * Why the server does not take a player's `token` any more, as far as the seats show it; null when they do not. `mine` is
 * null when this page has never seen the seat.
 */
export const whyLost = (
  token: string,
  mine: LostSeat | null,
  seats: Status["seats"],
  { now, words }: { readonly now: number; readonly words: Words },
): string | null => {
  const { expired, freed, taken, rekeyed } = words.lostBecause;
  if (hasRunOut(token, now)) return expired;
  const holder = seats.find(({ player_id }) => player_id === mine?.seat);
  if (!mine || !holder) return null;
  if (holder.name === null) return freed;
  return holder.name === mine.name ? rekeyed : taken(holder.name);
};
