import { DECK } from "../../shared/game/cards.ts";
import { SEATS } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { snapshot } from "../../shared/protocol/snapshot.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import { recall, remember } from "./action-memory.ts";
import type { GameRecord } from "./game-record.ts";
import { storedTable } from "./stored-record.ts";

/**
 * Whether a table that was read is one that a game can have come to. Damaged bytes may still be JSON, and a table that
 * nobody can be shown, or that no bot can play at, would fail at every call.
 */
export const isSound = (table: GameRecord): boolean => {
  try {
    const { game, answers } = table;
    return (
      storedTable.safeParse(table).success &&
      SEATS.every((seat) => answers[seat].every((line) => remember(recall(line)) === line)) &&
      hasAllCards(game) &&
      game.finished.every(({ plays }) => isDeck(plays)) &&
      [...SEATS, "observer" as const].every((viewer) => snapshot.safeParse(viewFor(game, viewer, 0)).success)
    );
  } catch {
    return false;
  }
};

const isDeck = (cards: readonly number[]): boolean =>
  cards.length === DECK.length && DECK.every((card) => cards.includes(card));

/** Hands, trick and tricks taken are the forty cards, while cards are out [V2]. */
const hasAllCards = ({ phase }: Game): boolean => {
  if (!("hands" in phase)) return true;
  const played = "trick" in phase ? [...phase.trick, ...phase.tricks.flatMap(({ cards }) => cards)] : [];
  return isDeck([...phase.hands.flat(), ...played.map(({ card }) => card)]);
};
