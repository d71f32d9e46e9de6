import { rankOf, suitOf } from "../../src/shared/game/cards.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import type { BySeat, Seat } from "../../src/shared/game/seats.ts";
import { turnOf } from "../../src/shared/game/state.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import { openTable } from "./scripted.ts";

/** A snapshot that the page is shown, and a name for it. */
export interface Moment {
  readonly name: string;
  readonly snapshot: Snapshot;
}

const NAMES: BySeat<string> = ["Ada", "Bruno", "Cloe", "Dante", "Elio"];
/** The seat that the page is shown as, who wins the auction. */
const ME = 0;
/** The ace of clubs, which the caller calls, and the seat that holds it. */
const CALLED = 30;
const PARTNER = 3;
/** A player of the other side, and a bot there, whose seat a newcomer takes. */
const FOE = 4;
const BOT = 2;

/**
 * A moment of each phase of a deal and of each question, in the order of play. It is seen by the caller unless its name
 * says otherwise. Every call has the same result.
 */
export const moments = (names: BySeat<string> = NAMES, rules: Partial<Rules> = {}): readonly Moment[] => {
  const table = openTable({ deals: 1, ...rules });
  const found: Moment[] = [];
  const see = (name: string, viewer: Viewer = ME) => {
    const snapshot = viewFor(table.game(), viewer, 2);
    // Another epoch: the page shows it as after a restore, without the way from the moment before.
    const at = found.length + 1;
    found.push({ name, snapshot: { ...snapshot, epoch: at, revision: at } });
  };
  /** Plays on until it is the turn of `seat`. */
  const playTo = (seat: Seat, held?: number) => {
    do table.play(1, held);
    while (turnOf(table.game()) !== seat);
  };
  table.sit(ME, names[ME]);
  table.sit(1, names[1]);
  table.seatBot(BOT, names[BOT]);
  see("lobby");
  table.sit(PARTNER, names[PARTNER]);
  table.sit(FOE, names[FOE]);
  table.deal();
  see("bid-first");
  table.bid(62, 63, null, 70, null);
  see("bid");
  table.bid(85);
  see("bid-other", FOE);
  table.bid(null, null);
  see("rank");
  see("rank-other", FOE);
  table.act({ type: "call-partner-rank", rank: rankOf(CALLED) });
  see("lead-dark");
  table.play(3);
  see("dark-other");
  table.play(2);
  see("suit");
  see("suit-other", FOE);
  table.act({ type: "call-partner-suit", suit: suitOf(CALLED) });
  see("taken");
  see("secret", PARTNER);
  playTo(ME, CALLED);
  see("play");
  table.play(1, CALLED);
  table.happen({ type: "player-left", seat: turnOf(table.game()) ?? ME, at: 0 });
  see("away");
  see("watch", "observer");
  table.happen({
    type: "bot-seat-taken",
    seat: BOT,
    name: "Fabio",
    nonce: "",
    at: 0,
    by: BOT,
    request: null,
  });
  see("waiting", BOT);
  table.play(1, CALLED);
  see("taken-late", FOE);
  playTo(PARTNER, CALLED);
  table.act({ type: "play", card: CALLED });
  see("partner");
  see("partner-other", FOE);
  while (table.game().phase.name !== "end") table.play(1);
  see("end");
  return found;
};

/** The snapshot of the moment `name`. */
export const momentNamed = (name: string, rules: Partial<Rules> = {}): Snapshot => {
  const found = moments(NAMES, rules).find((moment) => moment.name === name);
  if (!found) throw new Error(`there is no moment ${name}`);
  return found.snapshot;
};
