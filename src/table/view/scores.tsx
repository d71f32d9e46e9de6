import { nameOf } from "../state/names.ts";
import type { Place } from "../store/place.ts";
import { words } from "../store/settings.ts";
import { MatchTable } from "./match-table.tsx";

/** The card points of the deal so far, and the match. */
export const Scores = ({ place }: { readonly place: Place }) => {
  const say = words.value;
  const picture = place.picture.value;
  if (!picture) return null;
  return (
    <div class="scores">
      <table class="standings">
        <caption>{say.pointsTaken}</caption>
        <tbody>
          {picture.scores.map(({ player_id, points }) => (
            <tr key={player_id} data-me={player_id === picture.player_id}>
              <th scope="row">{nameOf(picture, player_id, say)}</th>
              <td>{points}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <MatchTable picture={picture} />
      <p class="hint">
        {say.deal(picture.deal_number, picture.rules.deals)}
        {picture.observers > 0 && ` · ${say.observers(picture.observers)}`}
      </p>
    </div>
  );
};
