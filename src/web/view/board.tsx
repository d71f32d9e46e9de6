import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { seatsAround } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Bar } from "./bar.tsx";
import { Dock } from "./dock.tsx";
import { Hand } from "./hand.tsx";
import { News } from "./news.tsx";
import { Panel } from "./panel.tsx";
import { Score } from "./score.tsx";
import { Seat } from "./seat.tsx";
import { Stake } from "./stake.tsx";
import { StandIn } from "./stand-in.tsx";
import { Trick } from "./trick.tsx";
import { WaitedFor } from "./waited-for.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The screen of a deal. */
export const Board = ({ place, snapshot }: Props) => {
  const say = words.value;
  // The result is shown after the last trick has been displayed.
  const isOver = snapshot.phase === "end" && !place.table.value.taken && !place.gathering.value.taken;
  return (
    <main
      class="board"
      data-phase={snapshot.phase}
      data-revision={snapshot.revision}
      data-over={isOver}
      data-asked={place.ask.value.name}
    >
      <h1 class="aloud">{say.title}</h1>
      <Bar snapshot={snapshot} />
      {isOver ? (
        <>
          <News place={place} />
          <Score place={place} snapshot={snapshot} />
        </>
      ) : (
        <>
          <section class="felt" aria-label={say.atTable}>
            {seatsAround(snapshot.player_id)
              .slice(1)
              .map((seat) => (
                <Seat key={seat} place={place} snapshot={snapshot} seat={seat} />
              ))}
            <Trick place={place} snapshot={snapshot} />
            <Stake place={place} snapshot={snapshot} />
            <Panel place={place} snapshot={snapshot} />
          </section>
          <div class="notes">
            <StandIn place={place} snapshot={snapshot} />
            <WaitedFor place={place} snapshot={snapshot} />
            <News place={place} />
          </div>
          <Dock place={place} snapshot={snapshot} />
          {snapshot.hand && !snapshot.waiting ? (
            <Hand place={place} snapshot={snapshot} />
          ) : (
            <NoHand text={snapshot.waiting ? say.waiting : say.watching} />
          )}
        </>
      )}
    </main>
  );
};

/** Replaces the hand for an observer, and for a newcomer who waits for the end of the deal [W23]. */
const NoHand = ({ text }: { readonly text: string }) => (
  <section class="waiting" aria-label={words.value.yourHand}>
    <p>{text}</p>
  </section>
);
