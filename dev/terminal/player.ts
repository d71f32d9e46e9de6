import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import type { GameClient } from "../../src/client/game-client.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** Lets a bot at `level` play a seat from outside, over its own `table`, until the match is over. */
export const playAlong = (table: GameClient, level: Level, seed: number): void => {
  const random = sourceFrom(seed);
  let moved = "";
  table.onSnapshot((snapshot) => {
    if (snapshot.end_state?.match_over) return;
    // On the wire a seat is any number; the server has put none there but seats.
    const move = chooseMove(level, snapshot as unknown as Snapshot, random);
    const moment = `${snapshot.epoch} ${snapshot.deal_number} ${snapshot.phase} ${snapshot.revision}`;
    if (!move || moment === moved) return;
    moved = moment;
    void table.act(move);
  });
};
