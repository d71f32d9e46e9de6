import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { highest, rankBid } from "../model/auction.ts";
import { nameOf } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Auction } from "./auction.tsx";
import { RankLadder } from "./rank-ladder.tsx";
import { RankPicker } from "./rank-picker.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The choice of a bid or a rank, on the empty table. The suit is chosen in the middle of the table. */
export const Panel = ({ place, snapshot }: Props) => {
  const say = words.value;
  const ask = place.ask.value;
  const high = highest(snapshot);
  const by = high && nameOf(snapshot, high.player_id, say);
  const rank = high && rankBid(high);
  const state =
    high === null || by === null
      ? say.noContract
      : say.highestIs(by, rank === null ? `${high.bid}` : say.rank(rank));
  switch (ask.name) {
    case "bid":
      return (
        <Auction
          key={`${ask.min}`}
          min={ask.min}
          max={ask.max}
          state={state}
          onBid={(bid) => place.act({ message_type: "bid", bid })}
        />
      );
    case "bid-rank":
      return <RankLadder key={ask.ranks.length} place={place} ranks={ask.ranks} state={state} />;
    case "rank":
      return <RankPicker place={place} ranks={ask.ranks} />;
    default:
      return null;
  }
};
