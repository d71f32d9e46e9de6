import type { Snapshot } from "../../client/messages.ts";
import { nameOf } from "../state/names.ts";
import { standings } from "../state/sheet.ts";
import { words } from "../store/settings.ts";

/** The five in the order of the match. */
export const MatchTable = ({ picture }: { readonly picture: Snapshot }) => {
  const say = words.value;
  return (
    <table class="standings">
      <caption>{say.matchTable}</caption>
      <tbody>
        {standings(picture).map(({ seat, points }, at) => (
          <tr key={seat} data-me={seat === picture.player_id}>
            <td>{say.place(at + 1)}</td>
            <th scope="row">{nameOf(picture, seat, say)}</th>
            <td>{say.signed(points)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
