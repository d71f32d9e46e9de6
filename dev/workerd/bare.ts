import { fileURLToPath } from "node:url";
import { bareMoves } from "../load/moves.ts";
import type { Name, Target } from "./target.ts";
import { startWorkerd } from "./workerd.ts";

const WORKER = fileURLToPath(new URL("../../bench/workers/bare.ts", import.meta.url));

/**
 * Starts a minimal game server that writes rows of `rowBytes`. `before` is a Worker that handles its requests first.
 */
export const startBare = (rowBytes: number, before: string | null = null): Promise<Target> =>
  start("bare", before, { ROW_BYTES: String(rowBytes) });

/** Starts the same with as many messages for each action, and as long ones, as the product sends. */
export const startTalking = (rowBytes: number): Promise<Target> =>
  start("talking", null, { ROW_BYTES: String(rowBytes), TALKS: "as the product does" });

const start = async (
  name: Name,
  before: string | null,
  vars: Readonly<Record<string, string>>,
): Promise<Target> => {
  const workerd = await startWorkerd({ name, worker: WORKER, before, vars });
  let games = 0;
  const urlOf = (gameId: string) => new URL(`/?game_id=${gameId}`, workerd.url);
  return {
    name,
    workerd,
    besides: [],
    seat: async () => {
      games += 1;
      const gameId = `${name}-${games}`;
      // A game of the product also exists before the first connection.
      await (await fetch(urlOf(gameId))).text();
      const seat = { url: urlOf(gameId), protocols: [] };
      return { gameId, seats: Array.from({ length: 5 }, () => seat), moves: bareMoves() };
    },
    revisionOf: async (gameId) => Number(await (await fetch(urlOf(gameId))).text()),
    redis: async () => ({ requests: 0, bytes: 0, longest: 0, commands: 0 }),
    close: workerd.close,
  };
};
