import sprite from "virtual:cards";
import { rankOf, suitOf } from "../../shared/game/cards.ts";
import { words } from "../store/settings.ts";

/** The name of a card in the page's language. */
export const nameOfCard = (card: number): string => words.value.card(rankOf(card), suitOf(card));

/** A drawn card; null is its back. Decoration, when what surrounds it says what it is. */
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

/** The sign of a suit alone. */
export const SuitSign = ({ suit }: { readonly suit: string }) => (
  <svg class="suit" viewBox="0 0 40 40" aria-hidden="true">
    <use href={`${sprite}#${suit}`} />
  </svg>
);
