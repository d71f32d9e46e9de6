import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { moved } from "../model/hand.ts";

/** The minimum movement of a drag, in px. */
const SLACK_PX = 8;
/** A card that is released this far above the hand is played, in px. */
const PLAY_ABOVE_PX = 24;

interface Dragged {
  readonly card: number;
  readonly dx: number;
  readonly dy: number;
  /** Its place after a release here; null when it would be played. */
  readonly to: number | null;
}

interface DragOptions {
  readonly row: RefObject<HTMLElement | null>;
  readonly hand: readonly number[];
  readonly play: (card: number) => void;
  readonly move: (card: number, to: number) => void;
}

export interface Drag {
  readonly dragged: ReadonlySignal<Dragged | null>;
  readonly begin: (event: PointerEvent, card: number) => void;
  /** Whether the next click belongs to a drag that has just ended. */
  readonly wasDragged: () => boolean;
  /** The place of `card` while another card is dragged. */
  readonly placeOf: (card: number, at: number) => number;
  readonly styleOf: (card: number) => Record<string, string>;
}

/** Dragging a card of the hand with a mouse, pen or finger: sideways to another place, or upwards to play it. */
export const useDrag = ({ row, hand, play, move }: DragOptions): Drag => {
  const dragged = useSignal<Dragged | null>(null);
  const justDragged = useRef(false);

  const begin = (start: PointerEvent, card: number) => {
    const button = start.currentTarget as HTMLElement;
    const element = row.current;
    if (start.button !== 0 || !element) return;
    justDragged.current = false;
    const box = element.getBoundingClientRect();
    const places = [...element.children].map((child) => {
      const { left, width } = child.getBoundingClientRect();
      return left + width / 2;
    });
    const placeAt = (x: number) => {
      const distances = places.map((middle) => Math.abs(middle - x));
      return distances.indexOf(Math.min(...distances));
    };
    const onMove = (event: PointerEvent) => {
      const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
      if (!dragged.value && Math.hypot(dx, dy) < SLACK_PX) return;
      if (!dragged.value) button.setPointerCapture(start.pointerId);
      const above = event.clientY < box.top - PLAY_ABOVE_PX;
      dragged.value = { card, dx, dy, to: above ? null : placeAt(event.clientX) };
    };
    const stop = () => {
      removeEventListener("pointermove", onMove);
      removeEventListener("pointerup", onUp);
      removeEventListener("pointercancel", stop);
      dragged.value = null;
    };
    const onUp = () => {
      const end = dragged.value;
      stop();
      if (!end) return;
      justDragged.current = true;
      if (end.to === null) play(card);
      else move(card, end.to);
    };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", stop);
  };

  return {
    dragged,
    begin,
    wasDragged: () => {
      const was = justDragged.current;
      justDragged.current = false;
      return was;
    },
    placeOf: (card, at) => {
      const drag = dragged.value;
      if (!drag || drag.card === card || drag.to === null) return at;
      return moved(hand, drag.card, drag.to).indexOf(card);
    },
    styleOf: (card) => {
      const drag = dragged.value;
      return {
        "--dx": drag?.card === card ? `${drag.dx}px` : "0px",
        "--dy": drag?.card === card ? `${drag.dy}px` : "0px",
      };
    },
  };
};
