import type { Suit } from "../../shared/game/cards.ts";
import { around, BLUE, circle, ellipse, GOLD, GOLD_LIGHT, GREEN, moved, path, RED, stroke } from "./ink.ts";

const STEEL = "#dfe9f3";
const BARK = "#b9853f";
const LEAF = "#4f9b45";

/** A coin: rings of gold with a flower of eight petals. 40 × 40. */
const coin = [
  circle(20, 20, 18.5, GOLD, 1.6),
  circle(20, 20, 14.5, GOLD_LIGHT, 1),
  moved(20, 20, around(8, path("M0 -3.5C3.4 -7 3 -11 0 -13C-3 -11 -3.4 -7 0 -3.5Z", RED, 0.7))),
  circle(20, 20, 4.4, BLUE, 1),
  circle(20, 20, 1.6, GOLD_LIGHT, 0),
].join("");

/** A chalice with a lid of wine. 40 × 40. */
const cup = [
  path("M12 37.5C12 33.5 17 33.5 18 30L18 25H22L22 30C23 33.5 28 33.5 28 37.5Z", GOLD, 1.4),
  path("M5.5 7C5 19 11 26.5 20 26.5S35 19 34.5 7Z", RED, 1.6),
  path("M8.5 15C10 22 15 24.5 20 24.5S30 22 31.5 15C27 18.5 13 18.5 8.5 15Z", GOLD_LIGHT, 0.9),
  ellipse(20, 7, 14.5, 4.2, GOLD_LIGHT, 1.4),
  ellipse(20, 7.4, 10.5, 2.3, "#7d1714", 0),
  ellipse(20, 28.3, 4.4, 2.2, GOLD_LIGHT, 1.1),
  stroke("M13 19.6V22.6M17.6 21V24M22.4 21V24M27 19.6V22.6", RED, 1.5),
].join("");

/** A sword that points up. 20 × 60. */
const sword = [
  path("M10 1L13.4 8V41H6.6V8Z", STEEL, 1.4),
  path("M10 1L13.4 8V41H10Z", "#9fbbd6", 0),
  stroke("M10 7V38", BLUE, 0.9),
  path(
    "M1 40.5C1 37.6 4 38.6 5 40H15C16 38.6 19 37.6 19 40.5S16 45.4 15 44H5C4 45.4 1 43.4 1 40.5Z",
    GOLD,
    1.2,
  ),
  path("M7.6 44H12.4V54H7.6Z", BLUE, 1.2),
  stroke("M7.8 47H12.2M7.8 50.3H12.2", GOLD_LIGHT, 1),
  circle(10, 56, 3.2, GOLD, 1.2),
].join("");

/** A knotty cudgel with two leaves. 20 × 60. */
const club = [
  path("M14.4 13C19 10 20 6.6 19.4 3.6C16 4.6 13.6 7.6 13.4 11Z", LEAF, 1),
  path("M5 27C0.8 25.6 -0.4 22 0.4 19C4 20 6.4 23 6.6 26Z", LEAF, 1),
  path(
    "M7.4 59C6.6 48 5.4 40 4.4 31L2 28.6L5 26.4L3.8 17C2.6 8 5.6 1.4 10 1.4S17.4 8 16.2 16L15.6 21L18.4 23L15.4 26C14.8 36 13.6 48 12.6 59C11 59.8 9 59.8 7.4 59Z",
    BARK,
    1.5,
  ),
  path("M7.4 59C6.9 52 6.2 46 5.5 40L14.4 38C13.9 46 13.2 52 12.6 59C11 59.8 9 59.8 7.4 59Z", GREEN, 1.1),
  ellipse(9.4, 10, 2, 2.8, "#7d5421", 0),
  ellipse(11.4, 31, 1.5, 2.2, "#7d5421", 0),
  stroke("M7.6 18C8.6 24 8.6 28 8.4 34", "#7d5421", 1),
].join("");

/** Each suit's sign, on its own grid. Coins and cups are as wide as high, swords and clubs three times as high. */
export const SIGNS: Readonly<
  Record<Suit, { readonly width: number; readonly height: number; readonly shapes: string }>
> = {
  coins: { width: 40, height: 40, shapes: coin },
  cups: { width: 40, height: 40, shapes: cup },
  swords: { width: 20, height: 60, shapes: sword },
  clubs: { width: 20, height: 60, shapes: club },
};

/** The sign of a suit on a square grid of 40. Swords and clubs are diagonal there. */
export const squareSign = (suit: Suit): string => {
  const { width, height, shapes } = SIGNS[suit];
  if (width === height) return shapes;
  return `<g transform="translate(20 20) rotate(40) scale(0.74) translate(${-width / 2} ${-height / 2})">${shapes}</g>`;
};

/** The sign of `suit` with its centre at (x, y) and this height. */
export const signAt = (suit: Suit, x: number, y: number, height: number, turn = 0): string => {
  const sign = SIGNS[suit];
  const width = (height * sign.width) / sign.height;
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`;
  const turned = turn ? ` transform="rotate(${turn} ${x} ${y})"` : "";
  return `<use href="#${suit}-long" ${place}${turned}/>`;
};

const round = (value: number): number => Math.round(value * 10) / 10;
