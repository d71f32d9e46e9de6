import { expect } from "vitest";
import type { Sql } from "../../src/actor/platform.ts";
import { openStore } from "../../src/actor/store.ts";
import { advance, type Entry, type Table } from "../../src/actor/table.ts";
import { playedEntries, type Written } from "./entries.ts";

/** A storage in which nothing is yet. */
export interface Ground {
  readonly sql: Sql;
  /** Does `write`, and then undoes all that it wrote. */
  readonly undo: (write: () => void) => void;
}

/** One promise of the store, tried on a ground of its own. Throws where it is not kept. */
export interface Case {
  readonly title: string;
  readonly run: (ground: Ground) => void;
}

const GAME_ID = "STORE1";
const RESTORED: Entry = { at: 1_800_000_900_000, by: null, events: [{ type: "game-restored" }] };

/** A deal and some moves of the next one. */
const played = playedEntries(GAME_ID, 90);
const before = (count: number): readonly Written[] => played.slice(0, count);
const closesAt = played.findIndex(({ entry }) => entry.events.some(({ type }) => type === "deal-ended"));
const last = (written: readonly Written[]): Table => (written.at(-1) as Written).after;

const fill = (sql: Sql, written: readonly Written[]) => {
  const store = openStore(sql);
  store.load();
  for (const { entry, after } of written) store.append(entry, after);
  return store;
};
const rowsIn = (sql: Sql): number =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length &&
  sql.exec("SELECT seq FROM log").toArray().length;
const holds = (sql: Sql, table: Table) => expect(openStore(sql).load()).toEqual({ kind: "table", table });
const thrownBy = (work: () => void): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

/** What the actor relies on in its store, over whichever SQLite. */
export const STORE_CASES: readonly Case[] = [
  {
    title: "[H13] an empty storage is read as empty, and reading creates nothing",
    run: ({ sql }) => {
      const store = openStore(sql);
      expect(store.load()).toEqual({ kind: "empty" });
      expect(store.lastActions(5)).toEqual([]);
      expect(sql.exec("SELECT name FROM sqlite_master WHERE name = 'log'").toArray()).toEqual([]);
    },
  },
  {
    title: "[R2, R5] each entry is one row, and after each the table is read back as it was",
    run: ({ sql }) => {
      const store = openStore(sql);
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
        const store = openStore(sql);
        expect(store.load().kind).toBe(at === 0 ? "empty" : "table");
        store.append(entry, after);
      }
      holds(sql, last(played));
      expect(openStore(sql).lastActions(played.length)).toHaveLength(90);
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
      expect(() => openStore(sql).load()).toThrow("not JSON");
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
      const store = openStore(sql);
      store.append(RESTORED, restored);
      holds(sql, restored);
      const { entry } = before(21).at(-1) as Written;
      const next = advance(restored, entry);
      store.append(entry, next);
      holds(sql, next);
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
        expect(openStore(sql).lastActions(count)).toEqual(latest);
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
      store.bury(GAME_ID, 1_800_000_123_456);
      expect(rowsIn(sql)).toBe(1);
      const mark = { kind: "tombstone", gameId: GAME_ID, lateUntil: 1_800_000_123_456 };
      expect(openStore(sql).load()).toEqual(mark);
      expect(openStore(sql).load()).toEqual(mark);
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
      fill(sql, before(1)).bury(GAME_ID, 0);
      expect(openStore(sql).load()).toEqual({ kind: "tombstone", gameId: GAME_ID, lateUntil: 0 });
    },
  },
  {
    title: "[H17] a row that cannot be read is an error that quotes nothing of it",
    run: ({ sql }) => {
      const store = fill(sql, before(10));
      const hidden = '{"kind":"entry","hands":[[17,23,38]],"secret":"5ec4e7"';
      sql.exec("UPDATE log SET row = ? WHERE seq = 9", hidden);
      sql.exec("UPDATE log SET row = ? WHERE seq = 10", hidden);
      for (const read of [() => openStore(sql).load(), () => store.lastActions(1)]) {
        const { name, message, stack = "" } = thrownBy(read);
        expect(name).toBe("UnreadableRow");
        for (const text of [message, stack]) expect(text).not.toMatch(/17,23,38|5ec4e7|"entry"/);
      }
    },
  },
  {
    title:
      "[R1] what was written and undone is not there, be it the first row, a later one or the mark of an end",
    run: ({ sql, undo }) => {
      const [first, ...more] = played as [Written, ...Written[]];
      undo(() => openStore(sql).append(first.entry, first.after));
      expect(openStore(sql).load()).toEqual({ kind: "empty" });
      expect(openStore(sql).lastActions(5)).toEqual([]);
      fill(sql, [first]);
      undo(() => {
        const store = openStore(sql);
        store.load();
        for (const { entry, after } of more) store.append(entry, after);
        holds(sql, last(played));
      });
      holds(sql, first.after);
      undo(() => {
        const store = openStore(sql);
        store.load();
        store.bury(GAME_ID, 0);
      });
      holds(sql, first.after);
    },
  },
  {
    title: "[R1] a row that cannot be written leaves no trace, and the log goes on without it",
    run: ({ sql }) => {
      let full = false;
      const store = openStore({
        exec: (query, ...bound) => {
          if (full && query.startsWith("INSERT")) throw new Error("the row is too big");
          return sql.exec(query, ...bound);
        },
      });
      const failing = (entry: Entry, after: Table) => {
        full = true;
        expect(() => store.append(entry, after)).toThrow("too big");
        full = false;
      };
      for (const [at, { entry, after }] of played.entries()) {
        // Each kind of row: the first, one that ends a deal, a restore's.
        if (at === 0 || at === closesAt || at % 7 === 0) failing(entry, after);
        if (at % 11 === 5) failing(RESTORED, advance(after, RESTORED));
        store.append(entry, after);
        holds(sql, after);
      }
      expect(rowsIn(sql)).toBe(played.length);
    },
  },
];
