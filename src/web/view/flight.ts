import { useLayoutEffect, useRef } from "preact/hooks";

/** How long a card moves, in ms. */
const PLAYED_MS = 320;
const GATHERED_MS = 420;

const isStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The way from the middle of `from` to the middle of `to`, in px. */
const wayBetween = (from: Element, to: Element): string => {
  const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  const x = a.x + a.width / 2 - b.x - b.width / 2;
  const y = a.y + a.height / 2 - b.y - b.height / 2;
  return `translate(${x}px, ${y}px)`;
};

const seatOf = (seat: number): Element | null => document.querySelector(`.board .seat[data-seat="${seat}"]`);

/** Moves the element of the returned ref from `seat` to its place, once, when it appears. */
export const useArrival = (seat: number) => {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const [card, start] = [element.current, seatOf(seat)];
    if (!card || !start || isStill()) return;
    card.animate([{ transform: `${wayBetween(start, card)} scale(0.6)`, opacity: 0.3 }, {}], {
      duration: PLAYED_MS,
      easing: "cubic-bezier(0.2, 0.7, 0.3, 1)",
    });
  }, []);
  return element;
};

/** Moves the element of the returned ref from its place to `seat`, once, where it vanishes. */
export const useDeparture = (seat: number) => {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const [card, end] = [element.current, seatOf(seat)];
    if (!card || !end || isStill()) return;
    card.animate(
      [
        { visibility: "visible" },
        { visibility: "visible", transform: `${wayBetween(end, card)} scale(0.35)`, opacity: 0.2 },
      ],
      { duration: GATHERED_MS, easing: "ease-in" },
    );
  }, []);
  return element;
};
