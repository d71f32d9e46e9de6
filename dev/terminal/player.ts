import { chooseMove } from "../../src/bot/levels.ts";
import { sourceFrom } from "../../src/bot/rng.ts";
import type { GameClient } from "../../src/client/game-client.ts";
import type { Level } from "../../src/shared/game/levels.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** Plays a seat with a bot at `level`, over the client `table`, until the match is over. */
export const playAlong = (table: GameClient, level: Level, seed: number): void => {
  const random = sourceFrom(seed);
  let moved = "";
  table.onSnapshot((snapshot) => {
    if (snapshot.end_state?.match_over) return;
    // In messages a seat is a number. The server sends only valid seats.
    const move = chooseMove(level, snapshot as unknown as Snapshot, random);
    const moment = `${snapshot.epoch} ${snapshot.deal_number} ${snapshot.phase} ${snapshot.revision}`;
    if (!move || moment === moved) return;
    moved = moment;
    void table.act(move);
  });
};
