import type { Signal } from "@preact/signals";
import { pointsOf, rankOf, suitOf } from "../../../shared/game/cards.ts";
import { SEATS } from "../../../shared/game/seats.ts";
import type { Steps } from "../../../shared/verify/moments.ts";
import { DEAL } from "../../i18n/deal.ts";
import type { Words } from "../../i18n/english.ts";
import { type OpenTable, tableAfter } from "../../model/deal-table.ts";
import { language, words } from "../../store/settings.ts";
import { Card } from "../card.tsx";

interface Props {
  readonly steps: Steps;
  /** The number of choices that have been made. */
  readonly at: Signal<number>;
  readonly name: (seat: number) => string;
}

/** Steps through a deal with all hands open. */
export const StepViewer = ({ steps, at, name }: Props) => {
  const say = words.value;
  const told = DEAL[language.value];
  const count = steps.moments.length;
  const table = tableAfter(steps, at.value);
  const go = (to: number) => {
    at.value = Math.max(0, Math.min(count, to));
  };
  const buttons = [
    [told.first, "|◀", 0],
    [told.back, "◀", at.value - 1],
    [told.on, "▶", at.value + 1],
    [told.last, "▶|", count],
  ] as const;
  return (
    <section class="stepper" aria-label={told.steps}>
      <p class="said" role="status" dir="auto">
        {textOf(table, name, say, told.begins)}
      </p>
      <div class="controls">
        {buttons.map(([label, sign, to]) => (
          <button
            key={label}
            type="button"
            class="button plain"
            aria-label={label}
            disabled={to < 0 || to > count || to === at.value}
            onClick={() => go(to)}
          >
            {sign}
          </button>
        ))}
        <input
          type="range"
          min={0}
          max={count}
          value={at.value}
          aria-label={told.steps}
          aria-valuetext={told.step(at.value, count)}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
      </div>
      <ul class="trickline" aria-label={told.onTable}>
        {table.trick.map(({ seat, card }) => (
          <li key={card} data-won={seat === table.winner}>
            <Card card={card} named />
            <small dir="auto">{name(seat)}</small>
          </li>
        ))}
      </ul>
      <ul class="openhands">
        {SEATS.map((seat) => (
          <li key={seat} data-turn={seat === steps.moments[at.value]?.seat}>
            <p dir="auto">
              <b>{name(seat)}</b>
              {seat === table.caller && <small> {say.caller}</small>}
              {seat === table.partner && <small> {seat === table.caller ? say.alone : say.partner}</small>}
              <span> {say.points(table.points[seat] ?? 0)}</span>
            </p>
            <ul class="openfan" aria-label={told.hand(name(seat))}>
              {[...(table.hands[seat] ?? [])]
                .sort((a, b) => a - b)
                .map((card) => (
                  <li key={card}>
                    <Card card={card} named />
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The last choice in words, and who has taken a complete trick. */
const textOf = (
  { last, winner, trick }: OpenTable,
  name: (seat: number) => string,
  say: Words,
  begins: string,
): string => {
  if (!last) return begins;
  const who = name(last.seat);
  const { choice } = last;
  switch (choice.type) {
    case "bid": {
      if ("rank" in choice) return `${who}: ${say.rank(choice.rank)}`;
      return `${who}: ${choice.bid === null ? say.pass : say.points(choice.bid)}`;
    }
    case "call-partner-rank":
      return `${who}: ${say.rank(choice.rank)}`;
    case "call-partner-suit":
      return `${who}: ${say.suit(choice.suit)}`;
    case "play": {
      const card = choice.card ?? 0;
      const played = `${who}: ${say.card(rankOf(card), suitOf(card))}`;
      if (winner === null || trick.at(-1)?.card !== card) return played;
      return `${played}. ${say.takes(name(winner), pointsOn(trick))}`;
    }
  }
};

const pointsOn = (trick: OpenTable["trick"]): number =>
  trick.reduce((sum, { card }) => sum + pointsOf(card), 0);
