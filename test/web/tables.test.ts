import { describe, expect, test } from "vitest";
import { ORDERS } from "../../dev/clients/rules.ts";
import { conflictIn, DEFAULT_RULES } from "../../src/shared/game/rules.ts";
import { TABLE_NAMES, TABLES, tableOf } from "../../src/shared/game/tables.ts";
import { fitting, orderIn, orderText } from "../../src/web/model/tables.ts";

describe("known tables", () => {
  test("[W28] Al buio is the default, and each is known by its rules", () => {
    expect({ ...DEFAULT_RULES, ...TABLES.buio }).toEqual(DEFAULT_RULES);
    for (const name of TABLE_NAMES) {
      expect(conflictIn({ ...DEFAULT_RULES, ...TABLES[name] })).toBeNull();
      expect(tableOf(TABLES[name])).toBe(name);
    }
    expect(ORDERS.filter((order) => tableOf(order) === null)).toHaveLength(ORDERS.length - 3);
  });

  test("[W28] the kept choice is read again, and anything else is none", () => {
    for (const order of ORDERS) expect(orderIn(orderText(order))).toEqual(order);
    for (const text of [null, "", "classica", "points before-play after-first-trick"])
      expect(orderIn(text)).toBeNull();
    expect(orderIn("ranks after-first-trick after-first-trick caller")).toBeNull();
    expect(orderIn("ranks before-play never caller")).toBeNull();
  });
});

test("[W28, G36] each choice in the form leads to rules that go together, and is made", () => {
  const changes = [
    { auction: "ranks" },
    { auction: "points" },
    { rank_call: "after-first-trick" },
    { rank_call: "before-play" },
    { suit_call: "before-play" },
    { suit_call: "after-first-trick" },
  ] as const;
  for (const order of ORDERS)
    for (const change of changes) {
      const rules = fitting({ ...DEFAULT_RULES, ...order, minimum_bid: 61 }, change);
      expect(conflictIn(rules)).toBeNull();
      expect(rules).toMatchObject(change);
    }
  expect(fitting({ ...DEFAULT_RULES, minimum_bid: 80 }, { auction: "ranks" }).minimum_bid).toBe(61);
});
