import type { CardId } from "../../shared/game/cards.ts";
import { revealedPartner } from "../../shared/game/phase.ts";
import { SEATS, type Seat } from "../../shared/game/seats.ts";
import { type Game, handOf } from "../../shared/game/state.ts";
import type { Choice, Steps } from "../../shared/verify/moments.ts";

/** A deal after some of its choices, with all hands open. */
export interface OpenTable {
  readonly hands: readonly (readonly CardId[])[];
  readonly points: readonly number[];
  readonly trick: readonly { readonly seat: Seat; readonly card: CardId }[];
  /** Who has won the trick that is shown; null while it is not complete. */
  readonly winner: Seat | null;
  readonly caller: Seat | null;
  readonly partner: Seat | null;
  /** The choice that was made last, and by whom; null at the beginning. */
  readonly last: { readonly seat: Seat; readonly choice: Choice } | null;
}

/** The table after `count` choices of a deal. The last trick stays on it. */
export const tableAfter = ({ moments, end }: Steps, count: number): OpenTable => {
  const game = moments[count]?.game ?? end;
  const { phase } = game;
  const moment = moments[count - 1];
  const tricks = "tricks" in phase ? phase.tricks : [];
  const going = "trick" in phase ? phase.trick : [];
  const done = going.length === 0 ? tricks.at(-1) : undefined;
  const trick = done ? done.cards : going;
  return {
    hands: SEATS.map((seat) => handOf(game, seat)),
    points: SEATS.map((seat) => ("points" in phase ? phase.points[seat] : 0)),
    trick: trick.map(({ seat, card }) => ({ seat, card })),
    winner: done?.winner ?? null,
    caller: "caller" in phase ? phase.caller : null,
    partner: partnerIn(game),
    last: moment ? { seat: moment.seat, choice: moment.action } : null,
  };
};

/** The partner as soon as the suit is called: whoever looks back at a deal may know it. */
const partnerIn = ({ phase }: Game): Seat | null =>
  ("trump" in phase ? phase.trump?.partner : null) ?? revealedPartner(phase);
