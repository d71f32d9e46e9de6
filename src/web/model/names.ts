import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";

/** What a seat is called; the seat may have been freed since. */
export const nameOf = (snapshot: Pick<Snapshot, "players">, seat: number, words: Words): string =>
  snapshot.players.find(({ player_id }) => player_id === seat)?.name || words.someone(seat);
