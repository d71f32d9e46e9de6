import { type Handover, handoverOf, handoverSentences } from "../../client/handover.ts";
import { RANK_CONTRACT } from "../../shared/game/rules.ts";
import type { ServerMessage } from "../../shared/protocol/server.ts";
import type { Placed, Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";
import { isSecretlyMe, nameOf } from "./seats.ts";

/**
 * The sentence about a message for a screen reader; null for a message without a sentence. `snapshot` is the snapshot
 * after the message, `before` the one before it.
 */
export const narrate = (
  message: ServerMessage,
  snapshot: Snapshot,
  before: Snapshot | null,
  words: Words,
): string | null => {
  const said = sentence(message, snapshot, before, words);
  return said !== null && "auto" in message && message.auto ? words.said.auto(said) : said;
};

const sentence = (
  message: ServerMessage,
  snapshot: Snapshot,
  before: Snapshot | null,
  words: Words,
): string | null => {
  const { said } = words;
  const name = (seat: number) => nameOf(snapshot, seat, words);
  switch (message.message_type) {
    case "player.join":
      return said.joins(message.name);
    case "player.reconnect":
      if (before?.waiting && !snapshot.waiting) return said.nowYou;
      return message.bot ? said.botIn(message.name) : said.back(message.name);
    case "player.leave":
      return message.freed ? said.freed(message.name) : leave(message, before, words);
    case "seat.reissued":
      return handoverText(handoverOf(message, before), words);
    case "player.ready":
      return message.player_id === snapshot.player_id ? null : said.ready(message.name);
    case "bid.placed":
      return message.bid === -1
        ? said.passes(name(message.player_id))
        : said.bids(name(message.player_id), wordOf(message, words));
    case "trick.played": {
      const card = words.card(message.card.rank, message.card.suit);
      const revealed = message.revealed_partner_id;
      const plays = said.plays(name(message.player_id), card);
      return revealed === undefined ? plays : `${plays} ${revelation(revealed, snapshot, words)}`;
    }
    case "trick.won":
      return said.takes(name(message.winner_id), message.points);
    case "phase.change":
      return phaseChange(message, snapshot, before, words);
    default:
      return null;
  }
};

/** The sentence about a player who is away or for whom a bot acts; null when this is not new. */
const leave = (
  { player_id, name, bot }: ServerMessage<"player.leave">,
  before: Snapshot | null,
  { said }: Words,
): string | null => {
  const known = before?.players.find((player) => player.player_id === player_id);
  if (bot) return known?.bot ? null : said.botIn(name);
  return known?.connected === false && !known.bot ? null : said.left(name);
};

/** Who holds the seat now, and whether another person may have seen its cards [W23]. */
export const handoverText = (handover: Handover, { said }: Words): string =>
  handoverSentences(handover, said).join(" ");

/** What a restore may have lost, while the snapshot has `recovery`; null without it [W23]. */
export const recoveryText = ({ recovery }: Snapshot, words: Words): string | null => {
  if (!recovery) return null;
  return recovery.secret_may_be_told ? `${words.restored} ${words.restoredTold}` : words.restored;
};

const revelation = (partner: number, snapshot: Snapshot, words: Words): string => {
  const name = nameOf(snapshot, partner, words);
  return partner === snapshot.caller_id ? words.said.alone(name) : words.said.partner(name);
};

/** A bid in words: its rank, or its points. */
const wordOf = (placed: Pick<Placed, "bid" | "rank">, words: Words): string =>
  placed.rank !== undefined && placed.bid === RANK_CONTRACT ? words.rank(placed.rank) : `${placed.bid}`;

const phaseChange = (
  message: ServerMessage<"phase.change">,
  snapshot: Snapshot,
  before: Snapshot | null,
  words: Words,
): string | null => {
  const { said } = words;
  const { phase, caller_id, bid, partner_rank, trump_suit, end_state, reason } = message;
  if (reason === "rules") return said.rulesChanged;
  if (reason) return reason === "weak_hand" ? said.weakHand : said.allPassed;
  if (phase === "bid" && before?.phase !== "bid") return said.dealt(message.deal_number);
  if (caller_id === null) return null;
  const name = nameOf(snapshot, caller_id, words);
  const isNew = before === null ? phase === "call-partner-rank" : before.caller_id === null;
  if (isNew && bid !== null && !end_state)
    return partner_rank === null
      ? said.wins(name, bid)
      : said.winsWith(name, bid === RANK_CONTRACT ? null : bid, words.rank(partner_rank));
  const revealed = message.partner_id !== null && before?.partner_id === null && !isSecretlyMe(snapshot);
  const partner = revealed ? ` ${revelation(message.partner_id ?? 0, snapshot, words)}` : "";
  if (end_state) {
    const made = end_state.caller_side_points >= end_state.bid;
    return `${made ? said.made : said.failed}${partner}`;
  }
  if (trump_suit && partner_rank && before?.trump_suit === null)
    return `${said.suit(name, words.card(partner_rank, trump_suit))}${partner}`;
  if (partner_rank && before?.partner_rank === null) return said.rank(name, words.rank(partner_rank));
  return null;
};
