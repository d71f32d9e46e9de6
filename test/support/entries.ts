import { mustAct, randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { advance, type Entry, type GameRecord } from "../../src/actor/core/game-record.ts";
import { handle } from "../../src/actor/core/handle.ts";
import type { DecideContext } from "../../src/shared/game/dealing.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { takeSeat } from "../../src/shared/game/seating.ts";
import { SEATS } from "../../src/shared/game/seats.ts";
import { shuffledDeal } from "../../src/shared/game/shuffle.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";

/** An entry of a game's log, and the record after it. */
export interface Written {
  readonly entry: Entry;
  readonly after: GameRecord;
}

const START = 1_800_000_000_000;

/** The log of a game of random players: creation, five seats, and `moves` moves. No player has a socket. */
export const playedEntries = (gameId: string, moves: number, seed = 1): readonly Written[] => {
  const random = seeded(seed);
  const written: Written[] = [];
  let table: GameRecord | null = null;
  let now = START;
  const add = (entry: Entry): GameRecord => {
    const after = advance(table, entry);
    table = after;
    written.push({ entry, after });
    return after;
  };
  const context = (): DecideContext => {
    now += 1_000;
    return { now, deal: shuffledDeal, newSecret: () => random.hex(64) };
  };
  const secret = random.hex(64);
  const rules = { ...DEFAULT_RULES, deals: 2 };
  const unasked = { request: null, creator: null };
  const created: Event = { type: "game-created", id: gameId, rules, dealer: 0, secret, at: now, ...unasked };
  let after = add({ at: now, by: null, events: [created] });
  for (const seat of SEATS) {
    const taken = takeSeat(
      after.game,
      seat,
      { name: `Player ${seat + 1}`, nonce: "ab", request: null },
      context(),
    );
    if (!taken.ok) throw new Error(`seat ${seat} is not free`);
    after = add({ at: now, by: null, events: taken.value });
  }
  for (let move = 1; move <= moves; move += 1) {
    const views = SEATS.map((seat) => ({ seat, view: viewFor(after.game, seat, 0) }));
    const { seat, view } = random.pick(views.filter((one) => mustAct(one.view)));
    const message = { ...randomMove(view, random), action_id: `move ${move}` };
    const outcome = handle(after, { role: "player", seat }, decode(message), context());
    if (outcome.kind !== "accepted") throw new Error(`${message.action_id} was not accepted`);
    after = add(outcome.entry);
  }
  return written;
};
