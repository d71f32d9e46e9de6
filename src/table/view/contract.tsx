import type { Snapshot } from "../../client/messages.ts";
import { cardId } from "../../shared/game/cards.ts";
import { highest } from "../state/auction.ts";
import { nameOf } from "../state/names.ts";
import { words } from "../store/settings.ts";
import { Card, SuitSign } from "./card.tsx";

/** Who bid what, which card is called, who the partner is: in sight for the whole deal. */
export const Contract = ({ picture }: { readonly picture: Snapshot }) => {
  const say = words.value;
  const { caller_id: caller, bid, partner_rank: rank, trump_suit: suit } = picture;
  if (caller === null || bid === null) {
    const high = highest(picture);
    return (
      <div class="contract">
        <p class="text">{high ? say.highest(nameOf(picture, high.seat, say), high.bid) : say.noContract}</p>
      </div>
    );
  }
  return (
    <div class="contract">
      <p class="caller" data-seat={caller}>
        <span class="text">{say.contractBy(nameOf(picture, caller, say), bid)}</span>
      </p>
      {rank !== null && (
        <p class="called">
          {suit ? (
            <>
              <span class="mini">
                <Card card={cardId(suit, rank as Parameters<typeof cardId>[1])} />
              </span>
              <SuitSign suit={suit} />
              <span>{say.card(rank, suit)}</span>
            </>
          ) : (
            <span>{say.calledRank(say.rank(rank))}</span>
          )}
        </p>
      )}
      {suit && <PartnerMark picture={picture} caller={caller} />}
    </div>
  );
};

/** A coin that turns when the called card falls. */
const PartnerMark = ({ picture, caller }: { readonly picture: Snapshot; readonly caller: number }) => {
  const say = words.value;
  const { partner_id: partner, player_id: me, end_state } = picture;
  // The holder of the called card knows, and is told elsewhere: this mark shows what everybody knows.
  const isPublic =
    partner !== null && (end_state !== undefined || partner !== me || isCalledCardOut(picture));
  const text = !isPublic
    ? say.partnerUnknown
    : partner === caller
      ? say.playsAlone
      : say.partnerIs(nameOf(picture, partner, say));
  return (
    <p class="partner" data-known={isPublic} title={text}>
      <span class="coin" aria-hidden="true">
        <i>?</i>
        <i>{isPublic ? nameOf(picture, partner, say).slice(0, 1).toUpperCase() : ""}</i>
      </span>
      <span class="text long">{text}</span>
      <span class="text short" aria-hidden="true">
        {!isPublic ? say.partner : partner === caller ? say.alone : nameOf(picture, partner, say)}
      </span>
    </p>
  );
};

const isCalledCardOut = ({ trick, trick_history, partner_rank, trump_suit }: Snapshot): boolean =>
  [...trick_history.flatMap(({ cards }) => cards), ...trick].some(
    ({ card }) => card.rank === partner_rank && card.suit === trump_suit,
  );
