import { finishedDeal } from "../../shared/game/finished.ts";
import { SEATS } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import { snapshot } from "../../shared/protocol/snapshot.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import { areSound } from "./action-memory.ts";
import type { GameRecord } from "./game-record.ts";
import { isDeck, storedDeal, storedRecord } from "./stored-record.ts";

/**
 * Whether a record that was read is one that a game can reach. Damaged data may still be valid JSON, and every call
 * would fail on a record from which no view can be built.
 */
export const isSound = (record: GameRecord): boolean => {
  try {
    const { game, answers } = record;
    return (
      storedRecord.safeParse(record).success &&
      answers.every(areSound) &&
      hasAllCards(game) &&
      (game.phase.name !== "end" || storedDeal.safeParse(finishedDeal(game)).success) &&
      [...SEATS, "observer" as const].every((viewer) => snapshot.safeParse(viewFor(game, viewer, 0)).success)
    );
  } catch {
    return false;
  }
};

/** While cards are dealt, the hands, the trick and the tricks taken are the forty cards [V2]. */
const hasAllCards = ({ phase }: Game): boolean => {
  if (!("hands" in phase)) return true;
  const played = "trick" in phase ? [...phase.trick, ...phase.tricks.flatMap(({ cards }) => cards)] : [];
  return isDeck([...phase.hands.flat(), ...played.map(({ card }) => card)]);
};
