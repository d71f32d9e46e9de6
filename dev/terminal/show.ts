import { type Handover, handoverSentences } from "../../src/client/handover.ts";
import { pointsOf } from "../../src/shared/game/cards.ts";
import { RANK_CONTRACT } from "../../src/shared/game/rules.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Paint, WIDTH } from "./screen.ts";
import type { Words } from "./words.ts";

/* The lines for a snapshot. Text is padded before it is coloured. */

export type Card = Snapshot["trick"][number]["card"];

/** The language and the colours. */
export interface Style {
  readonly words: Words;
  readonly paint: Paint;
}

const SUIT_SYMBOLS = { coins: "♦", cups: "♥", swords: "♠", clubs: "♣" } as const;
const NAME_WIDTH = 14;
const CARD_WIDTH = 20;
const CHOICE_WIDTH = 12;

export const rule = (text: string, right = ""): string => {
  const end = right === "" ? "" : ` ${right} ──`;
  return `── ${text} `.padEnd(WIDTH - end.length, "─") + end;
};

/** A name that fits its column. */
export const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length > NAME_WIDTH ? `${letters.slice(0, NAME_WIDTH - 1).join("")}…` : name;
};

export const nameOf = (snapshot: Snapshot, seat: number | null, { words }: Style): string => {
  const player = snapshot.players.find(({ player_id }) => player_id === seat);
  return shortened(player?.name ?? words.someone(seat ?? 0));
};

/** A line about a seat: its number, its name, and `text`. The viewer's own seat has a mark. */
export const seatLine = (snapshot: Snapshot, seat: number, text: string, style: Style): string => {
  const mine = snapshot.player_id === seat;
  const who = `${mine ? "▸" : " "} ${seat} ${nameOf(snapshot, seat, style).padEnd(NAME_WIDTH)}`;
  return ` ${mine ? style.paint.strong(who) : who} ${text}`.trimEnd();
};

/** A card as its short symbol and its name in words, such as "K♣ king of clubs". */
export const cardText = (card: Pick<Card, "suit" | "rank">, { words, paint }: Style, width = 0): string => {
  const symbol = `${words.rankSymbols[card.rank - 1]}${SUIT_SYMBOLS[card.suit]}`;
  return `${paint.suit(card.suit, symbol)} ${words.card(card).padEnd(width)}`;
};

/** The same with the card's points, if it has any. */
export const cardWorth = (card: Card, style: Style): string => {
  const points = pointsOf(card.card_id);
  const worth = points > 0 ? style.paint.faint(`${points}`.padStart(3)) : "   ";
  return `${cardText(card, style, CARD_WIDTH)}${worth}`;
};

/** Numbered choices, as many in a line as fit. */
const wrapped = (
  choices: readonly { readonly width: number; readonly text: string }[],
): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const { width, text } of choices) {
    if (used > 0 && used + width + 2 > WIDTH) {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
    }
    line += `  ${text}`;
    used += width + 2;
  }
  return used > 0 ? [...lines, line.trimEnd()] : lines;
};

