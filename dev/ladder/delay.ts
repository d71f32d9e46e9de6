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

/** How long a bot takes over a move, and how often the person puts its cards in order, in ms: both far oftener than at a table. */
const BOT_PAUSE_MS = 60;
const EVERY_MS = 15;
/** How many answers are waited for beside bots of each kind, twice: the first time warms the server up. */
const ACTIONS = 1_200;

/** How long a person waited for the answers to its own actions, beside four bots of each strength, in ms. */
export type Delay = Readonly<Record<Strength, readonly number[]>>;

/**
 * Plays with four bots through a server as it is deployed, in a workerd of its own; all the time the person puts its cards
 * in order, and each answer is waited for.
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
    // A card may have been played meanwhile, and a refusal is no work.
    if (answer.value.status === "ok") answers.push(performance.now() - sentAt);
  }
  stop();
  table.close();
  return answers;
};

/** The person passes, plays its first card and asks for the next deal, as soon as it is its turn. */
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
