import { DECK } from "../shared/game/cards.ts";
import { SEATS } from "../shared/game/seats.ts";
import type { FinishedDeal, Game } from "../shared/game/state.ts";
import { viewFor } from "../shared/game/view.ts";
import { snapshot } from "../shared/protocol/snapshot.ts";
import type { Table } from "./table.ts";

/**
 * Whether a table that was read is one that a game can have come to. Damaged bytes may still be JSON, and a table that
 * nobody can be shown would fail at every call.
 */
export const isSound = (table: Table): boolean => {
  try {
    const { game, answers, touchedAt } = table;
    return (
      Number.isFinite(touchedAt) &&
      Number.isFinite(game.creation.at) &&
      Number.isInteger(game.hostVersion) &&
      isSecret(game.secret) &&
      SEATS.every((seat) => Number.isInteger(game.seats[seat].version)) &&
      SEATS.every((seat) => answers[seat].every((line) => typeof line === "string")) &&
      game.joined.every(({ key, seat }) => typeof key === "string" && SEATS.includes(seat)) &&
      hasAllCards(game) &&
      game.finished.every(isFinished) &&
      [...SEATS, "observer" as const].every((viewer) => snapshot.safeParse(viewFor(game, viewer, 0)).success)
    );
  } catch {
    return false;
  }
};

const isSecret = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
const isDeck = (cards: readonly number[]): boolean =>
  cards.length === DECK.length && DECK.every((card) => cards.includes(card));

/** Hands, trick and tricks taken are the forty cards, while cards are out [V2]. */
const hasAllCards = ({ phase }: Game): boolean => {
  if (!("hands" in phase)) return true;
  const played = "trick" in phase ? [...phase.trick, ...phase.tricks.flatMap(({ cards }) => cards)] : [];
  return isDeck([...phase.hands.flat(), ...played.map(({ card }) => card)]);
};

const isFinished = ({ plays, secret, nonces, attempt }: FinishedDeal): boolean =>
  isDeck(plays) && isSecret(secret) && nonces.length === SEATS.length && Number.isInteger(attempt);