/** Sentences in lines of limited width, indented. */
export const paragraph = (sentences: readonly string[]): readonly string[] => {
  const lines: string[] = [];
  for (const word of sentences.join(" ").split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(`   ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};

/** The possible losses of a restore; empty when there are none. */
export const recoveryLines = ({ recovery }: Snapshot, { words }: Style): readonly string[] => {
  if (!recovery) return [];
  return paragraph([words.restored, ...(recovery.secret_may_be_told ? [words.restoredTold] : [])]);
};

/** The new holder of a seat, and whether someone may have seen its cards. */
export const handoverLines = (handover: Handover, { words }: Style): readonly string[] => {
  const named = { ...handover, was: shortened(handover.was), name: shortened(handover.name) };
  return paragraph(handoverSentences(named, words.handover));
};

/** The viewer's cards in their order, numbered, in two columns. */
export const handLines = ({ hand = [] }: Snapshot, style: Style): readonly string[] => {
  const half = Math.ceil(hand.length / 2);
  const cell = (index: number) => {
    const card = hand[index];
    return card ? `${`${index + 1}`.padStart(4)}  ${cardWorth(card, style)}` : "";
  };
  const rows = Array.from({ length: half }, (_, row) => `${cell(row)}   ${cell(row + half)}`.trimEnd());
  return [style.paint.strong(style.words.yourCards), ...rows];
};

/** Numbered ranks or suits. */
export const choiceLines = (names: readonly string[]): readonly string[] =>
  wrapped(
    names.map((name, index) => {
      const text = `${index + 1} ${name}`.padEnd(CHOICE_WIDTH);
      return { width: text.length, text };
    }),
  );

export const suitName = (suit: Card["suit"], { words }: Style): string =>
  `${SUIT_SYMBOLS[suit]} ${words.suits[suit]}`;

/** The players by seat. */
export const seatLines = (snapshot: Snapshot, style: Style): readonly string[] =>
  wrapped(
    snapshot.players.map(({ player_id }) => {
      const mine = player_id === snapshot.player_id;
      const text = `${mine ? "▸ " : ""}${player_id} ${nameOf(snapshot, player_id, style)}`;
      return { width: text.length, text: mine ? style.paint.strong(text) : text };
    }),
  );

/** The known part of the contract in one line; null before there is one. */
export const contractLine = (snapshot: Snapshot, style: Style): string | null => {
  const { caller_id, bid, partner_rank, trump_suit } = snapshot;
  if (caller_id === null || bid === null) return null;
  const { words } = style;
  const contract = words.contract(nameOf(snapshot, caller_id, style), bid);
  if (partner_rank === null) return contract;
  if (trump_suit === null) return `${contract} · ${words.calledRank(partner_rank)}`;
  return `${contract} · ${words.called(cardText({ suit: trump_suit, rank: partner_rank }, style))}`;
};

/** A call of the auction: a pass, a rank or points. */
export const callText = (bid: number, rank: number | undefined, { words, paint }: Style): string => {
  if (bid === -1) return paint.faint(words.passes);
  return rank !== undefined && bid === RANK_CONTRACT ? words.bidsRank(rank) : words.bids(bid);
};

/** The bids of each seat, with a mark at the caller. */
export const bidLines = (snapshot: Snapshot, style: Style): readonly string[] => {
  const { words, paint } = style;
  return snapshot.players.map(({ player_id }) => {
    const own = (snapshot.bids ?? []).filter((placed) => placed.player_id === player_id);
    const text =
      own
        .map(({ bid, rank }) => {
          if (bid === -1) return words.pass;
          return rank !== undefined && bid === RANK_CONTRACT ? words.ranks[rank - 1] : `${bid}`;
        })
        .join(", ") || "–";
    const mark = player_id === snapshot.caller_id ? `   ${paint.strong(`◂ ${words.callerMark}`)}` : "";
    return seatLine(snapshot, player_id, `${text}${mark}`, style);
  });
};

/** Whether the called card has been played, so that all viewers know the partner. */
export const isCalledCardOut = ({ partner_rank, trump_suit, trick, trick_history }: Snapshot): boolean =>
  [...trick, ...trick_history.flatMap(({ cards }) => cards)].some(
    ({ card }) => card.rank === partner_rank && card.suit === trump_suit,
  );

/** The viewer's secret knowledge about the partner; null when there is none. */
export const secretLine = (snapshot: Snapshot, style: Style): string | null => {
  const { player_id, partner_id, caller_id, phase } = snapshot;
  if (player_id === undefined || partner_id !== player_id) return null;
  if (phase === "end" || isCalledCardOut(snapshot)) return null;
  return caller_id === player_id
    ? style.words.youAreAlone
    : style.words.youArePartner(nameOf(snapshot, caller_id, style));
};

export const partnerLine = (snapshot: Snapshot, style: Style): string | null => {
  const { partner_id, caller_id } = snapshot;
  if (partner_id === null || !isCalledCardOut(snapshot)) return null;
  const say = partner_id === caller_id ? style.words.alone : style.words.partner;
  return say(nameOf(snapshot, partner_id, style));
};

/** The complete standing for a viewer who has just joined or reconnected. */
export const standingLines = (snapshot: Snapshot, style: Style): readonly string[] => {
  const { words, paint } = style;
  const { phase, trick, trick_history, trick_cards, current_player_id } = snapshot;
  const lines: (string | null)[] = [paint.strong(rule(words.standing))];
  if (phase === "ready")
    return [...lines, words.seatsTaken(snapshot.players.length), ...seatLines(snapshot, style)] as string[];
  lines.push(`${words.deal(snapshot.deal_number, snapshot.rules.deals)}`, contractLine(snapshot, style));
  if (phase === "shuffle")
    return [...(lines.filter(Boolean) as string[]), words.shuffling, ...seatLines(snapshot, style)];
  if (phase === "end") return [...(lines.filter(Boolean) as string[]), ...resultLines(snapshot, style)];
  lines.push(...bidLines(snapshot, style), partnerLine(snapshot, style), secretLine(snapshot, style));
  const shown = phase === "trick-won" ? (trick_cards ?? []) : trick;
  if (snapshot.partner_rank !== null) {
    lines.push(words.trick(trick_history.length + (phase === "trick-won" ? 0 : 1)));
    lines.push(
      ...shown.map(({ player_id, card }) => seatLine(snapshot, player_id, cardWorth(card, style), style)),
    );
  }
  if (current_player_id !== null && current_player_id !== snapshot.player_id)
    lines.push(paint.faint(`  ${words.onTurn(nameOf(snapshot, current_player_id, style))}`));
  return lines.filter((line) => line !== null);
};

/** The result of a deal. */
export const resultLines = (snapshot: Snapshot, style: Style): readonly string[] => {
  const { words, paint } = style;
  const { end_state: end } = snapshot;
  if (!end) return [];
  const seats = [...new Set([end.caller_id, end.partner_id])];
  const side = seats.map((seat) => nameOf(snapshot, seat, style));
  const isMade = end.winner_ids.includes(end.caller_id);
  const signed = (points: number) => (points > 0 ? `+${points}` : `${points}`);
  const rows = end.final_scores.map(({ player_id, points }) => {
    const change = end.match_delta.find((one) => one.player_id === player_id)?.points ?? 0;
    const total = snapshot.match_scores.find((one) => one.player_id === player_id)?.points ?? 0;
    const text = `${words.points(points).padEnd(12)} ${signed(change).padStart(3)}   ${words.inMatch} ${signed(total).padStart(3)}`;
    return seatLine(snapshot, player_id, text, style);
  });
  // After a match of one deal, the rows above are the ranking.
  const ranking = snapshot.rules.deals > 1 ? (end.ranking ?? []) : [];
  return [
    paint.strong(rule(words.result)),
    (isMade ? words.made : words.failed)(side, end.caller_side_points, end.bid),
    ...rows,
    ...(ranking.length > 0 ? [paint.strong(words.ranking)] : []),
    ...ranking.map((seat, place) => {
      const total = snapshot.match_scores.find((one) => one.player_id === seat)?.points ?? 0;
      return `  ${place + 1}. ${nameOf(snapshot, seat, style).padEnd(NAME_WIDTH)} ${signed(total).padStart(3)}`;
    }),
  ];
};
