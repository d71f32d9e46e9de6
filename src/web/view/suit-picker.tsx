import { cardId, type Rank, type Suit } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { holds } from "../model/hand.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card } from "./card.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
  readonly suits: readonly Suit[];
}

/** The choice of the suit: the four cards that the called one may be, in the place where it will lie. */
export const SuitPicker = ({ place, snapshot, suits }: Props) => {
  const say = words.value;
  const rank = (snapshot.partner_rank ?? 1) as Rank;
  return (
    <section class="stake suits" aria-label={say.askSuit(say.rank(rank))}>
      {suits.map((suit) => {
        const mine = holds(place.hand.value, suit, rank);
        return (
          <button
            key={suit}
            type="button"
            onClick={() => void place.act({ message_type: "call-partner-suit", partner_suit: suit })}
          >
            <span class="aloud">{[say.card(rank, suit), mine && say.yours].filter(Boolean).join(", ")}</span>
            <Card card={cardId(suit, rank)} />
            <b aria-hidden="true">{say.suit(suit)}</b>
            {mine && <small aria-hidden="true">{say.yoursShort}</small>}
          </button>
        );
      })}
    </section>
  );
};
