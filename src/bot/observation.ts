import { type CardId, SUITS } from "../shared/game/cards.ts";
import { SEATS, type Seat } from "../shared/game/seats.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import { Deal, NONE } from "./playout/deal.ts";
import { BIT, SLOT_OF, SUIT, strengthOfRank } from "./playout/slots.ts";
import { Suspicion } from "./playout/suspicion.ts";

/** A deal as one seat has seen it: its own hand and the cards that were played. */
export interface Observation {
  readonly seat: Seat;
  readonly deal: Deal;
  readonly suspicion: Suspicion;
}

/** Observes a deal as one seat sees it. Each method is called before the deal changes. */
export interface Witness {
  /** The seat on turn is about to play `slot`. */
  play(deal: Deal, suspicion: Suspicion, slot: number): void;
  /** The caller is about to name `suit`. A rank that was called after the blind trick is in the deal. */
  name(deal: Deal, suit: number): void;
}

/** Puts `cards` into the hand of `seat`. `hands` are sets of cards, four suits for each seat. */
export const putInto = (hands: Uint16Array, seat: number, cards: readonly CardId[]): void => {
  for (const card of cards) {
    const slot = SLOT_OF[card] as number;
    const at = seat * 4 + (SUIT[slot] as number);
    hands[at] = (hands[at] as number) | (BIT[slot] as number);
  }
};

/** The deal in `view`, repeated for `witness` from its beginning; null when the view has no hand. */
export const observationIn = (view: Snapshot, witness?: Witness): Observation | null => {
  const { player_id: seat, caller_id: caller, partner_rank: rank, trump_suit: suit } = view;
  if (seat === undefined) return null;
  const deal = new Deal();
  const suspicion = new Suspicion();
  const tricks = [...view.trick_history.map(({ cards }) => cards), view.trick];
  const leader = tricks[0]?.[0]?.player_id ?? view.current_leader_id ?? seat;
  const blind = view.rules.suit_call === "after-first-trick";
  const isOpen = view.rules.rank_call === "after-first-trick";
  const strength = rank === null ? NONE : strengthOfRank(rank);
  deal.begin(caller ?? seat, isOpen ? NONE : strength, leader, blind);
  putInto(
    deal.hands,
    seat,
    (view.hand ?? []).map((card) => card.card_id),
  );
  const own = tricks.flat().filter(({ player_id }) => player_id === seat);
  putInto(
    deal.hands,
    seat,
    own.map(({ card }) => card.card_id),
  );
  const trump = suit === null ? null : SUITS.indexOf(suit);
  const name = (): void => {
    if (trump === null) return;
    witness?.name(deal, trump);
    deal.name(trump);
  };
  if (!blind) name();
  for (const [at, cards] of tricks.entries()) {
    for (const { card } of cards) {
      const slot = SLOT_OF[card.card_id] as number;
      witness?.play(deal, suspicion, slot);
      suspicion.note(deal, slot);
      deal.play(slot);
    }
    if (at > 0 || !blind || cards.length < SEATS.length) continue;
    deal.rank = strength;
    name();
  }
  return { seat, deal, suspicion };
};
