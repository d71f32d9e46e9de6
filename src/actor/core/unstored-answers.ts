import { SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Answer } from "./action-memory.ts";

/** The number of answers that are remembered for each seat. */
const MAX_REMEMBERED = 64;

/**
 * The answers to accepted actions that changed nothing and are not stored. They are remembered while the actor is in
 * memory, for one version of the seat [P19].
 */
export interface UnstoredAnswers {
  readonly find: (seat: Seat, version: number, actionId: string) => Answer | undefined;
  readonly remember: (seat: Seat, version: number, answer: Answer) => void;
}

export const openUnstoredAnswers = (): UnstoredAnswers => {
  const bySeat = new Map<Seat, { readonly version: number; readonly answers: Answer[] }>(
    SEATS.map((seat) => [seat, { version: 0, answers: [] }]),
  );
  return {
    find: (seat, version, actionId) => {
      const kept = bySeat.get(seat);
      return kept?.version === version ? kept.answers.find((one) => one.actionId === actionId) : undefined;
    },
    remember: (seat, version, answer) => {
      const kept = bySeat.get(seat);
      const answers = kept?.version === version ? kept.answers : [];
      bySeat.set(seat, { version, answers: [...answers, answer].slice(-MAX_REMEMBERED) });
    },
  };
};
