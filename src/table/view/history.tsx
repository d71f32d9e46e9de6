import { nameOf } from "../state/names.ts";
import type { Place } from "../store/place.ts";
import { words } from "../store/settings.ts";
import { Card } from "./card.tsx";

/** The tricks of the deal that have been taken, the last one first. */
export const History = ({ place }: { readonly place: Place }) => {
  const say = words.value;
  const picture = place.picture.value;
  if (!picture || picture.trick_history.length === 0) return <p>{say.noTricks}</p>;
  const tricks = picture.trick_history.map((trick, at) => ({ ...trick, number: at + 1 })).toReversed();
  return (
    <ol class="history">
      {tricks.map(({ number, cards, winner_id, points }) => (
        <li key={number}>
          <h3>
            {say.trickOf(number)}: {say.takes(nameOf(picture, winner_id, say), points)}
          </h3>
          <ul>
            {cards.map(({ player_id, card }) => (
              <li key={card.card_id} data-won={player_id === winner_id}>
                <Card card={card.card_id} named />
                <small>{nameOf(picture, player_id, say)}</small>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
};
