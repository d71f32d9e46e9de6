import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { nameOf } from "../model/seats.ts";
import { standings } from "../model/sheet.ts";
import { words } from "../store/settings.ts";

/** The match scores, highest first. */
export const MatchTable = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const say = words.value;
  return (
    <table class="standings">
      <caption>{say.matchTable}</caption>
      <tbody>
        {standings(snapshot).map(({ seat, points }, at) => (
          <tr key={seat} data-me={seat === snapshot.player_id}>
            <td>{say.place(at + 1)}</td>
            <th scope="row" dir="auto">
              {nameOf(snapshot, seat, say)}
            </th>
            <td>{say.signed(points)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
