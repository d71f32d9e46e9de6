import type { Figure, Idle, Load, OfBoth, Results } from "../results.ts";
import { line, short } from "./markdown.ts";
import { AT_LEAST, AT_MOST, IDLE_GAME_AT_MOST } from "./wanted.ts";

const FIGURES: Readonly<Record<Figure, string>> = {
  actionsPerSecond: "actions/s",
  p50: "round trip p50, ms",
  p95: "round trip p95, ms",
  p99: "round trip p99, ms",
  fanOutP50: "fan-out p50, ms",
  fanOutP99: "fan-out p99, ms",
  cpu: "server CPU per 1,000 actions, ms",
  besidesCpu: "local Redis CPU per 1,000 actions, ms",
  clientCpu: "client CPU per 1,000 actions, ms",
  bytesSent: "bytes to the server per action",
  bytesReceived: "bytes to the five clients per action",
  messagesReceived: "messages to the five clients per action",
  redisRequests: "Redis requests per action",
  redisCommands: "billed Redis commands per action",
};

/** All results in Markdown. */
export const tableOf = ({ date, machine, loads, idle, writes }: Results): string =>
  [
    `${date}, ${machine}.`,
    ...loads.map(loadTable),
    ...(idle ? [idleTable(idle)] : []),
    ...(writes
      ? [
          table("Storage, per action", [
            ["SQLite rows written", writes.bare.rows, writes.product.rows, ""],
            ["alarms set, each billed as a row", writes.bare.alarms, writes.product.alarms, ""],
          ]),
        ]
      : []),
  ].join("\n\n");

type Row = readonly [what: string, bare: number, product: number, wanted: string, talking?: number];

const loadTable = ({ games, medians: { bare, talking, product }, young, byType }: Load): string => {
  const rows = Object.entries(FIGURES).map(([figure, what]): Row => {
    const name = figure as Figure;
    return [what, bare[name], product[name], wantedOf(name, product[name] / bare[name]), talking[name]];
  });
  const types = Object.entries(byType.product).map(([type, ms]) => `${type} ${short(ms)}`);
  const title = `${games} ${games === 1 ? "game" : "games"}, ${games * 5} clients`;
  const cpu = Object.entries(young).map(([name, first]) => `${name} ${short(first.cpu)}`);
  return [
    table(title, rows),
    `Server CPU per 1,000 actions in the first seconds of a process, not counted above, ms: ${cpu.join(", ")}.`,
    `Round trip p50 of the product by action, ms: ${types.join(", ")}.`,
  ].join("\n\n");
};

const wantedOf = (figure: Figure, ratio: number): string => {
  const least = AT_LEAST[figure];
  const most = AT_MOST[figure];
  if (least !== undefined) return `at least ${least}: ${ratio >= least ? "yes" : "**no**"}`;
  return most === undefined ? "" : `at most ${most}: ${ratio <= most ? "yes" : "**no**"}`;
};

const idleTable = ({ bare, product }: OfBoth<Idle>): string => {
  const kilobytes = (read: (idle: Idle) => number) => [read(bare) / 1024, read(product) / 1024] as const;
  const verdict = (bytes: number) =>
    `at most ${IDLE_GAME_AT_MOST / 1024}: ${bytes <= IDLE_GAME_AT_MOST ? "yes" : "**no**"}`;
  return table("Idle", [
    ["game asleep, KB", ...kilobytes(({ asleep }) => asleep), verdict(product.asleep)],
    ["game awake, KB", ...kilobytes(({ awake }) => awake), verdict(product.awake)],
    ["socket, KB", ...kilobytes(({ socket }) => socket), ""],
    ["cold start: first action after sleep, ms", bare.coldStart, product.coldStart, ""],
    ["the same action awake, ms", bare.warm, product.warm, ""],
  ]);
};

/** A table with a further column for the target `talking`, if it was measured. */
const table = (title: string, rows: readonly Row[]): string => {
  const talks = rows.some(({ length }) => length > 4);
  const more = (...cells: readonly string[]) => (talks ? cells : []);
  return [
    line(
      title,
      "bare",
      ...more("talking"),
      "product",
      "product / bare",
      ...more("product / talking"),
      "required",
    ),
    line("---", "--:", ...more("--:"), "--:", "--:", ...more("--:"), "---"),
    ...rows.map(([what, bare, product, wanted, talking = Number.NaN]) => {
      const [besides, beside] = [more(short(talking)), more(short(product / talking))];
      return line(what, short(bare), ...besides, short(product), short(product / bare), ...beside, wanted);
    }),
  ].join("\n");
};
