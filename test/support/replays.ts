import type { Temper } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import type { Frame } from "../../dev/clients/wire.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import { type Replay, replayOf } from "../../src/shared/protocol/replay.ts";
import { matchOver, playUntil, seatedTable, type Table } from "./table.ts";

const TEMPER: Temper = { pass: 0.6, leap: 0.1, reorder: 0.05, nonce: 0.5, commit: 0.5 };

/** A complete match of random players, three of them with nonces. */
export const playedMatch = (
  seed: number,
  rules: Partial<Rules> = {},
  temper: Partial<Temper> = {},
  each?: Parameters<typeof playUntil>[3],
): Table => {
  const table = seatedTable({ seed, rules, dealer: 3, nonces: ["a1", "", "B2b2", "", "c".repeat(64)] });
  return playUntil(table, matchOver, seeded(seed), { ...each, temper: { ...TEMPER, ...temper } });
};

/** The replay as it is read from a file: JSON without a type. */
export const asClaimed = (replay: Replay): Frame => JSON.parse(JSON.stringify(replay));

/** The replay of such a match. */
export const playedReplay = (...match: Parameters<typeof playedMatch>): Frame => {
  const { game, finished } = playedMatch(...match);
  return asClaimed(replayOf(game, finished));
};
