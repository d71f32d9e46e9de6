import { KEPT_DEALS } from "../../shared/game/finished.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import type { Sql } from "./platform.ts";
import { dealIn, dealToStore } from "./stored-deal.ts";

/** The finished deals of a game in the SQLite of its object, one row each. */
export interface DealRows {
  /** Stores `deals`. The latest forty are kept. */
  readonly put: (gameId: string, deals: readonly FinishedDeal[]) => void;
  /** The readable deals with numbers from `first` to `last`, oldest first. */
  readonly read: (gameId: string, first: number, last: number) => readonly FinishedDeal[];
}

/** Opens the rows. The table is created with the first deal. */
export const openDealRows = (sql: Sql): DealRows => {
  const exists = () => sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'deals'").toArray().length > 0;
  return {
    put: (gameId, deals) => {
      if (deals.length === 0) return;
      if (!exists()) sql.exec("CREATE TABLE deals (number INTEGER PRIMARY KEY, row TEXT NOT NULL)");
      for (const deal of deals) {
        const text = JSON.stringify(dealToStore(gameId, deal));
        sql.exec("INSERT OR REPLACE INTO deals (number, row) VALUES (?, ?)", deal.dealNumber, text);
      }
      const oldest = Math.max(...deals.map(({ dealNumber }) => dealNumber)) - KEPT_DEALS;
      if (oldest > 0) sql.exec("DELETE FROM deals WHERE number <= ?", oldest);
    },
    read: (gameId, first, last) => {
      if (!exists()) return [];
      return sql
        .exec<{ number: number; row: string }>(
          "SELECT number, row FROM deals WHERE number >= ? AND number <= ? ORDER BY number",
          first,
          last,
        )
        .toArray()
        .flatMap(({ number, row }) => dealIn(parsed(row), gameId, number) ?? []);
    },
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
