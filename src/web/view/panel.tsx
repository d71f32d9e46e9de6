import { useSignal } from "@preact/signals";
import { cardId, pointsOf, type Rank } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { ladder } from "../model/auction.ts";
import { holds, suitsHeld } from "../model/hand.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Card, SuitSign } from "./card.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The choice of a bid, a rank or a suit. */
export const Panel = ({ place, snapshot }: Props) => {
  const ask = place.ask.value;
  switch (ask.name) {
    case "bid":
      return <Auction key={`${ask.min}`} place={place} min={ask.min} max={ask.max} />;
    case "rank":
      return <RankPicker place={place} ranks={ask.ranks} />;
    case "suit":
      return <SuitPicker place={place} snapshot={snapshot} suits={ask.suits} />;
    default:
      return null;
  }
};

interface AuctionProps {
  readonly place: Session;
  readonly min: number;
  readonly max: number;
}

/** All allowed bids. The lowest one is selected at first. */
const Auction = ({ place, min, max }: AuctionProps) => {
  const say = words.value;
  const chosen = useSignal(min);
  const bid = (points: number) => place.act({ message_type: "bid", bid: points });
  return (
    <section class="panel" aria-label={say.auction}>
      <fieldset class="ladder">
        <legend>{say.yourBid}</legend>
        <div class="rungs">
          {ladder(min, max).map((points) => (
            <label key={points}>
              <input
                type="radio"
                name="bid"
                value={points}
                checked={chosen.value === points}
                onChange={() => {
                  chosen.value = points;
                }}
              />
              <span>{points}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="pair">
        <Button onPress={() => bid(-1)}>{say.pass}</Button>
        <Button kind="main" onPress={() => bid(chosen.value)}>
          {say.bidNow(chosen.value)}
        </Button>
      </div>
    </section>
  );
};

interface RankProps {
  readonly place: Session;
  readonly ranks: readonly number[];
}

/** The ranks, strongest first, because strong ranks are called more often. */
const BY_STRENGTH: readonly Rank[] = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];

const RankPicker = ({ place, ranks }: RankProps) => {
  const say = words.value;
  const hand = place.hand.value;
  return (
    <section class="panel" aria-label={say.askRank}>
      <h2>{say.askRank}</h2>
      <p class="hint">{say.askRankHint}</p>
      <div class="ranks">
        {BY_STRENGTH.filter((rank) => ranks.includes(rank)).map((rank) => {
          const held = suitsHeld(hand, rank);
          const worth = pointsOf(rank - 1);
          return (
            <button
              key={rank}
              type="button"
              aria-label={`${say.rank(rank)}, ${say.points(worth)}, ${say.heldIn(held.map(say.suit))}`}
              onClick={() => void place.act({ message_type: "call-partner-rank", partner_rank: rank })}
            >
              <b>{say.rank(rank)}</b>
              <span class="held">
                {held.map((suit) => (
                  <SuitSign key={suit} suit={suit} />
                ))}
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
};

interface SuitProps extends Props {
  readonly suits: readonly ("coins" | "cups" | "swords" | "clubs")[];
}

const SuitPicker = ({ place, snapshot, suits }: SuitProps) => {
  const say = words.value;
  const rank = (snapshot.partner_rank ?? 1) as Rank;
  return (
    <section class="panel" aria-label={say.askSuit(say.rank(rank))}>
      <h2>{say.askSuit(say.rank(rank))}</h2>
      <p class="hint">{say.askSuitHint}</p>
      <div class="suits">
        {suits.map((suit) => {
          const mine = holds(place.hand.value, suit, rank);
          return (
            <button
              key={suit}
              type="button"
              onClick={() => void place.act({ message_type: "call-partner-suit", partner_suit: suit })}
            >
              <span class="aloud">
                {[say.card(rank, suit), mine && say.yours].filter(Boolean).join(", ")}
              </span>
              <Card card={cardId(suit, rank)} />
              <b aria-hidden="true">{say.suit(suit)}</b>
              {mine && <small aria-hidden="true">{say.yours}</small>}
            </button>
          );
        })}
      </div>
    </section>
  );
};
