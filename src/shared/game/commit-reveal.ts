import { err, ok } from "../result.ts";
import { type DecideContext, dealing } from "./dealing.ts";
import type { Event } from "./events.ts";
import { evolveAll } from "./evolve.ts";
import type { SeatState } from "./occupant.ts";
import type { Decision } from "./rejection.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "./seats.ts";
import { nonceCommitment } from "./shuffle.ts";
import { freeSeats, type Game } from "./state.ts";

/*
 * Players commit to their nonces before anyone reveals one, so that the last one to speak cannot choose a deal [G40].
 */

/** How long the players have for their nonces, in ms [G41]. */
export const REVEAL_WITHIN_MS = 5_000;

/** How often the time begins again after a wake [G43]. */
const MAX_RESTARTS = 2;

/** Whether the player of `seat` has committed to a nonce and has not revealed it. */
export const isOpen = ({ seats }: Game, seat: Seat): boolean => seats[seat].commitment !== "";

/** The seats whose nonces the shuffle waits for. */
export const openSeats = (game: Game): readonly Seat[] => SEATS.filter((seat) => isOpen(game, seat));

/** The commitments of all seats, "" for none. A nonce that is known is told by its own commitment [G40]. */
export const commitmentsOf = (seats: BySeat<Pick<SeatState, "nonce" | "commitment">>): BySeat<string> =>
  bySeat((seat) => {
    const { nonce, commitment } = seats[seat];
    return nonce === "" ? commitment : nonceCommitment(nonce);
  });

/** `taken`, followed by the first shuffle or deal when no seat is free after it [S1]. */
export const withDealing = (game: Game, taken: readonly Event[], context: DecideContext): readonly Event[] =>
  freeSeats(evolveAll(game, taken)).length === 0 ? withShuffle(game, taken, context) : taken;

/** `readied`, followed by the next shuffle or deal when all five seats have asked for it [G27]. */
export const withNextDeal = (
  game: Game,
  readied: readonly Event[],
  context: DecideContext,
): readonly Event[] => {
  const { phase } = evolveAll(game, readied);
  if (phase.name !== "end" || phase.readied.length < SEATS.length) return readied;
  return withShuffle(game, [...readied, { type: "next-deal-begun" }], context);
};

/** `begun`, which leads to `ready` with five players, and then the shuffle, or the deal if no nonce is open [G41]. */
const withShuffle = (game: Game, begun: readonly Event[], context: DecideContext): readonly Event[] => {
  const ready = evolveAll(game, begun);
  return openSeats(ready).length > 0
    ? [...begun, { type: "shuffle-begun", deadline: context.now + REVEAL_WITHIN_MS }]
    : [...begun, ...dealing(ready, context)];
};

/**
 * Whether the player of `seat` may reveal `nonce` now. It produces no event: nonces wait in memory until the cards are
 * dealt [G41].
 */
export const reveal = (game: Game, seat: Seat, nonce: string): Decision => {
  const { phase, seats } = game;
  if (phase.name !== "shuffle") return err({ kind: "wrong-phase", phase: phase.name, message: "reveal" });
  if (!isOpen(game, seat)) return err({ kind: "nothing-committed" });
  return nonceCommitment(nonce) === seats[seat].commitment ? ok([]) : err({ kind: "other-nonce" });
};

/** The end of the shuffle with the `nonces` that were revealed, "" for none, and the deal [G41]. */
export const endShuffle = (game: Game, nonces: BySeat<string>, context: DecideContext): readonly Event[] => {
  const revealed: Event = { type: "nonces-revealed", nonces };
  return [revealed, ...dealing(evolveAll(game, [revealed]), context)];
};

/** Gives the players their time again after a wake or a restore, which has lost the nonces in memory [G43]. */
export const restartShuffle = ({ phase }: Game, now: number): readonly Event[] =>
  phase.name === "shuffle" && phase.restarts < MAX_RESTARTS
    ? [{ type: "shuffle-restarted", deadline: now + REVEAL_WITHIN_MS }]
    : [];
