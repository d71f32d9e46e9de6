import { BOT_NAMES } from "../shared/game/bots.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";

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

/** A sentence for each thing that a {@link Handover} says, in one language. */
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

/** Reads a `seat.reissued`; `before` is the snapshot that it changed. In doubt a hand may have been seen [S20]. */
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

/** Who has the seat now, and whether somebody may have seen its cards, a sentence each [W23]. */
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
