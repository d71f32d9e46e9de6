import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";

/** A seat's place on the screen. 0 is at the bottom; the others follow counterclockwise, as the turn does in Italy. */
export type Spot = 0 | 1 | 2 | 3 | 4;

/** The place of `seat` when seat `below` is at the bottom. Observers have seat 0 there. */
export const spotOf = (seat: number, below: number | undefined): Spot =>
  ((seat - (below ?? 0) + 5) % 5) as Spot;

/** The five seats in the order of their places. */
export const seatsAround = (below: number | undefined): readonly number[] =>
  [0, 1, 2, 3, 4].map((step) => ((below ?? 0) + step) % 5);

/** The name of a seat's player, or the word for an unknown player if the seat has been freed. */
export const nameOf = (snapshot: Pick<Snapshot, "players">, seat: number, words: Words): string =>
  snapshot.players.find(({ player_id }) => player_id === seat)?.name || words.someone(seat);

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The first character of a name as a reader sees it, in upper case. An emoji stays whole. */
export const initialOf = (name: string): string => {
  for (const { segment } of graphemes.segment(name)) return segment.toUpperCase();
  return "";
};

/** Whether the viewer is on turn. A newcomer who waits is not, although the bot of the seat is. */
export const isOnTurn = ({ player_id, current_player_id, waiting }: Snapshot): boolean =>
  player_id !== undefined && current_player_id === player_id && !waiting;

/** Whether a deal goes on in which the viewer plays. A bot may play for the viewer until a return, or until the next deal. */
export const isInDeal = ({ phase, player_id, players, waiting }: Snapshot): boolean => {
  const mine = players.find((player) => player.player_id === player_id);
  return mine !== undefined && !mine.bot && !waiting && phase !== "ready" && phase !== "end";
};

/** Whether the viewer is the partner, or plays alone, and the others do not know it yet. */
export const isSecretlyMe = (snapshot: Snapshot): boolean => {
  const { partner_id, player_id, end_state } = snapshot;
  return partner_id !== null && partner_id === player_id && !end_state && !isCalledCardOut(snapshot);
};

/** Whether everybody knows the partner, because the called card lies face up. */
export const isUnmasked = (snapshot: Snapshot): boolean =>
  snapshot.partner_id !== null && isCalledCardOut(snapshot);

const isCalledCardOut = ({ trick, trick_history, partner_rank, trump_suit }: Snapshot): boolean =>
  [...trick_history.flatMap(({ cards }) => cards), ...trick].some(
    ({ card }) => card.rank === partner_rank && card.suit === trump_suit,
  );
