import { describe, expect, test } from "vitest";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { TABLES } from "../../src/shared/game/tables.ts";
import { ENGLISH } from "../../src/web/i18n/english.ts";
import { ITALIAN } from "../../src/web/i18n/italian.ts";
import { rulesTold } from "../../src/web/model/rules-told.ts";

const english = (change: Partial<Rules>) => rulesTold({ ...DEFAULT_RULES, ...change }, ENGLISH);
const italian = (change: Partial<Rules>) => rulesTold({ ...DEFAULT_RULES, ...change }, ITALIAN);

describe("[W32] the rules of a table at a glance", () => {
  test("[W32] the usual rules are a table, the deals and the clock", () => {
    expect(english({})).toEqual(["Al buio, in the dark", "10 deals", "Each move: no limit"]);
    expect(italian({ deals: 1, turn_seconds: 60 })).toEqual(["Al buio", "Una smazzata", "Ogni mossa: 1 min"]);
  });

  test("[W32] a known table is told by its name alone", () => {
    expect(english({ ...TABLES.classica, turn_seconds: 30 })).toEqual([
      "Classica, the classic",
      "10 deals",
      "Each move: 30 seconds",
    ]);
    expect(italian(TABLES.siciliana)[0]).toBe("Siciliana");
  });

  test("[W32] a table of its own is told by what is unlike the default", () => {
    expect(italian({ auction: "ranks", first_lead: "eldest" })).toEqual([
      "L’asta è a carte",
      "La prima carta è del primo di mano",
      "10 smazzate",
      "Ogni mossa: senza limite",
    ]);
    expect(english({ suit_call: "before-play" })[0]).toBe("The suit is called before play");
    expect(english({ rank_call: "after-first-trick" })[0]).toBe("The rank is called after the first trick");
  });

  test.each([
    [{ minimum_bid: 70 }, "Lowest bid: 70"],
    [{ weak_hand_below: 0 }, "Weak hands are played"],
    [{ weak_hand_below: 3 }, "Deal again below 3 points"],
    [{ multiplier: "ladder" }, "High bids count more and more"],
    [{ thrown_in: "double" }, "After all have passed it counts double"],
    [{ match_points: 20 }, "The match also ends at 20 points"],
    [{ phrases: false }, "No phrases"],
    [{ hints: true }, "Advice is allowed"],
  ] as const)("[W32] %j is told in a phrase of its own, in both languages", (change, told) => {
    expect(english(change).slice(3)).toEqual([told]);
    expect(italian(change)).toHaveLength(4);
    expect(italian(change)[3]).not.toBe(told);
  });
});
