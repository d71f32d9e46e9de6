import { percent } from "../../i18n/advice.ts";
import { DEAL } from "../../i18n/deal.ts";
import type { Point } from "../../model/review.ts";
import { language } from "../../store/settings.ts";

const [WIDTH, HEIGHT, EDGE] = [320, 96, 14];

/** The odds of the contract over the eight tricks, with the result at the end. */
export const Curve = ({ points }: { readonly points: readonly Point[] }) => {
  const { curve, curveLabel } = DEAL[language.value];
  const x = (trick: number) => EDGE + ((trick - 1) / 8) * (WIDTH - 2 * EDGE);
  const y = (made: number) => EDGE / 2 + (1 - made) * (HEIGHT - EDGE * 1.8);
  return (
    <figure class="curve">
      <figcaption>{curve}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={curveLabel(points.map(({ made }) => percent(made)))}
      >
        <path class="middle" d={`M${EDGE} ${y(0.5)}H${WIDTH - EDGE}`} />
        <polyline points={points.map(({ trick, made }) => `${x(trick)},${y(made)}`).join(" ")} />
        {points.map(({ trick, made }) => (
          <g key={trick}>
            <circle cx={x(trick)} cy={y(made)} r={trick === 9 ? 4.5 : 3} />
            <text x={x(trick)} y={HEIGHT - 1}>
              {trick === 9 ? "=" : trick}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
};
