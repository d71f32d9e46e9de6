import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openApi } from "../../src/client/api.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import { LEVEL_OF, type Level, STRENGTHS, type Strength } from "../../src/shared/game/levels.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { buildWorker } from "../workerd/build.ts";
import { startProduct } from "../workerd/product.ts";

/**
 * The pause of a bot before a move, and the interval of the person's reorders, in ms. Both are much shorter than in a
 * real game.
 */
const BOT_PAUSE_MS = 60;
const EVERY_MS = 15;
/** The number of answers for each kind of bots, measured twice. The first round warms up the server. */
const ACTIONS = 1_200;

/** The times until the answers to a person's own actions, with four bots of each strength, in ms. */
export type Delay = Readonly<Record<Strength, readonly number[]>>;

/**
 * Plays with four bots on a deployed build in a separate workerd. The person reorders its cards all the time, and each
 * answer is measured.
 */
export const measureDelay = async (): Promise<Delay> => {
  const folder = mkdtempSync(join(tmpdir(), "briscola-delay-"));
  const server = await startProduct(buildWorker(folder), { vars: { BOT_PAUSE_MS: String(BOT_PAUSE_MS) } });
  try {
    const { origin } = server.workerd.url;
    const delays: Record<Strength, readonly number[]> = { easy: [], medium: [], strong: [] };
    for (const strength of [...STRENGTHS, ...STRENGTHS])
      delays[strength] = await answersBeside(origin, LEVEL_OF[strength]);
    return delays;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
};

const answersBeside = async (origin: string, level: Level): Promise<readonly number[]> => {
  const api = openApi(origin);
  const made = await api.create({ display_name: "Ada", rules: { deals: 40 } });
  if (!made.ok || !made.value.player) throw new Error("no game");
  const { game_id: gameId, host_token: host, player } = made.value;
  const seated = await api.seatBots(gameId, host, { level });
  if (!seated.ok) throw new Error(`no bots: ${seated.error.reason}`);
  const table = openGameClient({ baseUrl: origin, token: player.token });
  const stop = playOn(table);
  const answers: number[] = [];
  while (answers.length < ACTIONS) {
    await wait(EVERY_MS * (0.5 + Math.random()));
    const hand = table.snapshot()?.hand?.map((card) => card.card_id) ?? [];
    if (hand.length === 0) continue;
    const sentAt = performance.now();
    const answer = await table.act({ message_type: "reorder", hand });
    if (!answer.ok) throw new Error(`the table is over: ${answer.error.name}`);
    // A bot may have played a card before the reorder. A refusal takes no time and does not count.
    if (answer.value.status === "ok") answers.push(performance.now() - sentAt);
  }
  stop();
  table.close();
  return answers;
};

/** On its turn, the person passes, plays its first card and asks for the next deal. */
const playOn = (table: GameClient): (() => void) => {
  let asked = -1;
  return table.onSnapshot((snapshot) => {
    const move = moveOf(snapshot);
    if (!move || snapshot.revision === asked) return;
    asked = snapshot.revision;
    void table.act(move);
  });
};

const moveOf = ({ allowed = [] }: Snapshot): ActionMessage | null => {
  const one = allowed.find(({ message_type }) => message_type !== "reorder");
  switch (one?.message_type) {
    case "bid":
      return { message_type: "bid", bid: -1 };
    case "play":
      return { message_type: "play", card: one.cards?.[0] ?? 0 };
    case "next-deal":
      return { message_type: "next-deal" };
    default:
      return null;
  }
};
