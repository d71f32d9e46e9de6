import type { Snapshot } from "../../client/messages.ts";
import type { Words } from "../words/english.ts";

/** What a seat is called; the seat may have been freed since. */
export const nameOf = (picture: Pick<Snapshot, "players">, seat: number, words: Words): string =>
  picture.players.find(({ player_id }) => player_id === seat)?.name || words.someone(seat);
