import { expect } from "vitest";
import { openEventLog } from "../../src/actor/core/event-log.ts";
import { advance, type Entry, type GameRecord } from "../../src/actor/core/game-record.ts";
import type { Sql } from "../../src/actor/core/platform.ts";
import { shortened } from "../../src/actor/core/short-names.ts";
import { WRITES } from "../../src/shared/format.ts";
import { finishedDeal } from "../../src/shared/game/finished.ts";
import { playedEntries, type Written } from "./entries.ts";

/** An empty storage. */
export interface Ground {
  readonly sql: Sql;
  /** Runs `write` and rolls back its writes. */
  readonly undo: (write: () => void) => void;
}

/** One test of the event log with a separate storage. Throws on a failure. */
export interface Case {
  readonly title: string;
  readonly run: (ground: Ground) => void;
}

/** The text of a field in a checkpoint; a text is cut off before its end. */
const stored = (name: string, value: string | number): string => {
  const [short = ""] = Object.keys(shortened({ [name]: 0 }) as object);
  return `${JSON.stringify(short)}:${JSON.stringify(value).replace(/"$/, "")}`;
};

const GAME_ID = "STORE1";
const TOMBSTONE = { gameId: GAME_ID, epoch: 1, revision: 77 };
const RESTORED: Entry = { at: 1_800_000_900_000, by: null, events: [{ type: "game-restored" }] };

/** A deal and some moves of the next one. */
const played = playedEntries(GAME_ID, 90);
const before = (count: number): readonly Written[] => played.slice(0, count);
const closesAt = played.findIndex(({ entry }) => entry.events.some(({ type }) => type === "deal-ended"));
const last = (written: readonly Written[]): GameRecord => (written.at(-1) as Written).after;

const fill = (sql: Sql, written: readonly Written[]) => {
  const store = openEventLog(sql);
  store.load();
  for (const { entry, after } of written) store.append(entry, after);
  return store;
};
const rowsIn = (sql: Sql): number =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length &&
  sql.exec("SELECT seq FROM log").toArray().length;
const holds = (sql: Sql, table: GameRecord) =>
  expect(openEventLog(sql).load()).toEqual({ kind: "record", record: table });
const FORMAT = `"format":${WRITES}`;
const cut = (sql: Sql, seq: number) =>
  sql.exec("UPDATE log SET row = substr(row, 1, length(row) / 2) WHERE seq = ?", seq);
/** The ways in which a row can be damaged. */
const SPOILERS: readonly (readonly [(sql: Sql, seq: number) => void, string])[] = [
  [cut, "cut in half"],
  [(sql, seq) => sql.exec("UPDATE log SET row = '' WHERE seq = ?", seq), "emptied"],
  [(sql, seq) => sql.exec("UPDATE log SET row = 'null' WHERE seq = ?", seq), "null"],
  [(sql, seq) => sql.exec("UPDATE log SET row = '[1]' WHERE seq = ?", seq), "a list"],
  [
    (sql, seq) =>
      sql.exec(
        "UPDATE log SET row = ? WHERE seq = ?",
        `{${FORMAT},"kind":"entry","entry":{"at":1,"by":null,"events":[{"type":"card-burnt","seat":1}]}}`,
        seq,
      ),
    "an event that nobody knows",
  ],
  [
    (sql, seq) =>
      sql.exec(
        "UPDATE log SET row = ? WHERE seq = ?",
        `{${FORMAT},"kind":"entry","entry":{"at":1,"by":null,"events":[{"type":"deal-ended","nextSecret":""}]}}`,
        seq,
      ),
    "an event that cannot be",
  ],
  [
    (sql, seq) =>
      sql.exec("UPDATE log SET row = ? WHERE seq = ?", `{${FORMAT},"kind":"what","is":"this"}`, seq),
    "another kind of row",
  ],
];

