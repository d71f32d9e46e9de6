import type { Suit } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** What the game asks of the viewer right now. */
export type Ask =
  | { readonly name: "bid"; readonly min: number; readonly max: number }
  | { readonly name: "rank"; readonly ranks: readonly number[] }
  | { readonly name: "suit"; readonly suits: readonly Suit[] }
  | { readonly name: "play"; readonly cards: readonly number[] }
  | { readonly name: "next" }
  /** Nothing: somebody else is on turn, or nobody. */
  | { readonly name: "nothing"; readonly turn: number | null };

/** What `snapshot` asks of its viewer, from what the server says that it would accept. */
export const askOf = (snapshot: Snapshot): Ask => {
  for (const { message_type, bids, cards, ranks, suits } of snapshot.allowed ?? []) {
    if (message_type === "bid" && bids) return { name: "bid", ...bids };
    if (message_type === "call-partner-rank" && ranks) return { name: "rank", ranks };
    if (message_type === "call-partner-suit" && suits) return { name: "suit", suits };
    if (message_type === "play" && cards) return { name: "play", cards };
    if (message_type === "next-deal") return { name: "next" };
  }
  return { name: "nothing", turn: snapshot.current_player_id };
};

/** Whether the table waits for the viewer; "next deal" waits for everyone, and is no turn. */
export const isMyTurn = (ask: Ask): boolean => ask.name !== "nothing" && ask.name !== "next";
