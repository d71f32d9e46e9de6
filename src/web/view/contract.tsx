import { cardId } from "../../shared/game/cards.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";
import { highest } from "../model/auction.ts";
import { initialOf, isSecretlyMe, nameOf } from "../model/seats.ts";
import { words } from "../store/settings.ts";
import { Card, SuitSign } from "./card.tsx";

/** The contract of the deal: caller and bid, called card, partner. */
export const Contract = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const say = words.value;
  const { caller_id: caller, bid, partner_rank: rank, trump_suit: suit } = snapshot;
  if (caller === null || bid === null) {
    const high = highest(snapshot);
    return (
      <div class="contract">
        <p class="text">{high ? say.highest(nameOf(snapshot, high.seat, say), high.bid) : say.noContract}</p>
      </div>
    );
  }
  return (
    <div class="contract">
      <p class="caller" data-seat={caller}>
        <span class="text">{say.contractBy(nameOf(snapshot, caller, say), bid)}</span>
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
      {suit && <PartnerMark snapshot={snapshot} caller={caller} />}
    </div>
  );
};

/** A coin that turns when the partner is known. For the secret partner it turns before. */
const PartnerMark = ({ snapshot, caller }: { readonly snapshot: Snapshot; readonly caller: number }) => {
  const say = words.value;
  const name = (seat: number) => nameOf(snapshot, seat, say);
  const { partner_id: partner } = snapshot;
  const secret = isSecretlyMe(snapshot);
  const text = textOf(snapshot, caller, say);
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
        <i>{partner === null ? "" : initialOf(name(partner))}</i>
      </span>
      <span class="text long">{text}</span>
      <span class="text short" aria-hidden="true">
        {short}
      </span>
    </p>
  );
};

const textOf = (snapshot: Snapshot, caller: number, say: Words): string => {
  const { partner_id: partner } = snapshot;
  if (partner === null) return say.partnerUnknown;
  if (isSecretlyMe(snapshot)) return partner === caller ? say.aloneInSecret : say.partnerInSecret;
  return partner === caller ? say.playsAlone : say.partnerIs(nameOf(snapshot, partner, say));
};
