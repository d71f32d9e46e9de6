import type { Event } from "./events.ts";
import { evolve, evolveAll } from "./evolve.ts";
import { bySeat, SEATS } from "./seats.ts";
import { type Deal, hasWeakHand } from "./shuffle.ts";
import { freeSeats, type Game } from "./state.ts";

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
    const hands = deal({
      gameId: game.id,
      dealNumber: game.dealNumber,
      attempt,
      secret: game.secret,
      nonces,
    });
    events.push(
      hasWeakHand(hands, game.rules.weak_hand_below)
        ? { type: "thrown-in", reason: "weak_hand", attempt: attempt + 1, dealer: game.dealer }
        : { type: "dealt", hands },
    );
  }
  return events;
};

/** `taken`, followed by the first deal when no seat is free after it [S1]. */
export const withDealing = (
  game: Game,
  taken: readonly Event[],
  context: DecideContext,
): readonly Event[] => {
  const after = evolveAll(game, taken);
  return freeSeats(after).length === 0 ? [...taken, ...dealing(after, context)] : taken;
};

/** `readied`, followed by the next deal when all five seats have asked for it [G27]. */
export const withNextDeal = (
  game: Game,
  readied: readonly Event[],
  context: DecideContext,
): readonly Event[] => {
  const after = evolveAll(game, readied);
  if (after.phase.name !== "end" || after.phase.readied.length < SEATS.length) return readied;
  const begun: Event = { type: "next-deal-begun" };
  return [...readied, begun, ...dealing(evolveAll(after, [begun]), context)];
};
