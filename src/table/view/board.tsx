import type { Snapshot } from "../../client/messages.ts";
import { seatsAround } from "../state/around.ts";
import { openDialog } from "../store/dialog.ts";
import type { Place } from "../store/place.ts";
import { words } from "../store/settings.ts";
import { Contract } from "./contract.tsx";
import { Hand } from "./hand.tsx";
import { Icon } from "./icon.tsx";
import { News } from "./news.tsx";
import { Panel } from "./panel.tsx";
import { Prompt } from "./prompt.tsx";
import { Score } from "./score.tsx";
import { Seat } from "./seat.tsx";
import { Trick } from "./trick.tsx";

interface Props {
  readonly place: Place;
  readonly picture: Snapshot;
}

/** The table while a deal is played. */
export const Board = ({ place, picture }: Props) => {
  const say = words.value;
  const number = Math.min(8, picture.trick_history.length + (picture.phase === "trick-won" ? 0 : 1));
  // The last trick is seen to its end before the result comes.
  const isOver = picture.phase === "end" && !place.table.value.taken && !place.gathering.value.taken;
  return (
    <main class="board" data-over={isOver}>
      <h1 class="aloud">{say.title}</h1>
      <header class="bar">
        <p class="where">
          {say.deal(picture.deal_number, picture.rules.deals)}
          <small>
            {picture.phase === "bid" ? say.auction : say.trickOf(number)}
            {picture.player_id === undefined && ` · ${say.watching}`}
          </small>
        </p>
        <Contract picture={picture} />
        <button
          type="button"
          class="button quiet round"
          aria-label={say.scores}
          onClick={() => openDialog("scores")}
        >
          <Icon name="table" />
        </button>
        <button
          type="button"
          class="button quiet round"
          aria-label={say.menu}
          onClick={() => openDialog("menu")}
        >
          <Icon name="menu" />
        </button>
      </header>
      <News place={place} />
      <section class="felt" aria-label={say.atTable}>
        {seatsAround(picture.player_id).map((seat) => (
          <Seat key={seat} place={place} picture={picture} seat={seat} />
        ))}
        <Trick place={place} picture={picture} />
        {!isOver && <Panel place={place} picture={picture} />}
      </section>
      {isOver ? (
        <Score place={place} picture={picture} />
      ) : (
        <>
          <Prompt place={place} picture={picture} />
          {picture.waiting ? <Waiting /> : picture.hand && <Hand place={place} picture={picture} />}
        </>
      )}
    </main>
  );
};

/** In place of the hand, for a newcomer whose seat a bot plays to the end of the deal [W23]. */
const Waiting = () => (
  <section class="waiting" aria-label={words.value.yourHand}>
    <p>{words.value.waiting}</p>
  </section>
);
