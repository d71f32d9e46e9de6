import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { cardId, type Rank, type Suit } from "../../../shared/game/cards.ts";
import { SEATS, type Seat } from "../../../shared/game/seats.ts";
import type { ClaimedDeal, ClaimedReplay } from "../../../shared/verify/claim.ts";
import { dealCode } from "../../../shared/verify/deal-link.ts";
import { DEAL } from "../../i18n/deal.ts";
import { canShare, shareWithPicture } from "../../store/device.ts";
import { language, words } from "../../store/settings.ts";
import { Button } from "../button.tsx";
import { nameOfCard } from "../card.tsx";
import { CopyField } from "../copy-field.tsx";
import { Icon } from "../icon.tsx";
import { pictureOf } from "./picture.ts";

interface Props {
  readonly replay: ClaimedReplay;
  readonly deal: ClaimedDeal;
  /** The place of the deal in the replay. */
  readonly at: number;
  readonly seat: Seat | null;
  readonly names: readonly string[] | null;
}

/** The deal as a link with a picture of its result [W30]. Names can be left out. */
export const ShareDeal = ({ replay, deal, at, seat, names }: Props) => {
  const isNamed = useSignal(true);
  const say = words.value;
  const told = DEAL[language.value];
  const shown = isNamed.value ? names : null;
  const key = shown?.join() ?? null;
  const code = useMemo(() => dealCode(replay, at, { seat, names: shown }), [replay, at, seat, key]);
  const name = (one: number) => shown?.[one] || say.someone(one);
  const isMade = deal.caller_side_points >= deal.bid;
  const partner = deal.partner_id === deal.caller_id ? null : name(deal.partner_id);
  const line = told.result(name(deal.caller_id), partner, deal.caller_side_points, deal.bid);
  const drawn = () =>
    pictureOf({
      title: say.title,
      verdict: isMade ? told.made : told.lost,
      made: isMade,
      line,
      contract: told.contract(
        deal.bid,
        nameOfCard(cardId(deal.trump_suit as Suit, deal.partner_rank as Rank)),
      ),
      rows: SEATS.map((one) => ({
        name: name(one),
        score: say.signed(deal.match_delta[one]?.points ?? 0),
        isSide: one === deal.caller_id || one === deal.partner_id,
      })),
    });
  const picture = useMemo(drawn, [deal, key, language.value]);
  if (!code.ok) return <p role="alert">{told.linkFailed}</p>;
  const url = `${location.origin}/r#${code.value}`;
  return (
    <section class="sharing" aria-label={told.share}>
      <h2>{told.share}</h2>
      <p class="hint">{told.shareHint}</p>
      {names && (
        <label class="tick">
          <input
            type="checkbox"
            checked={isNamed.value}
            onChange={(event) => {
              isNamed.value = event.currentTarget.checked;
            }}
          />
          <span>{told.withNames}</span>
        </label>
      )}
      <CopyField label={told.link} text={url} />
      {picture && <img src={picture} alt={`${told.picture}: ${line}`} width={1080} height={1080} />}
      <p class="more">
        {canShare() && (
          <Button
            kind="main"
            onPress={() => shareWithPicture({ title: say.title, text: line, url }, picture)}
          >
            <Icon name="share" />
            {told.send}
          </Button>
        )}
        {picture && (
          <a class="button plain" href={picture} download="briscola.png">
            {told.savePicture}
          </a>
        )}
      </p>
    </section>
  );
};
