import { nameOf } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { MatchTable } from "./match-table.tsx";

/** The card points of the deal so far, and the match scores. */
export const Scores = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const snapshot = place.snapshot.value;
  if (!snapshot) return null;
  return (
    <div class="scores">
      <table class="standings">
        <caption>{say.pointsTaken}</caption>
        <tbody>
          {snapshot.scores.map(({ player_id, points }) => (
            <tr key={player_id} data-me={player_id === snapshot.player_id}>
              <th scope="row" dir="auto">
                {nameOf(snapshot, player_id, say)}
              </th>
              <td>{points}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <MatchTable snapshot={snapshot} />
      <p class="hint">
        {say.deal(snapshot.deal_number, snapshot.rules.deals)}
        {snapshot.observers > 0 && ` · ${say.observers(snapshot.observers)}`}
      </p>
    </div>
  );
};
