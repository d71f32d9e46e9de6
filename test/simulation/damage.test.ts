import { expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import type { GameRecord } from "../../src/actor/core/game-record.ts";
import { isSound } from "../../src/actor/core/soundness.ts";
import { moveDue, nextMoveAt } from "../../src/actor/game/bots.ts";
import { absenceDueAt, expiryOf, renewalOf } from "../../src/actor/game/schedule.ts";
import { finishedDeal } from "../../src/shared/game/finished.ts";
import type { Acting } from "../../src/shared/game/occupant.ts";
import { bySeat, SEATS } from "../../src/shared/game/seats.ts";
import { shuffledDeal } from "../../src/shared/game/shuffle.ts";
import { replayOf } from "../../src/shared/protocol/replay.ts";
import { publicStatus, viewFor } from "../../src/shared/protocol/view.ts";
import { playedEntries } from "../support/entries.ts";

const FAR = 4_000_000_000_000;

/** A table in each phase of a match, with seats of every kind. */
const tables = (): readonly GameRecord[] => {
  const acting: readonly Acting[] = [
    { by: "player", missed: 1 },
    { by: "bot", level: "rule" },
    { by: "stand-in" },
    { by: "bot-for-newcomer", level: "random" },
    { by: "bot", level: "random" },
  ];
  const phases = new Map<string, GameRecord>();
  for (const { after } of playedEntries("DAMAGE", 75)) {
    const { game } = after;
    const seats = bySeat((seat) => {
      const { occupant, ...rest } = game.seats[seat];
      return { ...rest, occupant: occupant && { ...occupant, acting: acting[seat] as Acting } };
    });
    phases.set(`${game.phase.name} ${game.dealNumber}`, { ...after, game: { ...game, seats } });
  }
  return [...phases.values()];
};

/** Every place in `value`: of a list its first and its last entry. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== "object" || value === null) return [];
  const keys = Object.keys(value);
  const looked = Array.isArray(value) ? [...new Set([...keys.slice(0, 1), ...keys.slice(-1)])] : keys;
  return looked.flatMap((key) => [[...path, key], ...placesIn((value as Frame)[key], [...path, key])]);
};

const DAMAGES: Readonly<Record<string, (holder: Frame, key: string) => void>> = {
  "is gone": (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  "has another name": (holder, key) => {
    holder[`${key}?`] = holder[key];
    delete holder[key];
  },
  "is null": (holder, key) => {
    holder[key] = null;
  },
  "is text": (holder, key) => {
    holder[key] = `${holder[key]}?`;
  },
  "is a number": (holder, key) => {
    holder[key] = -7.5;
  },
  "is empty": (holder, key) => {
    holder[key] = Array.isArray(holder[key]) ? [] : {};
  },
};

/** All that is asked of a table as it is read: none of it may throw, or come to no number. */
const ask = (table: GameRecord): void => {
  const { game } = table;
  for (const viewer of [...SEATS, "observer"] as const) viewFor(game, viewer, 0);
  publicStatus(game, 0);
  if (game.phase.name === "end") JSON.stringify(replayOf(game, [finishedDeal(game)]));
  const pacing = { pauseMs: 1_000, watched: true, observers: 0 };
  const dueAt = [
    absenceDueAt(game),
    expiryOf(table, 1_000),
    renewalOf(table, 1_000),
    nextMoveAt(game, pacing),
  ];
  for (const at of dueAt) expect(at).not.toBeNaN();
  const context = { now: FAR, deal: shuffledDeal, newSecret: () => "0".repeat(64) };
  moveDue(game, pacing, context, 1);
};

test("[R8] whatever is wrong in a stored table, it is found, or it does no harm", () => {
  let found = 0;
  for (const table of tables()) {
    expect(isSound(table)).toBe(true);
    ask(table);
    for (const path of placesIn(table)) {
      for (const [what, spoil] of Object.entries(DAMAGES)) {
        const damaged = structuredClone(table) as Frame;
        const holder = path.slice(0, -1).reduce((at, key) => at[key], damaged);
        spoil(holder, path.at(-1) as string);
        if (!isSound(damaged as GameRecord)) found += 1;
        else expect(() => ask(damaged as GameRecord), `${path.join(".")} ${what}`).not.toThrow();
      }
    }
  }
  expect(found).toBeGreaterThan(5_000);
});
