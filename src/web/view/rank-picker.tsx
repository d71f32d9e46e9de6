import { BY_STRENGTH, pointsOf } from "../../shared/game/cards.ts";
import { suitsHeld } from "../model/hand.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { SuitSign } from "./card.tsx";

interface Props {
  readonly place: Session;
  readonly ranks: readonly number[];
}

/** The choice of the called rank. Each shows the suits of it that the viewer holds. */
export const RankPicker = ({ place, ranks }: Props) => {
  const say = words.value;
  const hand = place.hand.value;
  return (
    <section class="panel" aria-label={say.askRank}>
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
