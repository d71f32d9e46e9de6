import type { Snapshot } from "../../client/messages.ts";
import { cardId } from "../../shared/game/cards.ts";
import { highest } from "../state/auction.ts";
import { nameOf } from "../state/names.ts";
import { isSecretlyMe } from "../state/partner.ts";
import { words } from "../store/settings.ts";
import type { Words } from "../words/english.ts";
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

/** A coin that turns when the called card falls; for who holds that card, before. */
const PartnerMark = ({ picture, caller }: { readonly picture: Snapshot; readonly caller: number }) => {
  const say = words.value;
  const name = (seat: number) => nameOf(picture, seat, say);
  const { partner_id: partner } = picture;
  const secret = isSecretlyMe(picture);
  const text = textOf(picture, caller, say);
  const short =
    partner === null
      ? say.partner
      : partner === caller
        ? say.alone
        : secret
          ? say.partnerIs(say.you)
          : name(partner);
  return (
    <p class="partner" data-known={partner !== null} data-secret={secret} title={text}>
      <span class="coin" aria-hidden="true">
        <i>?</i>
        <i>{partner === null ? "" : name(partner).slice(0, 1).toUpperCase()}</i>
      </span>
      <span class="text long">{text}</span>
      <span class="text short" aria-hidden="true">
        {short}
      </span>
    </p>
  );
};

const textOf = (picture: Snapshot, caller: number, say: Words): string => {
  const { partner_id: partner } = picture;
  if (partner === null) return say.partnerUnknown;
  if (isSecretlyMe(picture)) return partner === caller ? say.aloneInSecret : say.partnerInSecret;
  return partner === caller ? say.playsAlone : say.partnerIs(nameOf(picture, partner, say));
};
