import { describe, expect, test } from "vitest";
import { seeded } from "../../dev/clients/random.ts";
import { reduce } from "../../src/client/reducer.ts";
import { DECK, rankOf, suitOf } from "../../src/shared/game/cards.ts";
import { TABLE_NAMES } from "../../src/shared/game/tables.ts";
import { seenBy } from "../../src/shared/protocol/announcements.ts";
import { CODES } from "../../src/shared/protocol/refusal.ts";
import type { ServerMessage } from "../../src/shared/protocol/server.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { STEPS } from "../../src/shared/verify/steps.ts";
import { spriteOfCards } from "../../src/web/art/sprite.ts";
import { CHECKS } from "../../src/web/i18n/checks.ts";
import { ENGLISH } from "../../src/web/i18n/english.ts";
import { howToPlay } from "../../src/web/i18n/how-to-play.ts";
import { ITALIAN } from "../../src/web/i18n/italian.ts";
import { LANGUAGES, languageFor } from "../../src/web/i18n/languages.ts";
import { narrate } from "../../src/web/model/narration.ts";
import { whyNot, whyRefused } from "../../src/web/model/refused.ts";
import { inEnd, playUntil, seatedTable } from "../support/table.ts";

/** Words that are the same in both languages. */
const SAME = ["title", "bot", "menu", "partner", "leads"];

describe("[W14] the dictionaries", () => {
  const flat = (words: object, path = ""): readonly (readonly [string, unknown])[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" ? flat(value, `${path}${key}.`) : [[`${path}${key}`, value] as const],
    );

  test("[W14] have the same keys, and nothing is empty or the same in both", () => {
    const [english, italian] = [flat(ENGLISH), new Map(flat(ITALIAN))];
    expect(english.map(([key]) => key).toSorted()).toEqual([...italian.keys()].toSorted());
    const untranslated = english.filter(
      ([key, value]) =>
        typeof value === "string" &&
        !SAME.includes(key) &&
        (value === italian.get(key) || value.trim() === ""),
    );
    expect(untranslated.map(([key]) => key)).toEqual(["inviteLink"]);
  });

  test("[W14] every sentence that is made says something in both languages", () => {
    for (const [key, make] of flat(ENGLISH)) {
      if (typeof make !== "function") continue;
      const there = new Map(flat(ITALIAN)).get(key);
      expect(make.length, key).toBe((there as typeof make).length);
    }
  });

  test("[W14] the checks of a deal and the rules of the game are told in both", () => {
    for (const language of LANGUAGES) {
      for (const step of STEPS) expect(CHECKS[language].steps[step]).toMatch(/\w/);
      for (const table of [...TABLE_NAMES, null])
        expect(howToPlay(language, table)).toHaveLength(howToPlay("en", table).length);
    }
  });

  test("[W14, W28] each table's own game is told, and all of them at a table with rules of its own", () => {
    for (const language of LANGUAGES) {
      const titles = (table: Parameters<typeof howToPlay>[1]) =>
        howToPlay(language, table).map(({ title }) => title);
      for (const [table, name] of [
        ["classica", "Classica"],
        ["buio", "Al buio"],
        ["siciliana", "Siciliana"],
      ] as const) {
        const own = titles(table).filter((title) => title.endsWith(`, ${name}`));
        expect(own.length).toBeGreaterThan(0);
        expect(titles(null)).toEqual(expect.arrayContaining(own));
      }
      expect(new Set(titles(null)).size).toBe(titles(null).length);
      const text = JSON.stringify(howToPlay(language, null));
      for (const word of ["chiamante", "socio", "monte", "cappotto"]) expect(text).toContain(word);
    }
  });

  test.each([
    [null, ["it-IT", "en"], "it"],
    [null, ["de-DE", "it"], "it"],
    [null, ["en-US", "it"], "en"],
    [null, ["de"], "en"],
    ["en", ["it"], "en"],
    ["xx", ["it"], "it"],
  ])("[W14] kept %j, the browser's %j: %s", (kept, preferred, language) => {
    expect(languageFor(kept, preferred)).toBe(language);
  });
});

