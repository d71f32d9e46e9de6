import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { type Handover, handoverOf, handoverSentences } from "../../src/client/handover.ts";
import { removePlayer } from "../../src/shared/game/bots.ts";
import { replaceSeat, takeBotSeat } from "../../src/shared/game/seating.ts";
import type { ServerMessage } from "../../src/shared/protocol/server.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { ENGLISH } from "../../src/web/i18n/english.ts";
import { ITALIAN } from "../../src/web/i18n/italian.ts";
import { tableOf } from "../support/bots.ts";
import { heard } from "../support/hearing.ts";
import { inEnd, playUntil, seatedTable, type Table } from "../support/table.ts";

type Events = Parameters<Table["happen"]>[0];

const UGO = { name: "Ugo", nonce: "", request: null };
const TELLERS = [ENGLISH.said, ITALIAN.said] as const;

/** What somebody who watches `table` makes of the `seat.reissued` among `events`. */
const read = (table: Table, events: Events): Handover => {
  const before = table.view("observer") as unknown as Snapshot;
  const told = heard(table.game, events, "observer").find(
    ({ body }) => body.message_type === "seat.reissued",
  );
  table.happen(events);
  return handoverOf(told?.body as ServerMessage<"seat.reissued">, before);
};
const sure = (events: ReturnType<typeof removePlayer>): Events => {
  if (!events.ok) throw new Error(JSON.stringify(events.error));
  return events.value;
};
/** A person in seat 0, bots in the others, in the auction. */
const amongBots = (): Table => tableOf([0], { dealer: 4 });
const ended = (): Table => playUntil(seatedTable(), inEnd, seeded(1));
const standIn = (table: Table): Table => {
  table.happen([{ type: "stand-in-seated", seat: 1 }]);
  return table;
};

describe("[S20, W23] what a seat that changes hands means", () => {
  type Row = [string, () => Table, (table: Table) => Events, Handover, string, string];
  test.each<Row>([
    [
      "a person's seat in mid-deal, for another name",
      seatedTable,
      () => replaceSeat(1, { name: "Ugo", by: "host" }, 5),
      { kind: "key", was: "Player 2", name: "Ugo", hand: "seen" },
      "The host has made a new key for Player 2’s seat, in the name of Ugo. Whoever holds it can see that hand.",
      "L’organizzatore ha fatto una nuova chiave per il posto di Player 2, a nome di Ugo. Chi ce l’ha può vedere quelle carte.",
    ],
    [
      "a person's seat in mid-deal, for the same name",
      seatedTable,
      () => replaceSeat(1, { name: "Player 2", by: "host" }, 5),
      { kind: "key", was: "Player 2", name: "Player 2", hand: "seen" },
      "The host has made a new key for Player 2’s seat. Whoever holds it can see that hand.",
      "L’organizzatore ha fatto una nuova chiave per il posto di Player 2. Chi ce l’ha può vedere quelle carte.",
    ],
    [
      "a person's seat between deals",
      ended,
      () => replaceSeat(1, { name: "Ugo", by: "host" }, 5),
      { kind: "key", was: "Player 2", name: "Ugo", hand: "none" },
      "The host has made a new key for Player 2’s seat, in the name of Ugo.",
      "L’organizzatore ha fatto una nuova chiave per il posto di Player 2, a nome di Ugo.",
    ],
    [
      "the seat of a person for whom a bot plays",
      () => standIn(seatedTable()),
      () => replaceSeat(1, { name: "Ugo", by: "host" }, 5),
      { kind: "key", was: "Player 2", name: "Ugo", hand: "unknown" },
      "The host has made a new key for Player 2’s seat, in the name of Ugo. Whoever holds it may be able to see that hand.",
      "L’organizzatore ha fatto una nuova chiave per il posto di Player 2, a nome di Ugo. Chi ce l’ha potrebbe vedere quelle carte.",
    ],
    [
      "a person's seat, taken away in mid-deal",
      seatedTable,
      (table) => sure(removePlayer(table.game, 1, "host")),
      { kind: "bot", was: "Player 2", name: "Bruno", unsure: false },
      "The host has taken the seat from Player 2. The bot Bruno has it now.",
      "L’organizzatore ha tolto il posto a Player 2. Adesso ce l’ha il bot Bruno.",
    ],
    [
      "the seat of a person for whom a bot plays, taken away: a new key under the bot's name would look the same",
      () => standIn(seatedTable()),
      (table) => sure(removePlayer(table.game, 1, "host")),
      { kind: "bot", was: "Player 2", name: "Bruno", unsure: true },
      "The host has taken the seat from Player 2. The bot Bruno has it now. If a new key was made for it, whoever holds that may be able to see the hand.",
      "L’organizzatore ha tolto il posto a Player 2. Adesso ce l’ha il bot Bruno. Se è stata fatta una nuova chiave, chi ce l’ha potrebbe vedere quelle carte.",
    ],
    [
      "a bot's seat in mid-deal, joined",
      amongBots,
      () => takeBotSeat(3, UGO, 3, 5),
      { kind: "newcomer", was: "Dante", name: "Ugo", byHost: false, waits: true },
      "Ugo takes the seat of the bot Dante. Ugo plays from the next deal; until then the bot plays, and its cards stay hidden.",
      "Ugo prende il posto del bot Dante. Ugo gioca dalla prossima smazzata; fino ad allora gioca il bot, e le sue carte restano coperte.",
    ],
    [
      "a bot's seat in mid-deal, given by the host",
      amongBots,
      () => takeBotSeat(3, UGO, "host", 5),
      { kind: "newcomer", was: "Dante", name: "Ugo", byHost: true, waits: true },
      "The host has given the seat of the bot Dante to Ugo. Ugo plays from the next deal; until then the bot plays, and its cards stay hidden.",
      "L’organizzatore ha dato a Ugo il posto del bot Dante. Ugo gioca dalla prossima smazzata; fino ad allora gioca il bot, e le sue carte restano coperte.",
    ],
    [
      "a bot's seat between deals",
      () => playUntil(amongBots(), inEnd, seeded(2)),
      () => takeBotSeat(3, UGO, 3, 5),
      { kind: "newcomer", was: "Dante", name: "Ugo", byHost: false, waits: false },
      "Ugo takes the seat of the bot Dante.",
      "Ugo prende il posto del bot Dante.",
    ],
  ])("[S20, W23] %s", (_, table, change, handover, english, italian) => {
    const seen = table();
    const told = read(seen, change(seen));
    expect(told).toEqual(handover);
    expect(TELLERS.map((words) => handoverSentences(told, words).join(" "))).toEqual([english, italian]);
  });

  test("[S20] a newcomer who waits is given another key: it may be one that sees the hand", () => {
    const table = amongBots();
    table.happen(takeBotSeat(3, UGO, 3, 5));
    expect(read(table, replaceSeat(3, { name: "Ida", by: "host" }, 6))).toEqual({
      kind: "key",
      was: "Ugo",
      name: "Ida",
      hand: "unknown",
    });
  });
});
