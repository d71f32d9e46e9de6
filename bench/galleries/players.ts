import { setImmediate as soon, setTimeout as wait } from "node:timers/promises";
import { openApi } from "../../src/client/api.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** One action of a player, with the times of sending and of its answer, epoch ms. */
export interface Played {
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The revision after it. */
  readonly revision: number;
}

/** Five players of one game, who always take the first allowed action. */
export interface Five {
  readonly gameId: string;
  /** The creation time of the game, epoch ms. */
  readonly created: number;
  readonly observerToken: string;
  /** Makes `count` actions in turn, each after the pause for its phase, in ms. */
  readonly play: (count: number, pauseMs: (phase: string) => number) => Promise<readonly Played[]>;
  /**
   * Reorders hands every `everyMs` until the returned function is called. It returns the time of each answer, in ms.
   */
  readonly fidget: (everyMs: number) => () => Promise<readonly number[]>;
  readonly close: () => void;
}

export const seatFive = async (url: URL): Promise<Five> => {
  const api = openApi(url.origin);
  const made = await api.create({ display_name: "Ada", rules: { deals: 40 } });
  if (!made.ok) throw new Error(`no game: ${made.error.reason}`);
  const { game_id: gameId, player } = made.value;
  const tokens = [player?.token ?? ""];
  for (let guest = 1; guest < 5; guest += 1) {
    const joined = await api.join(gameId);
    if (!joined.ok) throw new Error(`no seat: ${joined.error.reason}`);
    tokens[joined.value.player_id] = joined.value.token;
  }
  const watching = await api.observe(gameId);
  if (!watching.ok) throw new Error(`nobody may watch: ${watching.error.reason}`);
  const tables = tokens.map((token) => openGameClient({ baseUrl: url.origin, token }));
  for (const table of tables) while (!table.snapshot()) await wait(5);
  const play: Five["play"] = async (count, pauseMs) => {
    const played: Played[] = [];
    while (played.length < count) {
      await wait(pauseMs(tables[0]?.snapshot()?.phase ?? ""));
      const { table, move } = await nextMove(tables);
      const sentAt = performance.timeOrigin + performance.now();
      const result = await table.act(move);
      const answeredAt = performance.timeOrigin + performance.now();
      if (!result.ok || result.value.status !== "ok") throw new Error(`${move.message_type} was refused`);
      const { revision } = result.value;
      while ((table.snapshot()?.revision ?? 0) < revision) await soon();
      played.push({ sentAt, answeredAt, revision });
    }
    return played;
  };
  const fidget: Five["fidget"] = (everyMs) => {
    let isOver = false;
    const took: number[] = [];
    const run = async () => {
      for (let turn = 0; !isOver; turn += 1) {
        await wait(everyMs * (0.5 + Math.random()));
        const table = tables[turn % tables.length];
        const hand = table?.snapshot()?.hand?.map((card) => card.card_id) ?? [];
        if (!table || hand.length === 0) continue;
        const sentAt = performance.now();
        // A card may have been played before the reorder. A refusal takes the same time.
        await table.act({ message_type: "reorder", hand });
        took.push(performance.now() - sentAt);
      }
    };
    const running = run();
    return async () => {
      isOver = true;
      await running;
      return took;
    };
  };
  const [, payload = ""] = (tokens[0] ?? "").split(".");
  const { created } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { created: number };
  return {
    gameId,
    created,
    observerToken: watching.value.token,
    play,
    fidget,
    close: () => {
      for (const table of tables) table.close();
    },
  };
};

/** Waits for a client that is on turn, and returns it with its move. */
const nextMove = async (
  tables: readonly GameClient[],
): Promise<{ table: GameClient; move: ActionMessage }> => {
  for (;;) {
    for (const table of tables) {
      const snapshot = table.snapshot();
      const move = snapshot && moveOf(snapshot);
      if (move) return { table, move };
    }
    await soon();
  }
};

const moveOf = ({ allowed = [], bids = [], hand = [] }: Snapshot): ActionMessage | null => {
  const one = allowed.find(({ message_type }) => message_type !== "reorder");
  switch (one?.message_type) {
    case "bid": {
      const isFirst = bids.every(({ bid }) => bid === -1);
      return { message_type: "bid", bid: isFirst ? (one.bids?.min ?? 61) : -1 };
    }
    case "call-partner-rank":
      return { message_type: "call-partner-rank", partner_rank: one.ranks?.[0] ?? 1 };
    case "call-partner-suit":
      return { message_type: "call-partner-suit", partner_suit: one.suits?.[0] ?? "coins" };
    case "play":
      return { message_type: "play", card: one.cards?.[0] ?? hand[0]?.card_id ?? 0 };
    case "next-deal":
      return { message_type: "next-deal" };
    default:
      return null;
  }
};