describe("[W19] the cards", () => {
  const sprite = spriteOfCards();
  test("[W19] forty faces, a back and four signs are drawn, each once and each different", () => {
    const drawn = new Map(
      [...sprite.matchAll(/<symbol id="([^"]+)"[^>]*>(.*?)<\/symbol>/g)].map(([, id, shapes]) => [
        id,
        shapes,
      ]),
    );
    for (const card of DECK) expect(drawn.get(`c${card}`), `card ${card}`).toMatch(/<(path|use|circle)/);
    expect(new Set(DECK.map((card) => drawn.get(`c${card}`))).size).toBe(40);
    for (const id of ["back", "coins", "cups", "swords", "clubs"]) expect(drawn.has(id)).toBe(true);
  });
  test("[W19] every sign that a card refers to is there, and nothing is fetched from elsewhere", () => {
    const ids = new Set([...sprite.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, id] of sprite.matchAll(/href="#([^"]+)"/g)) expect(ids.has(id)).toBe(true);
    expect(sprite.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/http|url\(|<script|style=/);
    expect(sprite).not.toMatch(/NaN|undefined/);
  });
  test("[W19] each has a name of its own in both languages", () => {
    for (const words of [ENGLISH, ITALIAN]) {
      const names = DECK.map((card) => words.card(rankOf(card), suitOf(card)));
      expect(new Set(names).size).toBe(40);
    }
    expect(ITALIAN.card(8, "coins")).toBe("fante di denari");
    expect(ENGLISH.card(1, "clubs")).toBe("ace of clubs");
  });
});

describe("[W15] refusals", () => {
  test.each(CODES)("[W15] %s is told in a player's words", (code) => {
    for (const words of [ENGLISH, ITALIAN]) {
      for (const said of [
        words.undone(whyRefused(code, words)),
        ...[0, 400, 401, 403, 404, 409, 429, 503].map((status) =>
          whyNot({ status, code, reason: "secret", recovery: "noop" }, words),
        ),
      ]) {
        expect(said).toMatch(/[.!]$/);
        for (const one of CODES) expect(said).not.toContain(one);
        expect(said).not.toMatch(/_|secret|\d{3}/);
      }
    }
  });
});

test("[W21] bids, cards, winners and the partner of a deal are told in words", () => {
  const table = seatedTable({ seed: 3 });
  const said: string[] = [];
  playUntil(table, inEnd, seeded(3), {
    each: ({ before, events }) => {
      for (const event of events) {
        for (const body of seenBy(event, table.game, "observer")) {
          const message = { ...body, revision: 1, epoch: 1 } as unknown as ServerMessage;
          const after = table.view("observer") as unknown as Snapshot;
          const told = narrate(
            message,
            after,
            viewFor(before, "observer", 0) as unknown as Snapshot,
            ENGLISH,
          );
          if (told) said.push(told);
          expect(told ?? "").not.toMatch(/undefined|null|NaN/);
        }
      }
    },
  });
  const all = said.join("\n");
  for (const pattern of [
    / bids \d+\./,
    / passes\./,
    / calls: \w+\./,
    / calls the \w+ of \w+\./,
    / of (coins|cups|swords|clubs)\./,
    / takes the trick, \d+ points?\./,
    /(is the partner|plays alone)!/,
    /The contract (is made|has failed)\./,
  ])
    expect(all).toMatch(pattern);
});

test("[W21] a move that was made for an absent player says so", () => {
  const table = seatedTable({ dealer: 4 });
  const snapshot = table.view("observer") as unknown as Snapshot;
  const bid = {
    message_type: "bid.placed",
    player_id: 0,
    bid: -1,
    auto: true,
    epoch: 1,
    revision: 2,
    deadline: null,
    current_player_id: 1,
  };
  const message = bid as unknown as ServerMessage;
  expect(narrate(message, reduce(snapshot, message), snapshot, ITALIAN)).toBe(
    "Player 1 passa. (tempo scaduto)",
  );
});
