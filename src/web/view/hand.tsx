import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Ask } from "../model/ask.ts";
import { moved } from "../model/hand.ts";
import { nameOf } from "../model/seats.ts";
import { notify, speak } from "../store/notice.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Card, nameOfCard } from "./card.tsx";
import { useDrag } from "./drag.ts";
import { useDeal } from "./flight.ts";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

const playableOf = (ask: Ask): readonly number[] => (ask.name === "play" ? ask.cards : []);

/**
 * The viewer's cards. A click or Enter plays a card. With a finger the first tap lifts it and the second plays it,
 * which prevents accidents. Dragging upwards plays it, and dragging sideways moves it.
 */
export const Hand = ({ place, snapshot }: Props) => {
  const say = words.value;
  const row = useRef<HTMLDivElement>(null);
  const chosen = useSignal<number | null>(null);
  const lifted = useSignal<{ readonly card: number; readonly turn: number } | null>(null);
  const refocus = useRef(false);
  const hand = place.hand.value;
  const ask = place.ask.value;
  const playable = playableOf(ask);
  const focusable = hand.includes(chosen.value ?? -1) ? chosen.value : (hand[0] ?? null);

  const hasFocus = () => row.current?.contains(document.activeElement) ?? false;
  const isLifted = (card: number) => lifted.value?.card === card && lifted.value.turn === snapshot.turn;
  const play = (card: number) => {
    lifted.value = null;
    if (playableOf(place.ask.value).includes(card)) {
      const at = hand.indexOf(card);
      chosen.value = hand[at + 1] ?? hand[at - 1] ?? null;
      refocus.current = hasFocus();
      return void place.act({ message_type: "play", card });
    }
    if (place.resting.value) return;
    const turn = snapshot.current_player_id;
    const isOthers = turn !== null && turn !== snapshot.player_id;
    notify(isOthers ? say.notYourTurn(nameOf(snapshot, turn, say)) : say.notNow);
  };
  const move = (card: number, to: number) => {
    const order = moved(hand, card, to);
    const at = order.indexOf(card);
    if (at === hand.indexOf(card)) return;
    refocus.current = hasFocus();
    speak(say.movedTo(nameOfCard(card), at + 1, order.length));
    void place.act({ message_type: "reorder", hand: [...order] });
  };
  const drag = useDrag({ row, hand, play, move });
  useDeal(row, snapshot);

  useLayoutEffect(() => {
    if (!refocus.current) return;
    refocus.current = false;
    row.current?.querySelector<HTMLElement>(`[data-card="${chosen.value}"]`)?.focus();
  });

  const key = (event: KeyboardEvent, card: number) => {
    const at = hand.indexOf(card);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: hand.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (event.shiftKey) return move(card, to);
    const next = hand[Math.max(0, Math.min(hand.length - 1, to))];
    if (next === undefined) return;
    chosen.value = next;
    row.current?.querySelector<HTMLElement>(`[data-card="${next}"]`)?.focus();
  };
  const press = (event: MouseEvent, card: number) => {
    if (drag.wasDragged(event)) return;
    chosen.value = card;
    const byFinger = event.detail > 0 && (event as PointerEvent).pointerType === "touch";
    if (!byFinger || isLifted(card) || !playable.includes(card)) return play(card);
    lifted.value = { card, turn: snapshot.turn };
    notify(say.askPlayTouch);
  };

  return (
    <section
      class="hand"
      aria-label={say.yourHand}
      data-mine={ask.name === "play"}
      data-dim={ask.name === "nothing"}
    >
      <p class="aloud" id="hand-help">
        {say.handHelp}
      </p>
      <div class="row" ref={row} style={{ "--n": `${Math.max(2, hand.length)}` }}>
        {hand.map((card, at) => (
          <button
            key={card}
            type="button"
            data-card={card}
            data-lifted={isLifted(card) && playable.includes(card)}
            data-dragged={drag.dragged.value?.card === card}
            aria-label={say.cardPlace(nameOfCard(card), at + 1, hand.length)}
            aria-describedby="hand-help"
            aria-disabled={!playable.includes(card)}
            title={playable.includes(card) ? say.playCard(nameOfCard(card)) : nameOfCard(card)}
            tabIndex={card === focusable ? 0 : -1}
            style={{ "--at": `${drag.placeOf(card, at) - (hand.length - 1) / 2}`, ...drag.styleOf(card) }}
            onFocus={() => {
              chosen.value = card;
            }}
            onKeyDown={(event) => key(event, card)}
            onClick={(event) => press(event, card)}
            onPointerDown={(event) => drag.begin(event, card)}
          >
            <Card card={card} />
          </button>
        ))}
      </div>
    </section>
  );
};
