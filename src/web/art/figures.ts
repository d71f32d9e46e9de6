import type { Suit } from "../../shared/game/cards.ts";
import {
  COLOURS,
  type Colours,
  circle,
  ellipse,
  GOLD,
  GOLD_LIGHT,
  PAPER,
  path,
  RED,
  SKIN,
  stroke,
} from "./ink.ts";
import { signAt } from "./signs.ts";

const HAIR: Readonly<Record<Suit, string>> = {
  coins: "#8a4f22",
  cups: "#3c2a20",
  swords: "#c58a2f",
  clubs: "#5b3a22",
};

/** Eyes, nose and mouth of a face around (x, y). */
const features = (x: number, y: number, mouth = true): string =>
  [
    circle(x - 4.6, y - 1, 1.25, "#2c211a", 0),
    circle(x + 4.6, y - 1, 1.25, "#2c211a", 0),
    stroke(
      `M${x - 7} ${y - 4.4}Q${x - 4.6} ${y - 6} ${x - 2.4} ${y - 4.6}M${x + 2.4} ${y - 4.6}Q${x + 4.6} ${y - 6} ${x + 7} ${y - 4.4}`,
      "#2c211a",
      1,
    ),
    stroke(`M${x} ${y - 1}V${y + 3.4}H${x - 1.6}`, "#a8683c", 1),
    mouth ? stroke(`M${x - 2.8} ${y + 7}Q${x} ${y + 8.8} ${x + 2.8} ${y + 7}`, RED, 1.4) : "",
  ].join("");

/** The jack: a young man with a plumed cap and a raised sign. */
const jack = (suit: Suit, { main, light, beside }: Colours): string =>
  [
    // Legs and boots.
    path("M34 122H48V146H35Z", beside === GOLD ? GOLD_LIGHT : PAPER, 1.2),
    path("M50 122H64L63 146H50Z", beside, 1.2),
    path("M33 144H48.6V154H29C29 150 31 148 33 147Z", "#5b3a22", 1.2),
    path("M50 144H65V147C67 148 69 150 69 154H50Z", "#5b3a22", 1.2),
    // Cloak, tunic, belt.
    path("M31 84C22 98 20 118 22 136L36 126V88ZM67 84C76 98 78 118 76 136L62 126V88Z", beside, 1.3),
    path("M34 82C40 77 58 77 64 82L70 126C60 132 38 132 28 126Z", main, 1.5),
    path("M49 79L43 84V128.8C46 129.6 52 129.6 55 128.8V84Z", light, 1),
    path("M31.4 106.5C42 110 56 110 66.6 106.5L67.4 112.5C56 116 42 116 30.6 112.5Z", "#5b3a22", 1.1),
    circle(49, 111.6, 3.2, GOLD, 1),
    // Arms: one on the hip, one holding the sign.
    path("M64 83C73 87 76 96 72 106L66 104C67 98 66 94 62 91Z", main, 1.3),
    circle(68.6, 106, 3.6, SKIN, 1.1),
    path("M34 83C26 82 21 77 19 70L25 67C27 72 31 74 37 76Z", main, 1.3),
    circle(21, 67, 4, SKIN, 1.1),
    // Head: hair to the shoulders, face, cap with a feather.
    path("M36 58C33 72 36 77 41 78H57C62 77 65 72 62 58Z", HAIR[suit], 1.2),
    ellipse(49, 64.5, 10.6, 12.4, SKIN, 1.3),
    features(49, 65),
    path("M34.6 58C34 47 42 42.4 50 42.4S65 47 64.4 57C56 53.4 43 53.6 34.6 58Z", main, 1.4),
    path("M33.4 59.6C42 53.4 57 53 65.6 58.6L65 62C56 57.4 43 57.6 34.4 62.8Z", light, 1.1),
    path("M61 50C70 45 78 47 83 56C76 57 68 58 62 54Z", beside, 1.1),
    stroke("M63 52.4C70 50.6 76 52 80 55", PAPER, 0.9),
  ].join("");

