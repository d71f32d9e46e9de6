import { describe, expect, test } from "vitest";
import { gameIdOf, newGameId } from "../../src/shared/protocol/ids.ts";
import { cleanName, defaultName, distinctName } from "../../src/shared/protocol/names.ts";

describe("names", () => {
  test.each<readonly [string | undefined, string | null]>([
    ["Ada", "Ada"],
    ["  Ada  ", "Ada"],
    ["\t\nAda\r\n", "Ada"],
    ["Ada  Lovelace", "Ada  Lovelace"],
    ["A\u0000d\u0007a\u001b[31m", "Ada[31m"],
    ["A\u007fd\u009ba", "Ada"],
    ["\u202eadA", "adA"],
    ["A\u200e\u200f\u061cda", "Ada"],
    ["\u202a\u202b\u202c\u202dAda\u2066\u2067\u2068\u2069", "Ada"],
    ["Ada\u2028\u2029", "Ada"],
    ["\ufeffAda", "Ada"],
    [" \u202e Ada \u202c ", "Ada"],
    ["a".repeat(24), "a".repeat(24)],
    ["a".repeat(25), "a".repeat(24)],
    [`${"a".repeat(23)} bcd`, "a".repeat(23)],
    [`${"\u200b".repeat(50)}Ada`, "Ada"],
    ["Zoë Müller-Łukasz", "Zoë Müller-Łukasz"],
    ["李小龙", "李小龙"],
    ["עברית", "עברית"],
    ["A\u00add\u180ea", "Ada"],
    ["Ada\u{e0041}\u{e0064}", "Ada"],
    ["\u3164\u115f\u2800Ada\ufe0f", "Ada"],
    ["\ue000Ada\u{10ffff}", "Ada"],
    ["\u3164", null],
    ["<script>alert(1)</script>", "<script>alert(1)</script".slice(0, 24)],
    ["Player 3", "Player 3"],
    ["\ud800Ada", "Ada"],
    ["", null],
    ["   ", null],
    ["\u202e\u0000 \u200f", null],
    [undefined, null],
  ])("[H12] %j is shown as %j", (given, shown) => {
    expect(cleanName(given)).toBe(shown);
  });

  test("[H12] 24 characters may be emoji, and none is cut in half", () => {
    const name = cleanName("🂡".repeat(30)) ?? "";
    expect([...name]).toHaveLength(24);
    expect(name).not.toMatch(/\p{Cs}/u);
  });

  test("[H12] cleaning a clean name changes nothing", () => {
    for (const given of [
      "Ada",
      `${"a".repeat(23)} b`,
      "e\u0301".repeat(30),
      "e\u200b\u0301",
      " \u202e x \u0000 y ",
      // What is between them is a pile of marks, and goes: its neighbours are one letter then.
      `가a${"\u0301\u0302".repeat(10)}\u11a8`,
      `\u1100a${"\u0301\u0302".repeat(10)}\u1161`,
    ]) {
      const once = cleanName(given) ?? "";
      expect(cleanName(once)).toBe(once);
      expect(once.normalize("NFC")).toBe(once);
    }
  });

  test("[H12] who gives no name is Player N", () => {
    expect(([0, 1, 2, 3, 4] as const).map(defaultName)).toEqual([1, 2, 3, 4, 5].map((n) => `Player ${n}`));
  });
});

