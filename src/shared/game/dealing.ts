import type { Event } from "./events.ts";
import { evolve } from "./evolve.ts";
import { bySeat } from "./seats.ts";
import { type Deal, hasWeakHand } from "./shuffle.ts";
import type { Game } from "./state.ts";

/** The clock and the randomness of a decision. */
export interface DecideContext {
  /** Epoch ms. */
  readonly now: number;
  /** The shuffle. */
  readonly deal: Deal;
  /** 32 fresh random bytes in lower-case hex. */
  readonly newSecret: () => string;
}

/** Deals to a game in `ready`. Deals with a weak hand are thrown in, until one has none [G5, G6]. */
export const dealing = (ready: Game, { deal }: DecideContext): readonly Event[] => {
  const events: Event[] = [];
  for (let game = ready; game.phase.name === "ready"; game = evolve(game, events.at(-1) as Event)) {
    const { attempt } = game.phase;
    const nonces = bySeat((seat) => game.seats[seat].nonce);
    const { shuffle } = game;
    const hands = deal({
      shuffle,
      gameId: game.id,
      dealNumber: game.dealNumber,
      attempt,
      secret: game.secret,
      nonces,
    });
    events.push(
      hasWeakHand(hands, game.rules.weak_hand_below)
        ? { type: "thrown-in", reason: "weak_hand", attempt: attempt + 1, dealer: game.dealer }
        : { type: "dealt", hands, ...(shuffle === 1 ? {} : { shuffle }) },
    );
  }
  return events;
};