/** What the actor requires of its event log, for any SQLite. */
export const STORE_CASES: readonly Case[] = [
  {
    title: "[H13] an empty storage is read as empty, and reading creates nothing",
    run: ({ sql }) => {
      const store = openEventLog(sql);
      expect(store.load()).toEqual({ kind: "empty" });
      expect(store.lastActions(5)).toEqual([]);
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'log'").toArray()).toEqual([]);
    },
  },
  {
    title: "[R2, R5] each entry is one row, and after each the table is read back as it was",
    run: ({ sql }) => {
      const store = openEventLog(sql);
      for (const [at, { entry, after }] of played.entries()) {
        store.append(entry, after);
        expect(rowsIn(sql)).toBe(at + 1);
        holds(sql, after);
      }
    },
  },
  {
    title: "[R2] a store that is opened later goes on where an earlier one stopped",
    run: ({ sql }) => {
      for (const [at, { entry, after }] of played.entries()) {
        const store = openEventLog(sql);
        expect(store.load().kind).toBe(at === 0 ? "empty" : "record");
        store.append(entry, after);
      }
      holds(sql, last(played));
      expect(openEventLog(sql).lastActions(played.length)).toHaveLength(90);
    },
  },
  {
    title: "[R2] the end of a deal is where reading starts, and nothing before it is read",
    run: ({ sql }) => {
      fill(sql, played);
      expect(closesAt).toBeGreaterThan(0);
      expect(played.length).toBeGreaterThan(closesAt + 3);
      sql.exec("UPDATE log SET row = 'no entry' WHERE seq <= ?", closesAt);
      holds(sql, last(played));
      sql.exec("UPDATE log SET row = 'no entry' WHERE seq = ?", closesAt + 1);
      // The rows between the game's creation and the checkpoint are also deleted.
      expect(openEventLog(sql).load()).toEqual({ kind: "damaged", record: null, seq: closesAt + 1 });
    },
  },
  {
    title: "[R2] the very row that ends a deal is read back",
    run: ({ sql }) => {
      const until = before(closesAt + 1);
      fill(sql, until);
      holds(sql, last(until));
    },
  },
  {
    title: "[R3] a restored game starts from its own first row, in a storage that has no other",
    run: ({ sql }) => {
      const restored = advance(last(before(20)), RESTORED);
      const store = openEventLog(sql);
      store.append(RESTORED, restored);
      holds(sql, restored);
      const { entry } = before(21).at(-1) as Written;
      const next = advance(restored, entry);
      store.append(entry, next);
      holds(sql, next);
    },
  },
  {
    title:
      "[R5, R13] a deal that ends is one more row, and is read from there by a store that is opened later",
    run: ({ sql, undo }) => {
      const ended = finishedDeal(last(before(closesAt + 1)).game);
      undo(() => {
        expect(fill(sql, before(closesAt)).deals(GAME_ID, 1, 9)).toEqual([]);
        expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'deals'").toArray()).toEqual([]);
      });
      const store = fill(sql, played);
      for (const one of [store, openEventLog(sql)]) {
        expect(one.deals(GAME_ID, 1, 9)).toEqual([ended]);
        expect(one.deals(GAME_ID, 2, 9)).toEqual([]);
        expect(one.deals("OTHERS", 1, 9)).toEqual([]);
      }
      // The checkpoints after it do not contain it.
      const row = sql.exec<{ row: string }>("SELECT row FROM deals").toArray();
      expect(row).toHaveLength(1);
      sql.exec("UPDATE deals SET row = substr(row, 1, 50)");
      expect(openEventLog(sql).deals(GAME_ID, 1, 9)).toEqual([]);
      holds(sql, last(played));
    },
  },
  {
    title: "[R13] finished deals can be added, the latest forty are kept, and they go with the game",
    run: ({ sql }) => {
      const store = fill(sql, before(20));
      const ended = finishedDeal(last(before(closesAt + 1)).game);
      const numbers = (first: number, end: number) =>
        Array.from({ length: end - first }, (_, at) => first + at);
      const dealsOf = (of: readonly number[]) => of.map((dealNumber) => ({ ...ended, dealNumber }));
      store.keepDeals(GAME_ID, []);
      store.keepDeals(GAME_ID, dealsOf(numbers(2, 44)));
      store.keepDeals(GAME_ID, dealsOf([43, 1]));
      expect(store.deals(GAME_ID, 0, 99)).toEqual(dealsOf(numbers(4, 44)));
      holds(sql, last(before(20)));
      store.writeTombstone(TOMBSTONE);
      expect(store.deals(GAME_ID, 0, 99)).toEqual([]);
    },
  },
  {
    title: "[D6] the latest actions are players' alone, oldest first, as many as asked for",
    run: ({ sql }) => {
      const actions = played.flatMap(({ entry }) => (entry.by ? [entry] : []));
      expect(actions.length).toBeLessThan(played.length);
      const store = fill(sql, before(7));
      expect(store.lastActions(5)).toEqual(actions.slice(0, 1));
      for (const { entry, after } of played.slice(7)) store.append(entry, after);
      for (const count of [0, 1, 5, actions.length, actions.length + 100]) {
        const latest = count === 0 ? [] : actions.slice(-count);
        expect(store.lastActions(count)).toEqual(latest);
        expect(openEventLog(sql).lastActions(count)).toEqual(latest);
      }
    },
  },
  {
    title: "[D6] where no player has acted there are no latest actions",
    run: ({ sql }) => {
      expect(fill(sql, before(6)).lastActions(5)).toEqual([]);
    },
  },
  {
    title: "[D9] a buried game leaves its mark and nothing else",
    run: ({ sql }) => {
      const store = fill(sql, played);
      store.writeTombstone(TOMBSTONE);
      expect(rowsIn(sql)).toBe(1);
      const mark = { kind: "tombstone", tombstone: TOMBSTONE };
      expect(openEventLog(sql).load()).toEqual(mark);
      expect(openEventLog(sql).load()).toEqual(mark);
      expect(store.lastActions(100)).toEqual([]);
      const [{ row } = { row: "" }] = sql.exec<{ row: string }>("SELECT row FROM log").toArray();
      for (const { hands } of played.flatMap(({ entry }) =>
        entry.events.flatMap((event) => (event.type === "dealt" ? [event] : [])),
      ))
        for (const hand of hands) expect(row).not.toContain(JSON.stringify(hand));
    },
  },
  {
    title: "[D9] a game may be buried before a player has acted",
    run: ({ sql }) => {
      fill(sql, before(1)).writeTombstone(TOMBSTONE);
      expect(openEventLog(sql).load()).toEqual({ kind: "tombstone", tombstone: TOMBSTONE });
    },
  },
  {
    title:
      "[R8] of rows that cannot be read the log goes back to the last that can, and throws at none of them",
    run: ({ sql, undo }) => {
      fill(sql, played);
      for (const [spoil, how] of SPOILERS) {
        for (const seq of [closesAt + 3, closesAt + 10, played.length]) {
          undo(() => {
            spoil(sql, seq);
            const stored = openEventLog(sql).load();
            expect({ how, stored }).toEqual({
              how,
              stored: { kind: "damaged", seq, record: last(before(seq - 1)) },
            });
          });
        }
      }
      holds(sql, last(played));
    },
  },
  {
    title:
      "[R8] where a checkpoint cannot be read the log goes back to the one before, and from there on as far as it can",
    run: ({ sql }) => {
      fill(sql, played);
      cut(sql, closesAt + 1);
      const stored = openEventLog(sql).load();
      expect(stored).toEqual({ kind: "damaged", seq: closesAt + 1, record: last(before(closesAt)) });
    },
  },
  {
    title: "[R8] a table that nobody could be shown is not taken for one, though each of its rows is JSON",
    run: ({ sql, undo }) => {
      fill(sql, before(closesAt + 4));
      for (const [from, to] of [
        [stored("name", "end"), stored("name", "fin")],
        [stored("secret", "#"), stored("secret", "#+")],
        [stored("version", 1), stored("version", -1)],
      ] as const) {
        undo(() => {
          sql.exec("UPDATE log SET row = replace(row, ?, ?) WHERE seq = ?", from, to, closesAt + 1);
          // The rows before it and after it can still be read.
          expect(openEventLog(sql).load()).toMatchObject({
            kind: "damaged",
            record: last(before(closesAt + 4)),
          });
        });
      }
    },
  },
  {
    title: "[R8] damaged rows are kept apart, and a new log begins",
    run: ({ sql }) => {
      fill(sql, played);
      cut(sql, played.length);
      const store = openEventLog(sql);
      store.load();
      expect([store.damagedSince(5), store.damagedSince(9)]).toEqual([5, 5]);
      store.putAside();
      const restored = advance(last(before(played.length - 1)), RESTORED);
      store.append(RESTORED, restored);
      holds(sql, restored);
      expect(rowsIn(sql)).toBe(1);
      expect(sql.exec("SELECT seq FROM aside").toArray()).toHaveLength(played.length);
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'damage'").toArray()).toEqual([]);
      // Only the latest rows that were put aside are kept.
      cut(sql, 1);
      const again = openEventLog(sql);
      expect(again.load()).toEqual({ kind: "damaged", record: null, seq: 1 });
      again.putAside();
      again.append(RESTORED, restored);
      expect(sql.exec("SELECT seq FROM aside").toArray()).toHaveLength(1);
      again.writeTombstone(TOMBSTONE);
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'aside'").toArray()).toEqual([]);
    },
  },
  {
    title: "[R9] what later code has stored is told apart, wherever it stands, and left as it is",
    run: ({ sql, undo }) => {
      fill(sql, played);
      for (const seq of [closesAt + 1, closesAt + 5, played.length])
        undo(() => {
          sql.exec("UPDATE log SET row = replace(row, ?, ?) WHERE seq = ?", FORMAT, '"format":99', seq);
          expect(openEventLog(sql).load()).toEqual({ kind: "newer" });
        });
      undo(() => {
        openEventLog(sql).writeTombstone(TOMBSTONE);
        sql.exec("UPDATE log SET row = replace(row, ?, ?)", FORMAT, '"format":99');
        expect(openEventLog(sql).load()).toEqual({ kind: "newer" });
      });
      // A format that no version has written counts as damage.
      sql.exec("UPDATE log SET row = replace(row, ?, ?) WHERE seq = ?", FORMAT, '"format":-1', played.length);
      expect(openEventLog(sql).load()).toMatchObject({ kind: "damaged", seq: played.length });
    },
  },
  {
    title:
      "[R10] however long nobody ends a deal, waking reads at most 200 rows, and at most 10,000 are kept",
    run: ({ sql }) => {
      const [{ entry: first, after }] = played as [Written, ...Written[]];
      const store = openEventLog(sql);
      store.append(first, after);
      let table = after;
      for (let row = 2; row <= 12_345; row += 1) {
        const entry: Entry = { at: 1_800_000_000_000 + row, by: null, events: [{ type: "game-restored" }] };
        const idle: Entry = row === 7 ? entry : { ...entry, events: [] };
        table = advance(table, idle);
        store.append(idle, table);
        if (row % 1_000 > 2 && row < 12_340) continue;
        const [{ read = 0, kept = 0 } = {}] = sql
          .exec<{ read: number; kept: number }>(
            "SELECT MAX(seq) - MAX(base) + 1 AS read, COUNT(*) AS kept FROM log",
          )
          .toArray();
        expect(read).toBeLessThanOrEqual(200);
        expect(kept).toBeLessThanOrEqual(10_000);
      }
      holds(sql, table);
      expect(rowsIn(sql)).toBeGreaterThan(5_000);
    },
  },
  {
    title: "[H17, D6] a row that cannot be read is passed over where only the latest actions are asked for",
    run: ({ sql }) => {
      const store = fill(sql, before(20));
      const actions = store.lastActions(100);
      cut(sql, 20);
      expect(store.lastActions(100)).toEqual(actions.slice(0, -1));
    },
  },
  {
    title:
      "[R1] what was written and undone is not there, be it the first row, a later one or the mark of an end",
    run: ({ sql, undo }) => {
      const [first, ...more] = played as [Written, ...Written[]];
      undo(() => openEventLog(sql).append(first.entry, first.after));
      expect(openEventLog(sql).load()).toEqual({ kind: "empty" });
      expect(openEventLog(sql).lastActions(5)).toEqual([]);
      fill(sql, [first]);
      undo(() => {
        const store = openEventLog(sql);
        store.load();
        for (const { entry, after } of more) store.append(entry, after);
        holds(sql, last(played));
      });
      holds(sql, first.after);
      undo(() => {
        const store = openEventLog(sql);
        store.load();
        store.writeTombstone(TOMBSTONE);
      });
      holds(sql, first.after);
    },
  },
  {
    title: "[R1] a row that cannot be written leaves no trace, and the log goes on without it",
    run: ({ sql }) => {
      let full = false;
      const store = openEventLog({
        exec: (query, ...bound) => {
          if (full && query.startsWith("INSERT")) throw new Error("the row is too big");
          return sql.exec(query, ...bound);
        },
      });
      const failing = (entry: Entry, after: GameRecord) => {
        full = true;
        expect(() => store.append(entry, after)).toThrow("too big");
        full = false;
      };
      for (const [at, { entry, after }] of played.entries()) {
        // Each kind of row: the first one, one that ends a deal, and one of a restore.
        if (at === 0 || at === closesAt || at % 7 === 0) failing(entry, after);
        if (at % 11 === 5) failing(RESTORED, advance(after, RESTORED));
        store.append(entry, after);
        holds(sql, after);
      }
      expect(rowsIn(sql)).toBe(played.length);
    },
  },
];
