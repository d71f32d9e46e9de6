import { BOT_NAMES } from "../shared/game/bots.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";

/** The meaning of a `seat.reissued` for the other viewers. */
export type Handover =
  /**
   * The host has created a new token for a player's seat. `hand` says whether its holder sees cards. It is `unknown`
   * while a bot acts for the seat, because a newcomer who waits sees none.
   */
  | {
      readonly kind: "key";
      readonly was: string;
      readonly name: string;
      readonly hand: "none" | "seen" | "unknown";
    }
  /**
   * The host has taken the seat from its player, and a bot holds it. `unsure` when a new token under the bot's name
   * would produce the same message.
   */
  | { readonly kind: "bot"; readonly was: string; readonly name: string; readonly unsure: boolean }
  /** A newcomer has taken the seat of the bot `was`, and acts for it at once or from the next deal on. */
  | {
      readonly kind: "newcomer";
      readonly was: string;
      readonly name: string;
      readonly byHost: boolean;
      readonly waits: boolean;
    };

/** The sentences about a {@link Handover} in one language. */
export interface HandoverWords {
  readonly newKey: (was: string, name: string) => string;
  readonly keySees: string;
  readonly keyMaySee: string;
  readonly botHas: (was: string, bot: string) => string;
  readonly keyPerhaps: string;
  readonly forBot: (name: string, bot: string) => string;
  readonly forBotByHost: (name: string, bot: string) => string;
  readonly waits: (name: string) => string;
}

/** The meaning of a `seat.reissued`. `before` is the snapshot before it. In doubt, a hand may have been seen [S20]. */
export const handoverOf = (message: ServerMessage<"seat.reissued">, before: Snapshot | null): Handover => {
  const { player_id: seat, name, bot, by } = message;
  const holder = before?.players.find(({ player_id }) => player_id === seat);
  const was = holder?.name ?? name;
  const botName = BOT_NAMES[seat];
  const hasCards = before !== null && !["ready", "shuffle", "end"].includes(before.phase);
  // A bot that holds a seat is always connected and is never renamed.
  const wasBot = holder?.bot === true && holder.connected && was === botName;
  if (by !== "host" || wasBot || (holder?.bot === true && !bot))
    return { kind: "newcomer", was, name, byHost: by === "host", waits: bot };
  if (bot && (holder?.bot !== true || name === botName))
    return { kind: "bot", was, name, unsure: holder?.bot === true && hasCards };
  const hand = bot ? "unknown" : "seen";
  return { kind: "key", was, name, hand: hasCards ? hand : "none" };
};

/** Sentences about who holds the seat now and whether another person may have seen its cards [W23]. */
export const handoverSentences = (handover: Handover, words: HandoverWords): readonly string[] => {
  const { was, name } = handover;
  switch (handover.kind) {
    case "key": {
      const seen = { none: [], seen: [words.keySees], unknown: [words.keyMaySee] };
      return [words.newKey(was, name), ...seen[handover.hand]];
    }
    case "bot":
      return [words.botHas(was, name), ...(handover.unsure ? [words.keyPerhaps] : [])];
    case "newcomer": {
      const taken = handover.byHost ? words.forBotByHost(name, was) : words.forBot(name, was);
      return [taken, ...(handover.waits ? [words.waits(name)] : [])];
    }
  }
};
