import { NAMES, type Name } from "../../dev/workerd/target.ts";
import type { Load, Round } from "../results.ts";

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 70, right: 190, top: 40, bottom: 60 };
const COLOURS: Readonly<Record<Name, string>> = { bare: "#6b7280", talking: "#1d4ed8", product: "#b91c1c" };

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dash: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Round trips by number of games at once, both on logarithmic scales, as an SVG. */
export const plotOf = (loads: readonly Load[]): string => {
  const lines = NAMES.flatMap((name) => [lineOf(loads, name, "p50", ""), lineOf(loads, name, "p99", "6 4")]);
  const xs = loads.map(({ games }) => games);
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const x = scale(Math.min(...xs), Math.max(...xs), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(decade(Math.min(...ys)), decade(Math.max(...ys)) * 10, HEIGHT - MARGIN.bottom, MARGIN.top);
  const steps = decadesBetween(decade(Math.min(...ys)), decade(Math.max(...ys)) * 10);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    "<title>Round trip against load</title>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(MARGIN.left, 22, "Round trip against load: from an action to its result, ms", "start", "#111"),
    ...steps.flatMap((ms) => [
      `<path d="M${MARGIN.left} ${y(ms)}H${WIDTH - MARGIN.right}" stroke="#e5e7eb"/>`,
      text(MARGIN.left - 8, y(ms) + 4, `${ms}`, "end", "#374151"),
    ]),
    ...xs.map((games) => text(x(games), HEIGHT - MARGIN.bottom + 20, `${games}`, "middle", "#374151")),
    text(
      (MARGIN.left + WIDTH - MARGIN.right) / 2,
      HEIGHT - 16,
      "games of five clients at once",
      "middle",
      "#374151",
    ),
    ...lines.flatMap((line, at) => drawn(line, x, y, MARGIN.top + 12 + 22 * at)),
    "</svg>",
    "",
  ].join("\n");
};

const lineOf = (
  loads: readonly Load[],
  name: Name,
  figure: keyof Round & ("p50" | "p99"),
  dash: string,
): Line => ({
  label: `${name}, ${figure}`,
  colour: COLOURS[name],
  dash,
  points: loads.map(({ games, medians }) => [games, medians[name][figure]]),
});

type Scale = (value: number) => number;

const drawn = ({ label, colour, dash, points }: Line, x: Scale, y: Scale, legendY: number): string[] => {
  const style = `stroke="${colour}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ""}`;
  const legendX = WIDTH - MARGIN.right + 20;
  return [
    `<polyline points="${points.map(([px, py]) => `${x(px)},${y(py)}`).join(" ")}" fill="none" ${style}/>`,
    ...points.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3.5" fill="${colour}"/>`),
    `<path d="M${legendX} ${legendY}h28" ${style}/>`,
    text(legendX + 36, legendY + 4, label, "start", "#111"),
  ];
};

const text = (x: number, y: number, words: string, anchor: string, colour: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

const scale = (from: number, to: number, start: number, end: number): Scale => {
  const span = Math.log(to / from) || 1;
  return (value) => Math.round(start + ((end - start) * Math.log(value / from)) / span);
};

/** The power of ten at or below `value`. */
const decade = (value: number): number => 10 ** Math.floor(Math.log10(value));

const decadesBetween = (from: number, to: number): number[] => {
  const steps: number[] = [];
  for (let step = from; step <= to * 1.01; step *= 10) steps.push(Number(step.toPrecision(1)));
  return steps;
};
