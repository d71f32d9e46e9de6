import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/seed.ts";
import type { Table } from "../../src/client/table.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import type { Snapshot } from "../../src/shared/game/view.ts";

/** Lets a bot at `level` play a seat from outside, over its own `table`, until the match is over. */
export const playAlong = (table: Table, level: Level, seed: number): void => {
  const random = sourceFrom(seed);
  let moved = "";
  table.onPicture((picture) => {
    if (picture.end_state?.match_over) return;
    // On the wire a seat is any number; the server has put none there but seats.
    const move = chooseMove(level, picture as unknown as Snapshot, random);
    const moment = `${picture.epoch} ${picture.deal_number} ${picture.phase} ${picture.revision}`;
    if (!move || moment === moved) return;
    moved = moment;
    void table.act(move);
  });
};
