import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
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
  /** Whether `click` belongs to a drag that has just ended. */
  readonly wasDragged: (click: MouseEvent) => boolean;
  /** The place of `card` while another card is dragged. */
  readonly placeOf: (card: number, at: number) => number;
  readonly styleOf: (card: number) => Record<string, string>;
}

/**
 * Dragging a card of the hand with a mouse, pen or finger: sideways to another place, or upwards to play it. Only the
 * pointer that began a drag moves and ends it. A drag has no effect when the browser or Escape ends it, or when the
 * cards change meanwhile.
 */
export const useDrag = ({ row, hand, play, move }: DragOptions): Drag => {
  const dragged = useSignal<Dragged | null>(null);
  const justDragged = useRef(false);
  const active = useRef<{ readonly pointerId: number; readonly stop: () => void } | null>(null);
  // What may be done is looked up at the release, not at the press.
  const latest = useRef({ play, move });
  latest.current = { play, move };

  const cards = hand.toSorted((a, b) => a - b).join();
  useLayoutEffect(() => () => active.current?.stop(), [cards]);

  const begin = (start: PointerEvent, card: number) => {
    const button = start.currentTarget as HTMLElement;
    const element = row.current;
    const { pointerId } = start;
    if (active.current && active.current.pointerId !== pointerId) return;
    active.current?.stop();
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
    const ended = new AbortController();
    const stop = () => {
      ended.abort();
      active.current = null;
      dragged.value = null;
    };
    active.current = { pointerId, stop };
    const on = (type: string, run: (event: PointerEvent) => void) =>
      addEventListener(
        type,
        (event) => {
          if ((event as PointerEvent).pointerId === pointerId) run(event as PointerEvent);
        },
        { signal: ended.signal },
      );
    on("pointermove", (event) => {
      // The release happened where the browser does not report it.
      if (event.buttons === 0) return stop();
      const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
      if (!dragged.value && Math.hypot(dx, dy) < SLACK_PX) return;
      if (!dragged.value) button.setPointerCapture(pointerId);
      const above = event.clientY < box.top - PLAY_ABOVE_PX;
      dragged.value = { card, dx, dy, to: above ? null : placeAt(event.clientX) };
    });
    on("pointerup", () => {
      const end = dragged.value;
      stop();
      if (!end) return;
      justDragged.current = true;
      if (end.to === null) latest.current.play(card);
      else latest.current.move(card, end.to);
    });
    on("pointercancel", stop);
    // A finger's first capture, by the picture in the button, ends when the button takes it.
    on("lostpointercapture", ({ target }) => target === button && stop());
    addEventListener("blur", stop, { signal: ended.signal });
    addEventListener("keydown", ({ key }) => key === "Escape" && stop(), { signal: ended.signal });
  };

  return {
    dragged,
    begin,
    wasDragged: (click) => {
      const was = justDragged.current;
      justDragged.current = false;
      // After a drag with a finger no click follows, and the next one may come from a key.
      return was && click.detail > 0;
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
