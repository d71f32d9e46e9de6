import { median, quantile } from "../../dev/programs/quantile.ts";
import type { Met } from "../attacks/order.ts";
import type { Attacked, AttackRound, Attacks } from "../results.ts";
import { line, short } from "./markdown.ts";
import { UNDER_ATTACK_AT_MOST } from "./wanted.ts";

/** The figures of neighbours during each attack, in Markdown. */
export const attackTableOf = ({ date, machine, attacks }: Attacks): string =>
  [
    `${date}, ${machine}.`,
    [
      line(...COLUMNS.map(([title]) => title)),
      line(...COLUMNS.map(([, align]) => align)),
      ...attacks.map(rowOf),
    ].join("\n"),
    `Without an attack the server used ${shareOf(attacks, ({ quiet }) => quiet.cpu)} % of a core. The attacking process used at most ${shareOf(attacks, ({ met }) => met.load, 1)} %.`,
  ].join("\n\n");

const COLUMNS = [
  ["attack", "---"],
  ["sent", "--:"],
  ["answered", "--:"],
  ["stopped by", "---"],
  ["p50, ms", "--:"],
  ["p99, ms", "--:"],
  ["p50, × quiet", "--:"],
  ["p99, × quiet", "--:"],
  ["quiet p99 before, after, ms", "--:"],
  ["server, % of a core", "--:"],
  [`at most ${UNDER_ATTACK_AT_MOST} × quiet`, "---"],
] as const;

const rowOf = ({ name, rounds }: Attacked): string => {
  const [first] = rounds;
  if (!first) throw new Error("there was no round");
  const middle = (read: (round: AttackRound) => number) => median(rounds.map(read));
  const p50 = middle(({ under, quiet }) => under.p50 / quiet.p50);
  const p99 = middle(({ under, quiet }) => under.p99 / quiet.p99);
  const isWithin = Math.max(p50, p99) <= UNDER_ATTACK_AT_MOST;
  return line(
    name,
    `${first.met.sent}`,
    `${first.met.answered}`,
    stopOf(first.met),
    short(middle(({ under }) => under.p50)),
    short(middle(({ under }) => under.p99)),
    short(p50),
    short(p99),
    `${short(middle(({ before }) => before.p99))}, ${short(middle(({ after }) => after.p99))}`,
    percent(middle(({ under }) => under.cpu)),
    isWithin ? "yes" : "**no**",
  );
};

const stopOf = ({ stopped, refused }: Met): string => {
  if (!stopped) return "nothing";
  const { by, answered, afterMs } = stopped;
  const others = Object.keys(refused).filter((one) => one !== by);
  const later = others.length > 0 ? `, later ${others.join(", ")}` : "";
  return `${by} after ${answered} answers, ${Math.round(afterMs)} ms${later}`;
};

const percent = (share: number): string => `${Math.round(100 * share)}`;

/** The median over all rounds, or the value below which a share of them lies, in percent. `share` is from 0 to 1. */
const shareOf = (attacks: readonly Attacked[], read: (round: AttackRound) => number, share = 0.5): string =>
  percent(
    quantile(
      attacks.flatMap(({ rounds }) => rounds.map(read)),
      share,
    ),
  );
