import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { spotOf } from "../model/seats.ts";
import type { Played } from "../model/trick.ts";
import { numberOf } from "../store/moves.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card } from "./card.tsx";
import { useArrival, useDeparture } from "./flight.ts";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The cards of the trick, each before its player, and the winner with the points. */
export const Trick = ({ place, snapshot }: Props) => {
  const say = words.value;
  const { cards, taken } = place.table.value;
  const me = snapshot.player_id;
  const flying = pendingCard(place);
  const gathering = place.gathering.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div class="trick" role="group" aria-label={say.trickTitle}>
      {cards.map((played) => (
        <OnTable
          key={played.card.card_id}
          played={played}
          me={me}
          points={taken?.by === played.player_id ? taken.points : null}
        />
      ))}
      {flying !== null && me !== undefined && (
        <span class="played sending" data-spot="0">
          <Card card={flying} />
        </span>
      )}
      {gathering.cards.map((played) => (
        <Leaving key={played.card.card_id} played={played} me={me} to={gathering.taken?.by ?? 0} />
      ))}
    </div>
  );
};

interface CardProps {
  readonly played: Played;
  /** The viewer's seat. */
  readonly me: number | undefined;
}

/** A card on the table. `points` are those of the trick that it has taken. */
const OnTable = ({ played, me, points }: CardProps & { readonly points: number | null }) => {
  const { player_id: seat, card } = played;
  return (
    <span ref={useArrival(seat)} class="played" data-spot={spotOf(seat, me)} data-won={points !== null}>
      <Card card={card.card_id} named={true} />
      {points !== null && (
        <span class="taken" data-seat={seat} aria-hidden="true">
          {words.value.signed(points)}
        </span>
      )}
    </span>
  );
};

/** A card that moves to the winner of its trick. */
const Leaving = ({ played, me, to }: CardProps & { readonly to: number }) => (
  <span ref={useDeparture(to)} class="played gathered" data-spot={spotOf(played.player_id, me)}>
    <Card card={played.card.card_id} />
  </span>
);

/** The card that the viewer has played and that is not in the trick yet. */
const pendingCard = ({ pending, table }: Session): number | null => {
  const move = pending.value;
  if (move?.message_type !== "play") return null;
  const card = numberOf(move.card);
  return table.value.cards.some((played) => played.card.card_id === card) ? null : card;
};
