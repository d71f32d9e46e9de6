import { BOT_NAMES } from "../shared/game/bots.ts";
import type { ServerMessage, Snapshot } from "./messages.ts";

/** What a `seat.reissued` says about a seat, for those who have watched it. */
export type Handover =
  /**
   * The host has made a new token for a player's seat. `hand` says whether its holder sees cards: `unknown` while a bot
   * plays for the seat, since a newcomer who waits sees none.
   */
  | {
      readonly kind: "key";
      readonly was: string;
      readonly name: string;
      readonly hand: "none" | "seen" | "unknown";
    }
  /**
   * The host has taken the seat from its player, and a bot has it. `unsure` when the message would be the same for a new
   * token under the bot's name.
   */
  | { readonly kind: "bot"; readonly was: string; readonly name: string; readonly unsure: boolean }
  /** A newcomer has the seat of the bot `was`, at once or from the next deal on. */
  | {
      readonly kind: "newcomer";
      readonly was: string;
      readonly name: string;
      readonly byHost: boolean;
      readonly waits: boolean;
    };

/** Reads a `seat.reissued`; `before` is the picture that it changed. In doubt a hand may have been seen [S20]. */
export const handoverOf = (message: ServerMessage<"seat.reissued">, before: Snapshot | null): Handover => {
  const { player_id: seat, name, bot, by } = message;
  const holder = before?.players.find(({ player_id }) => player_id === seat);
  const was = holder?.name ?? name;
  const botName = BOT_NAMES[seat];
  const hasCards = before !== null && before.phase !== "ready" && before.phase !== "end";
  // A bot with a seat of its own is always connected and never renamed.
  const wasBot = holder?.bot === true && holder.connected && was === botName;
  if (by !== "host" || wasBot || (holder?.bot === true && !bot))
    return { kind: "newcomer", was, name, byHost: by === "host", waits: bot };
  if (bot && (holder?.bot !== true || name === botName))
    return { kind: "bot", was, name, unsure: holder?.bot === true && hasCards };
  const hand = bot ? "unknown" : "seen";
  return { kind: "key", was, name, hand: hasCards ? hand : "none" };
};
