import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { sorted } from "../model/hand.ts";
import { nameOf } from "../model/seats.ts";
import { notice, speak } from "../store/notice.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Connection, Offline } from "./connection.tsx";
import { Icon } from "./icon.tsx";
import { Seat } from "./seat.tsx";
import { useShuffling } from "./shuffling.tsx";

/** Notices of more characters are set in smaller letters, and those of twice as many in still smaller ones. */
const LONG = 36;

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/**
 * The line between the table and the hand: the seat at the bottom, and who is on turn and what the viewer may do. A
 * notice or a lost connection takes the place of that text.
 */
export const Dock = ({ place, snapshot }: Props) => {
  const say = words.value;
  const ask = place.ask.value;
  const { text, on } = notice.value;
  const shuffling = useShuffling(place);
  const sort = async () => {
    const hand = sorted(place.hand.value, snapshot.trump_suit);
    speak(say.sorted);
    await place.act({ message_type: "reorder", hand: [...hand] });
  };
  return (
    <div class="dock">
      <Seat place={place} snapshot={snapshot} seat={snapshot.player_id ?? 0} />
      <div class="prompt" data-mine={ask.name !== "nothing"} data-notice={on}>
        <p
          class="ask"
          data-long={on && text.length > LONG ? (text.length > 2 * LONG ? "most" : "long") : undefined}
        >
          {on ? text : (shuffling ?? textOf(place, snapshot))}
        </p>
        <Offline />
        <Connection place={place} />
      </div>
      {place.hand.value.length > 1 && (
        <Button kind="quiet" label={say.sortHand} onPress={sort}>
          <Icon name="sort" />
        </Button>
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
    case "bid-rank":
      return `${say.yourTurn}: ${say.askBidRank.toLowerCase()}`;
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
