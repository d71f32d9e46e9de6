import { cardId, type Rank, SUITS, type Suit } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { highest, rankBid } from "../model/auction.ts";
import { nameOf } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card, SuitSign } from "./card.tsx";
import { Sides } from "./sides.tsx";
import { SuitPicker } from "./suit-picker.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** What is at stake, in the middle of the table: the highest bid, then the called card and the two who play together. */
export const Stake = ({ place, snapshot }: Props) => {
  const say = words.value;
  const ask = place.ask.value;
  const { caller_id: caller, bid, partner_rank: rank, trump_suit: suit } = snapshot;
  if (ask.name === "suit") return <SuitPicker place={place} snapshot={snapshot} suits={ask.suits} />;
  if (snapshot.phase === "shuffle") return null;
  if (caller === null || bid === null) return <High snapshot={snapshot} />;
  return (
    <section class="stake" aria-label={say.contract}>
      {rank !== null && <Called rank={rank as Rank} suit={suit} />}
      <Sides snapshot={snapshot} caller={caller} bid={bid} />
    </section>
  );
};

/** The highest bid of an auction. */
const High = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const say = words.value;
  const high = highest(snapshot);
  const rank = high && rankBid(high);
  const factor = snapshot.deal_factor > 1 && <small>{say.countsTimes(snapshot.deal_factor)}</small>;
  return (
    <section class="stake high" aria-label={say.contract}>
      {high ? (
        <p>
          <small>{say.highest}</small>
          <b>{rank === null ? high.bid : say.rank(rank)}</b>
          <span dir="auto">{nameOf(snapshot, high.player_id, say)}</span>
          {factor}
        </p>
      ) : (
        <p>
          <small>{say.noContract}</small>
          {factor}
        </p>
      )}
    </section>
  );
};

interface CalledProps {
  readonly rank: Rank;
  readonly suit: Suit | null;
}

/** The called card with its name in letters; before the suit is called, the four cards that it may be. */
const Called = ({ rank, suit }: CalledProps) => {
  const say = words.value;
  return (
    <div class="called" data-suit={suit}>
      <span class="faces" aria-hidden="true">
        {(suit ? [suit] : SUITS).map((one) => (
          <span key={one}>
            <Card card={cardId(one, rank)} />
          </span>
        ))}
      </span>
      {suit ? (
        <p>
          <small>
            {say.trump} <SuitSign suit={suit} />
          </small>
          <b>{say.suit(suit)}</b>
          <span>{say.card(rank, suit)}</span>
        </p>
      ) : (
        <p>
          <small>{say.called}</small>
          <b>{say.rank(rank)}</b>
          <span>{say.suitOpen}</span>
        </p>
      )}
    </div>
  );
};
