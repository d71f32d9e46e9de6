import "../../style/deal.css";
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { cardId } from "../../../shared/game/cards.ts";
import type { Seat } from "../../../shared/game/seats.ts";
import { claimedDeal, claimedReplay } from "../../../shared/verify/claim.ts";
import { stepsOf } from "../../../shared/verify/moments.ts";
import { DEAL } from "../../i18n/deal.ts";
import { language, words } from "../../store/settings.ts";
import { nameOfCard } from "../card.tsx";
import { ReviewOf } from "./review.tsx";
import { ShareDeal } from "./share-deal.tsx";
import { StepViewer } from "./step-viewer.tsx";

interface Props {
  /** A replay from any source, and the place of the deal in it. */
  readonly given: unknown;
  readonly at: number;
  readonly seat: Seat | null;
  readonly names: readonly string[] | null;
}

/** A finished deal: its result, its steps, the review of a seat, and the link. It needs nothing but a replay. */
export const DealRoom = ({ given, at, seat, names }: Props) => {
  const told = DEAL[language.value];
  const say = words.value;
  const read = useMemo(() => openReplay(given, at), [given, at]);
  const step = useSignal(0);
  if (!read) return <p role="alert">{told.broken}</p>;
  const { replay, deal, steps } = read;
  const name = (one: number) => names?.[one] || say.someone(one);
  const isMade = deal.caller_side_points >= deal.bid;
  const partner = deal.partner_id === deal.caller_id ? null : name(deal.partner_id);
  return (
    <div class="dealroom">
      <header data-made={isMade}>
        <p class="outcome">{isMade ? told.made : told.lost}</p>
        <p>{told.contract(deal.bid, nameOfCard(cardId(deal.trump_suit, deal.partner_rank)))}</p>
        <p class="hint">{told.result(name(deal.caller_id), partner, deal.caller_side_points, deal.bid)}</p>
      </header>
      <StepViewer steps={steps} at={step} name={name} />
      <ReviewOf steps={steps} made={isMade} seat={seat ?? deal.caller_id} at={step} name={name} />
      <ShareDeal replay={replay} deal={deal} at={at} seat={seat} names={names} />
    </div>
  );
};

const openReplay = (given: unknown, at: number) => {
  const replay = claimedReplay(given);
  if (!replay.ok) return null;
  const deal = claimedDeal(replay.value.deals[at], at);
  if (!deal.ok) return null;
  const steps = stepsOf(replay.value, deal.value);
  return steps.ok ? { replay: replay.value, deal: deal.value, steps: steps.value } : null;
};
