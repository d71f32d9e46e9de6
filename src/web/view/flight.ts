import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { dealerOf } from "../model/auction.ts";

/** How long a card moves, in ms. */
const PLAYED_MS = 320;
const GATHERED_MS = 420;
const DEALT_MS = 360;
/** The time between two cards of a deal, in ms. */
const DEAL_EVERY_MS = 90;

const isStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The way from the middle of `from` to the middle of `to`, in px. */
const wayBetween = (from: Element, to: Element): { readonly x: number; readonly y: number } => {
  const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  return { x: a.x + a.width / 2 - b.x - b.width / 2, y: a.y + a.height / 2 - b.y - b.height / 2 };
};
const moveBetween = (from: Element, to: Element): string => {
  const { x, y } = wayBetween(from, to);
  return `translate(${x}px, ${y}px)`;
};

const seatOf = (seat: number): Element | null => document.querySelector(`.board .seat[data-seat="${seat}"]`);

/** Moves the element of the returned ref from `seat` to its place, once, when it appears. */
export const useArrival = (seat: number) => {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const [card, start] = [element.current, seatOf(seat)];
    if (!card || !start || isStill()) return;
    card.animate([{ transform: `${moveBetween(start, card)} scale(0.6)`, opacity: 0.3 }, {}], {
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
        { visibility: "visible", transform: `${moveBetween(end, card)} scale(0.35)`, opacity: 0.2 },
      ],
      { duration: GATHERED_MS, easing: "ease-in" },
    );
  }, []);
  return element;
};

/** Moves the cards of `row` from the dealer to their places when a deal begins. */
export const useDeal = (row: RefObject<HTMLElement | null>, snapshot: Snapshot) => {
  const { deal_number, phase, bids, hand } = snapshot;
  const isFresh = phase === "bid" && bids?.length === 0 && hand !== undefined && hand.length > 0;
  useLayoutEffect(() => {
    const start = seatOf(dealerOf(snapshot) ?? 0);
    if (!isFresh || !start || isStill()) return;
    for (const [at, card] of [...(row.current?.querySelectorAll("button") ?? [])].entries()) {
      const { x, y } = wayBetween(start, card);
      card.animate([{ translate: `${x}px ${y}px`, scale: 0.4, opacity: 0 }, {}], {
        duration: DEALT_MS,
        delay: at * DEAL_EVERY_MS,
        fill: "backwards",
        easing: "cubic-bezier(0.2, 0.7, 0.3, 1)",
      });
    }
  }, [deal_number, isFresh]);
};
