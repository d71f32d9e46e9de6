import type { Attacked, Attacks } from "../results.ts";
import { line, short } from "./markdown.ts";
import { UNDER_ATTACK_AT_MOST } from "./wanted.ts";

/** What neighbours felt of each attack, in Markdown. */
export const attackTableOf = ({ date, machine, attacks }: Attacks): string =>
  [
    `${date}, ${machine}.`,
    [
      line(
        "attack",
        "sent",
        "answered",
        "stopped by",
        "p50, ms",
        "p99, ms",
        "p50, × quiet",
        "p99, × quiet",
        "quiet p99 before, after, ms",
        `at most ${UNDER_ATTACK_AT_MOST} × quiet`,
      ),
      line("---", "--:", "--:", "---", "--:", "--:", "--:", "--:", "--:", "---"),
      ...attacks.map(rowOf),
    ].join("\n"),
    `The attacking process used at most ${percent(attacks)} % of a core.`,
  ].join("\n\n");

const rowOf = ({ name, met, under, quiet, before, after }: Attacked): string => {
  const [p50, p99] = [under.p50 / quiet.p50, under.p99 / quiet.p99];
  const isWithin = Math.max(p50, p99) <= UNDER_ATTACK_AT_MOST;
  return line(
    name,
    `${met.sent}`,
    `${met.answered}`,
    stopOf(met),
    short(under.p50),
    short(under.p99),
    short(p50),
    short(p99),
    `${short(before.p99)}, ${short(after.p99)}`,
    isWithin ? "yes" : "**no**",
  );
};

const stopOf = ({ stopped, refused }: Attacked["met"]): string => {
  if (!stopped) return "nothing";
  const { by, answered, afterMs } = stopped;
  const others = Object.keys(refused).filter((one) => one !== by);
  const later = others.length > 0 ? `, later ${others.join(", ")}` : "";
  return `${by} after ${answered} answers, ${Math.round(afterMs)} ms${later}`;
};

const percent = (attacks: readonly Attacked[]): number =>
  Math.round(100 * Math.max(...attacks.map(({ met }) => met.load)));
