import { expect, test } from "vitest";
import { makeSeatCode, redeemSeatCode } from "../../src/shared/game/seat-codes.ts";
import { seatedTable, type Table } from "../support/table.ts";

const MADE_AT = 1_000_000;

const tableWithCode = (): { readonly table: Table; readonly until: number } => {
  const table = seatedTable();
  const { until, events } = makeSeatCode(1, "a hash", MADE_AT);
  table.happen(events);
  return { table, until };
};

test("[T12] a seat code is good for ten minutes", () => {
  const { table, until } = tableWithCode();
  expect(until).toBe(MADE_AT + 600_000);
  expect(redeemSeatCode(table.game, "a hash", until - 1)).toEqual({
    seat: { ok: true, value: 1 },
    events: [{ type: "seat-code-redeemed", seat: 1 }],
  });
  expect(redeemSeatCode(table.game, "a hash", until)).toEqual({
    seat: { ok: false, error: { kind: "bad-code" } },
    events: [],
  });
});

test("[T12] a wrong code counts while a code is open, and not afterwards", () => {
  const { table, until } = tableWithCode();
  expect(redeemSeatCode(table.game, "another", until - 1).events).toEqual([{ type: "seat-code-missed" }]);
  expect(redeemSeatCode(table.game, "another", until).events).toEqual([]);
});
