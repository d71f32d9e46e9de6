import { nameOf } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card } from "./card.tsx";

/** The finished tricks of the deal, latest first. */
export const History = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const snapshot = place.snapshot.value;
  if (!snapshot || snapshot.trick_history.length === 0) return <p>{say.noTricks}</p>;
  const tricks = snapshot.trick_history.map((trick, at) => ({ ...trick, number: at + 1 })).toReversed();
  return (
    <ol class="history">
      {tricks.map(({ number, cards, winner_id, points }) => (
        <li key={number}>
          <h3>
            {say.trickOf(number)}: {say.takes(nameOf(snapshot, winner_id, say), points)}
          </h3>
          <ul>
            {cards.map(({ player_id, card }) => (
              <li key={card.card_id} data-won={player_id === winner_id}>
                <Card card={card.card_id} named />
                <small dir="auto">{nameOf(snapshot, player_id, say)}</small>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
};
