import { circle, GOLD_LIGHT, path, stroke } from "./ink.ts";

const WINE = "#7d1f2b";
const STEP = 14;

/** The back: a lattice of wine red and gold with a rosette in the middle. */
export const back = (): string => {
  const lines: string[] = [];
  for (let at = -162; at <= 262; at += STEP) {
    lines.push(`M${at} 0L${at + 162} 162M${at} 162L${at + 162} 0`);
  }
  return [
    `<rect x="0.7" y="0.7" width="98.6" height="160.6" rx="8" fill="#fdf9ee" stroke="#2c211a" stroke-width="1.2"/>`,
    `<svg x="7" y="7" width="86" height="148" viewBox="7 7 86 148"><rect x="7" y="7" width="86" height="148" rx="4" fill="${WINE}"/>`,
    stroke(lines.join(""), "#a8434b", 1.1),
    "</svg>",
    `<rect x="7" y="7" width="86" height="148" rx="4" fill="none" stroke="${GOLD_LIGHT}" stroke-width="1.6"/>`,
    circle(50, 81, 24, WINE, 0),
    `<circle cx="50" cy="81" r="24" fill="none" stroke="${GOLD_LIGHT}" stroke-width="1.6"/>`,
    Array.from(
      { length: 8 },
      (_, step) =>
        `<g transform="translate(50 81) rotate(${step * 45})">${path("M0 -4C6 -9 5.4 -16 0 -20C-5.4 -16 -6 -9 0 -4Z", GOLD_LIGHT, 0)}</g>`,
    ).join(""),
    circle(50, 81, 4, GOLD_LIGHT, 0),
  ].join("");
};