/** The knight: on a horse that walks to the left. */
const knight = (suit: Suit, { main, light, beside }: Colours): string => {
  const coat = suit === "coins" ? "#8d5a30" : suit === "clubs" ? "#6d4a30" : "#f1ece2";
  const mane = suit === "coins" || suit === "clubs" ? "#3a2618" : "#b9a78c";
  return [
    // Tail, far legs, body, near legs.
    path("M84 108C95 110 96 128 90 140C86 132 88 122 80 118Z", mane, 1.2),
    path("M36 124L32 138L36 152H43L40 138L46 126ZM70 122L78 136L74 152H81L85 135L80 118Z", coat, 1.2),
    path(
      "M30 112C30 98 44 98 56 99C70 98 86 98 88 112C88 124 80 129 68 128C54 131 40 130 34 124Z",
      coat,
      1.4,
    ),
    path("M33 116L22 126L16 140H23L29 130L42 125ZM64 124L62 138L66 153H73L69.6 139L76 124Z", coat, 1.3),
    path(
      "M16 140L12.6 145H20L23 140ZM66 153L64 156H73V153ZM36 152L34 156H43V152ZM74 152L73 156H81V152Z",
      "#3a2618",
      1,
    ),
    // Saddle cloth.
    path("M46 97H74L77 121C68 125 54 125 46 120Z", beside, 1.3),
    path("M47.6 116.4C56 120.6 68 120.6 76.2 117L76.8 121C68 125 54 125 46.4 120.4Z", GOLD_LIGHT, 0.9),
    // Neck, head, mane, bridle.
    path(
      "M32 118C24 106 28 92 24 84L9 93C5 94 3 90 5.6 86.6L19 69C23 64.6 29 64.6 33 68C42 76 44 92 50 100C48 112 40 118 32 118Z",
      coat,
      1.4,
    ),
    path("M29 66C40 70 47 84 51 98L44 96C42 84 36 75 27 71Z", mane, 1.1),
    path("M23.6 68L23.4 60.6L29 66Z", coat, 1.2),
    circle(19, 77.4, 1.6, "#2c211a", 0),
    circle(7.8, 89.4, 0.9, "#2c211a", 0),
    stroke("M12.4 79.6L17 88.6M17 88.6C30 92 40 94 52 92M24 70L17 88.6", beside === GOLD ? RED : beside, 1.7),
    // Rider: leg, tunic, arms, head, hat.
    path("M56 96L68 98L66 118L70 126L58 127L57 115Z", light, 1.3),
    path("M57 122L70.6 122.6L71 128C65 130 60 130 55 129Z", "#5b3a22", 1.1),
    path("M50 71C56 66 68 66 73 71L76 100C68 104 56 104 50 100Z", main, 1.4),
    path("M50.6 94C58 97.6 68 97.6 75.4 94L76 99C68 103 56 103 50 99.4Z", "#5b3a22", 1),
    path("M52 73C44 78 42 86 46 92L52 90C50 86 52 83 56 81Z", main, 1.2),
    circle(48.6, 91.6, 3.3, SKIN, 1),
    path("M71 72C78 70 81 66 82 61L88 63C88 72 82 79 73 81Z", main, 1.2),
    circle(85, 60, 3.6, SKIN, 1),
    ellipse(61, 58, 9, 10.4, SKIN, 1.2),
    path("M69.4 52C74 60 72 68 67 70C69 64 69 58 66.6 54Z", HAIR[suit], 1),
    features(59.6, 58),
    path("M49 52.6C48 43 55 38.6 62 38.6S74 43.6 73 52.6C66 48.6 56 48.6 49 52.6Z", beside, 1.3),
    path("M46.6 54C54 47.6 68 47.4 75.6 53.6C68 52 56 52 46.6 54Z", light, 1.1),
  ].join("");
};

