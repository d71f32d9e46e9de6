import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { seatsAround } from "../model/seats.ts";
import { openDialog } from "../store/dialog.ts";
import type { Session } from "../store/session.ts";
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
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The screen of a deal. */
export const Board = ({ place, snapshot }: Props) => {
  const say = words.value;
  const number = Math.min(8, snapshot.trick_history.length + (snapshot.phase === "trick-won" ? 0 : 1));
  // The result is shown after the last trick has been displayed.
  const isOver = snapshot.phase === "end" && !place.table.value.taken && !place.gathering.value.taken;
  return (
    <main class="board" data-over={isOver}>
      <h1 class="aloud">{say.title}</h1>
      <header class="bar">
        <p class="where">
          {say.deal(snapshot.deal_number, snapshot.rules.deals)}
          <small>
            {snapshot.phase === "bid" ? say.auction : say.trickOf(number)}
            {snapshot.player_id === undefined && ` · ${say.watching}`}
          </small>
        </p>
        <Contract snapshot={snapshot} />
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
        {seatsAround(snapshot.player_id).map((seat) => (
          <Seat key={seat} place={place} snapshot={snapshot} seat={seat} />
        ))}
        <Trick place={place} snapshot={snapshot} />
        {!isOver && <Panel place={place} snapshot={snapshot} />}
      </section>
      {isOver ? (
        <Score place={place} snapshot={snapshot} />
      ) : (
        <>
          <Prompt place={place} snapshot={snapshot} />
          {snapshot.waiting ? <Waiting /> : snapshot.hand && <Hand place={place} snapshot={snapshot} />}
        </>
      )}
    </main>
  );
};

/** Replaces the hand for a newcomer who waits for the end of the deal [W23]. */
const Waiting = () => (
  <section class="waiting" aria-label={words.value.yourHand}>
    <p>{words.value.waiting}</p>
  </section>
);
