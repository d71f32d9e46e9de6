import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { sorted } from "../model/hand.ts";
import { nameOf } from "../model/seats.ts";
import { openDialog } from "../store/dialog.ts";
import { speak } from "../store/notice.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { WaitedFor } from "./waited-for.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** Who is on turn and what the viewer may do, in one line. */
export const Prompt = ({ place, snapshot }: Props) => {
  const say = words.value;
  const mine = snapshot.players.find(({ player_id }) => player_id === snapshot.player_id);
  const ask = place.ask.value;
  const sort = async () => {
    const hand = sorted(place.hand.value, snapshot.trump_suit);
    speak(say.sorted);
    await place.act({ message_type: "reorder", hand: [...hand] });
  };
  return (
    <div class="prompt" data-mine={ask.name !== "nothing"}>
      <div class="line">
        <p class="ask">{textOf(place, snapshot)}</p>
        {snapshot.trick_history.length > 0 && (
          <Button kind="quiet" label={say.lastTrick} onPress={() => openDialog("history")}>
            <Icon name="history" />
          </Button>
        )}
        {place.hand.value.length > 1 && (
          <Button kind="quiet" label={say.sortHand} onPress={sort}>
            <Icon name="sort" />
          </Button>
        )}
      </div>
      <WaitedFor place={place} snapshot={snapshot} />
      {mine?.bot && !snapshot.waiting && (
        <p class="standin">
          {say.standIn}{" "}
          <Button
            kind="main"
            onPress={() => place.act({ message_type: "reorder", hand: [...place.hand.value] })}
          >
            {say.imBack}
          </Button>
        </p>
      )}
    </div>
  );
};

const textOf = (place: Session, snapshot: Snapshot): string => {
  const say = words.value;
  const ask = place.ask.value;
  const { taken } = place.table.value;
  // The moves of the bot are not the moves of a newcomer who waits.
  const me = snapshot.waiting ? undefined : snapshot.player_id;
  if (taken && taken.by === me && ask.name === "play") return say.youTakeAndLead(taken.points);
  if (taken && taken.by === me) return say.youTake(taken.points);
  if (taken && ask.name !== "play") return say.takes(nameOf(snapshot, taken.by, say), taken.points);
  switch (ask.name) {
    case "bid":
      return `${say.yourTurn}: ${say.askBid.toLowerCase()}`;
    case "rank":
      return `${say.yourTurn}: ${say.askRank.toLowerCase()}`;
    case "suit":
      return `${say.yourTurn}: ${say.askSuit(say.rank(snapshot.partner_rank ?? 1)).toLowerCase()}`;
    case "play":
      return snapshot.trick.length === 0 ? say.askLead : say.askPlay;
    case "next":
      return say.result;
    case "nothing": {
      const turn = snapshot.current_player_id;
      if (turn === null || turn === me) return "\u00a0";
      const text = say.turnOf(nameOf(snapshot, turn, say));
      const dark = snapshot.phase === "play-first-trick" && snapshot.trump_suit === null;
      return dark ? `${text} · ${say.blindTrick}` : text;
    }
  }
};
