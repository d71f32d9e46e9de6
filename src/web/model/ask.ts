import type { Suit } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** What the viewer has to do now. */
export type Ask =
  | { readonly name: "bid"; readonly min: number; readonly max: number }
  | { readonly name: "bid-rank"; readonly ranks: readonly number[] }
  | { readonly name: "rank"; readonly ranks: readonly number[] }
  | { readonly name: "suit"; readonly suits: readonly Suit[] }
  | { readonly name: "play"; readonly cards: readonly number[] }
  | { readonly name: "next" }
  /** Nothing. `turn` is the seat on turn, or null. */
  | { readonly name: "nothing"; readonly turn: number | null };

/** What the viewer of `snapshot` has to do, according to the allowed messages. */
export const askOf = (snapshot: Snapshot): Ask => {
  for (const { message_type, bids, cards, ranks, suits } of snapshot.allowed ?? []) {
    if (message_type === "bid" && bids) return { name: "bid", ...bids };
    if (message_type === "bid" && ranks) return { name: "bid-rank", ranks };
    if (message_type === "call-partner-rank" && ranks) return { name: "rank", ranks };
    if (message_type === "call-partner-suit" && suits) return { name: "suit", suits };
    if (message_type === "play" && cards) return { name: "play", cards };
    if (message_type === "next-deal") return { name: "next" };
  }
  return { name: "nothing", turn: snapshot.current_player_id };
};

/** Whether the viewer is on turn. The request for the next deal is not a turn. */
export const isMyTurn = (ask: Ask): boolean => ask.name !== "nothing" && ask.name !== "next";
