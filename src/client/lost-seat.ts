import type { Status } from "./api.ts";
import { hasRunOut } from "./seat-key.ts";

/** A lost seat, with the name of its player in the last snapshot. */
export interface LostSeat {
  readonly seat: number;
  readonly name: string;
}

/** A sentence for each reason in one language. */
export interface LostWords {
  readonly expired: string;
  readonly freed: string;
  readonly taken: (name: string) => string;
  readonly rekeyed: string;
}

/**
 * Why the server refuses a player's `token`, as far as the token and the seats show it; null when they do not. `mine`
 * is null when this client has no snapshot of its seat. `now` is in epoch ms.
 */
export const whyLost = (
  token: string,
  mine: LostSeat | null,
  seats: Status["seats"],
  { now, words }: { readonly now: number; readonly words: LostWords },
): string | null => {
  if (hasRunOut(token, now)) return words.expired;
  const holder = seats.find(({ player_id }) => player_id === mine?.seat);
  if (!mine || !holder) return null;
  if (holder.name === null) return words.freed;
  return holder.name === mine.name ? words.rekeyed : words.taken(holder.name);
};
