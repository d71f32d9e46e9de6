import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { nameOf, spotOf } from "../model/seats.ts";
import type { OnTable } from "../model/trick.ts";
import { numberOf } from "../store/moves.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card } from "./card.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The middle of the table: the cards of the trick, each in front of its player, and the winner. */
export const Trick = ({ place, snapshot }: Props) => {
  const say = words.value;
  const table = place.table.value;
  const me = snapshot.player_id;
  const { taken } = table;
  const flying = pendingCard(place);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div class="trick" role="group" aria-label={say.trickTitle}>
      <Cards table={table} me={me} />
      {flying !== null && me !== undefined && (
        <span class="played sending" data-spot="0">
          <Card card={flying} />
        </span>
      )}
      <Cards table={place.gathering.value} me={me} to={place.gathering.value.taken?.by} />
      {taken && (
        <p class="taken" data-spot={spotOf(taken.by, me)} aria-hidden="true">
          <span dir="auto">{nameOf(snapshot, taken.by, say)}</span>
          <b>{say.signed(taken.points)}</b>
        </p>
      )}
    </div>
  );
};

interface CardsProps {
  readonly table: OnTable;
  readonly me: number | undefined;
  /** The seat to which the cards move. */
  readonly to?: number | undefined;
}

const Cards = ({ table, me, to }: CardsProps) => (
  <>
    {table.cards.map(({ player_id, card }) => (
      <span
        key={`${to === undefined}-${card.card_id}`}
        class={to === undefined ? "played" : "played gathered"}
        data-spot={spotOf(player_id, me)}
        data-to={to === undefined ? undefined : spotOf(to, me)}
        data-won={table.taken?.by === player_id}
      >
        <Card card={card.card_id} named={to === undefined} />
      </span>
    ))}
  </>
);

/** The card that the viewer has played and that is not in the trick yet. */
const pendingCard = ({ pending, table }: Session): number | null => {
  const move = pending.value;
  if (move?.message_type !== "play") return null;
  const card = numberOf(move.card);
  return table.value.cards.some((played) => played.card.card_id === card) ? null : card;
};