/** The king: crowned and bearded, in a wide robe with ermine. */
const king = (suit: Suit, { main, light, beside }: Colours): string => {
  const beard = suit === "coins" || suit === "swords" ? "#efe9df" : HAIR[suit];
  return [
    // Robe over the knees, its hem, and the tunic between.
    path("M26 86C12 104 8 134 10 154H90C92 134 88 104 74 86C64 79 36 79 26 86Z", main, 1.5),
    path("M40 84L34 154H66L60 84Z", light, 1.2),
    path("M40 84L35.4 137L34 154H42L46 84ZM60 84L64.6 137L66 154H58L54 84Z", PAPER, 1.1),
    stroke(
      "M39.4 100V104M38.6 114V118M37.6 128V132M36.8 142V146M60.6 100V104M61.4 114V118M62.4 128V132M63.2 142V146",
      "#2c211a",
      1.6,
    ),
    path("M9.8 146H34.6L34 154H10ZM65.4 146H90.2L90 154H66Z", GOLD, 1.1),
    // Ermine collar with a chain.
    path("M24 92C28 80 40 76 50 76S72 80 76 92C68 98 60 96 50 98C40 96 32 98 24 92Z", PAPER, 1.3),
    stroke("M31 87.6V90.4M38 89.6V92.6M62 89.6V92.6M69 87.6V90.4", "#2c211a", 1.6),
    stroke("M36 82Q50 108 64 82", GOLD, 2.2),
    circle(50, 99, 4, beside, 1.1),
    // Arms: a sceptre in one hand, the sign over the other.
    path("M70 92C80 98 82 108 78 116L69 113C70 106 68 102 64 99Z", main, 1.3),
    circle(73, 115, 4.1, SKIN, 1.1),
    path("M30 92C20 98 18 108 22 116L31 113C30 106 32 102 36 99Z", main, 1.3),
    stroke("M26 140L28 88", "#8a5400", 3.6),
    stroke("M26 140L28 88", GOLD, 2),
    circle(28.2, 86, 4, GOLD_LIGHT, 1.1),
    circle(27, 115, 4.1, SKIN, 1.1),
    // Hair, face, beard, crown.
    path("M36.6 56C33 70 35 80 40 82H60C65 80 67 70 63.4 56Z", beard, 1.2),
    ellipse(50, 62, 11, 12.6, SKIN, 1.3),
    path(
      "M38.6 62C39 76 43 87 50 89C57 87 61 76 61.4 62C59 68 56 69 50 67.6C44 69 41 68 38.6 62Z",
      beard,
      1.2,
    ),
    stroke("M46.8 71.4Q50 73.4 53.2 71.4", RED, 1.6),
    features(50, 61, false),
    path("M36 55L32.6 38L41 45L50 34L59 45L67.4 38L64 55C56 51.6 44 51.6 36 55Z", GOLD, 1.4),
    path("M36 55C44 51.4 56 51.4 64 55L63.4 59C56 55.6 44 55.6 36.6 59Z", GOLD_LIGHT, 1.1),
    circle(50, 33.6, 2.4, RED, 1),
    circle(32.6, 37.4, 2, beside, 1),
    circle(67.4, 37.4, 2, beside, 1),
    circle(50, 48, 2.2, beside, 0.9),
  ].join("");
};

/** The place of a figure's sign: swords and clubs are upright in the hand, coins and cups are above it. */
const sign = (suit: Suit, rank: number): string => {
  const isLong = suit === "swords" || suit === "clubs";
  if (rank === 8) return isLong ? signAt(suit, 19, 68, 64) : signAt(suit, 17, 50, 26);
  if (rank === 9) return isLong ? signAt(suit, 87, 64, 62) : signAt(suit, 85, 44, 26);
  return isLong ? signAt(suit, 77, 98, 72) : signAt(suit, 80, 98, 30);
};

/** A picture card, 8 to 10. */
export const figure = (suit: Suit, rank: number): string => {
  const draw = { 8: jack, 9: knight }[rank] ?? king;
  return draw(suit, COLOURS[suit]) + sign(suit, rank);
};
