import sprite from "virtual:cards";
import { rankOf, suitOf } from "../../shared/game/cards.ts";
import { words } from "../store/settings.ts";

/** The name of a card in the language of the page. */
export const nameOfCard = (card: number): string => words.value.card(rankOf(card), suitOf(card));

/** The picture of a card; null is the back. It has a name for screen readers only if `named` is set. */
export const Card = ({ card, named = false }: { readonly card: number | null; readonly named?: boolean }) => (
  <svg
    class="card"
    viewBox="0 0 100 162"
    role="img"
    aria-hidden={!named}
    aria-label={card === null ? words.value.cardBack : nameOfCard(card)}
  >
    <use href={`${sprite}#${card === null ? "back" : `c${card}`}`} />
  </svg>
);

/** The sign of a suit. */
export const SuitSign = ({ suit }: { readonly suit: string }) => (
  <svg class="suit" viewBox="0 0 40 40" aria-hidden="true">
    <use href={`${sprite}#${suit}`} />
  </svg>
);
