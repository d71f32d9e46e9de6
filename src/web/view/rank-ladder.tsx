import { useSignal } from "@preact/signals";
import { BY_STRENGTH, cardId, type Rank, SUITS } from "../../shared/game/cards.ts";
import { suitsHeld } from "../model/hand.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Card, SuitSign } from "./card.tsx";

interface Props {
  readonly place: Session;
  /** The ranks that may still be bid. */
  readonly ranks: readonly number[];
  /** The highest bid so far in words. */
  readonly state: string;
}

/**
 * The ladder of an auction by ranks: ten cards from the ace down to the two, those above the last bid turned away, and
 * the points behind the two. The strongest open rank is chosen at first.
 */
export const RankLadder = ({ place, ranks, state }: Props) => {
  const say = words.value;
  const hand = place.hand.value;
  const chosen = useSignal(ranks[0] ?? 2);
  const bid = () => place.act({ message_type: "bid", rank: chosen.value as Rank });
  return (
    <section class="panel rank-ladder" aria-label={say.auction}>
      <p class="hint">{state}</p>
      <fieldset class="rungs">
        <legend class="aloud">{say.yourBid}</legend>
        {BY_STRENGTH.map((rank) => {
          const held = suitsHeld(hand, rank);
          return (
            <label key={rank} data-off={!ranks.includes(rank)}>
              <input
                type="radio"
                name="rank"
                value={rank}
                aria-label={`${say.rank(rank)}, ${say.heldIn(held.map(say.suit))}`}
                disabled={!ranks.includes(rank)}
                checked={chosen.value === rank}
                onChange={() => {
                  chosen.value = rank;
                }}
              />
              <Card card={cardId(SUITS[0], rank)} />
              <span class="held" aria-hidden="true">
                {held.map((suit) => (
                  <SuitSign key={suit} suit={suit} />
                ))}
              </span>
            </label>
          );
        })}
        <p class="beyond">{say.beyondTwo}</p>
      </fieldset>
      <div class="pair">
        <Button onPress={() => place.act({ message_type: "bid", bid: -1 })}>{say.pass}</Button>
        <Button kind="main" onPress={bid}>
          {say.bidRank(chosen.value)}
        </Button>
      </div>
    </section>
  );
};
