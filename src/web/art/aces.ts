import type { Suit } from "../../shared/game/cards.ts";
import { around, BLUE, circle, ellipse, GOLD, GOLD_LIGHT, GREEN, moved, path, RED, stroke } from "./ink.ts";
import { signAt } from "./signs.ts";

/** The coin of the ace: a sun with a face. */
const sun = moved(
  50,
  96,
  [
    around(12, path("M-5.5 -27L0 -43L5.5 -27Z", GOLD, 1.2)),
    moved(0, 0, around(12, path("M-3 -28L0 -37L3 -28Z", RED, 0.8)), 1, 15),
    circle(0, 0, 30, GOLD, 1.6),
    circle(0, 0, 25, GOLD_LIGHT, 1.1),
    ellipse(-9, -5, 3.2, 2.4, "#fff", 1),
    ellipse(9, -5, 3.2, 2.4, "#fff", 1),
    circle(-8.6, -4.8, 1.5, BLUE, 0),
    circle(9.4, -4.8, 1.5, BLUE, 0),
    stroke("M-13.5 -10.5Q-9 -13.5 -4.5 -10.5M4.5 -10.5Q9 -13.5 13.5 -10.5M0 -6V3.5Q-3.4 5 -1 6.2"),
    circle(-14, 5, 3.4, "#ef9d6b", 0),
    circle(14, 5, 3.4, "#ef9d6b", 0),
    path("M-8 10.5Q0 17.5 8 10.5Q0 12.6 -8 10.5Z", RED, 1),
  ].join(""),
);

const leafPair = (y: number): string =>
  [-1, 1]
    .map((side) =>
      path(
        `M50 ${y}C${50 + side * 10} ${y - 12} ${50 + side * 24} ${y - 12} ${50 + side * 33} ${y - 19}C${50 + side * 32} ${y - 4} ${50 + side * 16} ${y + 6} 50 ${y}Z`,
        GREEN,
        1.1,
      ),
    )
    .join("");

const ribbon = (colour: string): string =>
  [
    path("M8 124C22 112 34 132 50 122S80 110 92 121L88 133C78 122 66 133 50 136S22 126 12 137Z", colour, 1.3),
    path("M8 124L16 129L12 137L2 139L6 131L0 127Z", colour, 1.1),
    path("M92 121L84 128L88 133L98 137L94 129L100 125Z", colour, 1.1),
  ].join("");

/** The large sign of an ace. */
export const ace = (suit: Suit): string => {
  switch (suit) {
    case "coins":
      return sun;
    case "cups":
      return leafPair(142) + signAt("cups", 50, 94, 96);
    case "swords":
      return leafPair(72) + signAt("swords", 50, 97, 118) + ribbon(RED);
    case "clubs":
      return leafPair(64) + signAt("clubs", 50, 97, 118) + ribbon(GOLD);
  }
};
