import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Target } from "../dev/workerd/target.ts";
import { openInspector } from "./inspector.ts";
import { hotFunctions } from "./report/hot.ts";
import type { Plan } from "./rounds.ts";
import { seatTables } from "./tables.ts";

/**
 * Plays `plan` on `target`, which runs `bundle`, with a sampling profiler. Writes the profile to `file` and returns its
 * hottest functions.
 */
export const profileLoad = async (
  target: Target,
  { games, warmUpMs, roundMs }: Plan,
  bundle: string,
  file: string,
): Promise<string> => {
  const { tables } = await seatTables(target, games);
  for (const table of tables) table.start();
  await wait(warmUpMs);
  const inspector = await openInspector(target.workerd);
  const profile = await inspector.profile(() => wait(roundMs));
  inspector.close();
  await Promise.all(tables.map((table) => table.stop()));
  for (const table of tables) table.close();
  await target.close();
  writeFileSync(file, JSON.stringify(profile));
  return hotFunctions(profile, readFileSync(bundle, "utf8"));
};