describe("a name that another seat has", () => {
  test.each<readonly [string, readonly string[], string]>([
    ["Elio", [], "Elio"],
    ["Elio", ["Ada"], "Elio"],
    ["Elio", ["Elio"], "Elio 2"],
    ["elio", ["ELIO"], "elio 2"],
    ["Ｅｌｉｏ", ["Elio"], "Ｅｌｉｏ 2"],
    ["Straße", ["STRASSE"], "Straße 2"],
    ["STRAẞE", ["Straße"], "STRAẞE 2"],
    ["Elio", ["Elio", "Elio 2", "Elio 4"], "Elio 3"],
    ["Elio", ["Elio", "elio 2", "ELIO 3", "Elio 4"], "Elio 5"],
    ["Elio 2", ["Elio", "Elio 2"], "Elio 2 2"],
    ["Bot 3", ["Bot 3"], "Bot 3 2"],
    ["a".repeat(24), ["A".repeat(24)], `${"a".repeat(22)} 2`],
    ["\u{1f0a1}".repeat(24), ["\u{1f0a1}".repeat(24)], `${"\u{1f0a1}".repeat(22)} 2`],
    [`${"a".repeat(21)} bc`, [`${"a".repeat(21)} bc`], `${"a".repeat(21)} 2`],
  ])("[H20] %j beside %j is %j", (name, others, wanted) => {
    expect(distinctName(name, others)).toBe(wanted);
  });

  test("[H20] the number never takes a name beyond its 128 bytes", () => {
    const name = cleanName("👨‍👩‍👧‍👦".repeat(24)) ?? "";
    const distinct = distinctName(name, [name]);
    expect(distinct).toMatch(/ 2$/);
    expect(Buffer.byteLength(distinct)).toBeLessThanOrEqual(128);
    expect(cleanName(distinct)).toBe(distinct);
  });
});

describe("game ids", () => {
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  test("[H13] an id is six characters of the alphabet, each drawn from a byte of its own, all equally likely", () => {
    const seen = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const id = newGameId((length) => new Uint8Array(length).fill(byte));
      expect(id).toMatch(/^(.)\1{5}$/);
      seen.set(id.charAt(0), (seen.get(id.charAt(0)) ?? 0) + 1);
    }
    expect([...seen.keys()].sort().join("")).toBe(ALPHABET);
    expect(new Set(seen.values())).toEqual(new Set([8]));
    const bytes = Uint8Array.from([0, 1, 2, 29, 30, 31]);
    expect(newGameId(() => bytes)).toBe("012XYZ");
  });

  test.each([
    ["ABC123", "ABC123"],
    ["abc123", "ABC123"],
    ["aBc12z", "ABC12Z"],
    ["000000", "000000"],
  ])("[H13] %s is the id %s", (given, id) => {
    expect(gameIdOf(given)).toBe(id);
  });

  test.each([
    "",
    "ABC12",
    "ABC1234",
    "ABC12I",
    "ABC12L",
    "ABC12O",
    "ABC12U",
    "abc12i",
    "ABC-12",
    " ABC123",
    "ABC123 ",
    "ABC123\n",
    "ABC12\u0000",
    "ＡＢＣ１２３",
    "../../",
    "ABC12é",
    "__proto__",
  ])("[H13] %j can be no id", (given) => {
    expect(gameIdOf(given)).toBeNull();
  });

  test.each(["ßßß", "ABC12ſ", "ﬀﬀﬀ"])(
    "[H13] %j, which upper case turns into letters, can be no id",
    (given) => {
      expect(gameIdOf(given)).toBeNull();
    },
  );
});

describe("placing", async () => {
  interface Actors {
    readonly hintFor: (continent: unknown) => string | undefined;
  }
  // Not by name: the module has the types of another runtime.
  const { hintFor }: Actors = await import(new URL("../../src/edge/actors.ts", import.meta.url).href);

  test.each([
    ["EU", ["weur", "eeur"]],
    ["NA", ["enam", "wnam"]],
    ["SA", ["sam"]],
    ["AS", ["apac"]],
    ["OC", ["oc"]],
    ["AF", ["afr"]],
    ["AN", ["oc", "sam", "afr"]],
  ])("[H14] a creator on %s is near %j", (continent, near) => {
    expect(near).toContain(hintFor(continent));
  });

  test.each([undefined, null, "", "T1", "XX", "eu", 7, {}, "__proto__", "constructor", "toString"])(
    "[H14] of %j nothing is known: Cloudflare chooses",
    (continent) => {
      expect(hintFor(continent)).toBeUndefined();
    },
  );
});
