import { DEALS, LAST_CARD } from "../../dev/load/deals.ts";
import type { Figure, Idle, Load, OfBoth, Results, Writes, Young } from "../results.ts";
import { line, short } from "./markdown.ts";
import {
  ASLEEP_AT_MOST,
  AT_LEAST,
  AT_MOST,
  AWAKE_AT_MOST,
  HEAVY_AT_MOST,
  REDIS_BYTES_AT_MOST,
  WORKER_AT_MOST,
  YOUNG_AT_MOST,
} from "./wanted.ts";

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
  framesReceived: "frames to the five clients per action",
  messagesReceived: "messages to the five clients per action",
  redisRequests: "Redis requests per action",
  redisCommands: "billed Redis commands per action",
};

/** All results in Markdown. */
export const tableOf = ({ date, machine, workerBytes, loads, young, idle, writes }: Results): string =>
  [
    `${date}, ${machine}. The Worker has ${Math.round(workerBytes / 1024)} KB with gzip, required ${atMost(workerBytes, WORKER_AT_MOST, 1024)}.`,
    ...loads.map(loadTable),
    ...(young ? [youngTable(young)] : []),
    ...(idle ? [idleTable(idle)] : []),
    ...(writes ? [writesTable(writes)] : []),
  ].join("\n\n");

const verdict = (isMet: boolean): string => (isMet ? "yes" : "**no**");

/** The limit in units of `unit`, and whether `value` keeps it. */
const atMost = (value: number, limit: number, unit = 1): string =>
  `at most ${limit / unit}: ${verdict(value <= limit)}`;

type Row = readonly [what: string, bare: number, product: number, wanted: string, talking?: number];

const loadTable = ({ games, medians: { bare, talking, product }, byType }: Load): string => {
  const rows = Object.entries(FIGURES).map(([figure, what]): Row => {
    const name = figure as Figure;
    const wanted = wantedOf(name, games, product[name] / bare[name]);
    return [what, bare[name], product[name], wanted, talking[name]];
  });
  const types = Object.entries(byType.product).map(([type, ms]) => `${type} ${short(ms)}`);
  const title = `${games} ${games === 1 ? "game" : "games"}, ${games * 5} clients`;
  return [
    table(title, rows),
    `Round trip p50 of the product by action, ms: ${types.join(", ")}.${heavyOf(byType.product)}`,
  ].join("\n\n");
};

const wantedOf = (figure: Figure, games: number, ratio: number): string => {
  const least = AT_LEAST[figure]?.(games);
  const most = AT_MOST[figure];
  if (least !== undefined) return `at least ${least}: ${verdict(ratio >= least)}`;
  return most === undefined ? "" : atMost(ratio, most);
};

/** The two actions that do most, as multiples of a card; empty if one of them was not measured. */
const heavyOf = (byType: Readonly<Record<string, number>>): string => {
  const { play = Number.NaN } = byType;
  const told = [DEALS, LAST_CARD].map((type) => {
    const ratio = (byType[type] ?? Number.NaN) / play;
    return Number.isFinite(ratio)
      ? [`${type} takes ${short(ratio)} × a card (${atMost(ratio, HEAVY_AT_MOST)})`]
      : [];
  });
  return told.flat().length === 0 ? "" : ` ${told.flat().join(", ")}.`;
};

const youngTable = ({ bare, product }: OfBoth<Young>): string => {
  const row = (what: string, read: keyof Young): Row => {
    const most = YOUNG_AT_MOST[read];
    return [
      what,
      bare[read],
      product[read],
      most === undefined ? "" : atMost(product[read] / bare[read], most),
    ];
  };
  return table("A new process: the first 100 actions of one game", [
    row("round trip p50, ms", "p50"),
    row("round trip p99, ms", "p99"),
    row("server CPU per 1,000 actions, ms", "cpu"),
    row("server CPU until the first answer, ms", "start"),
  ]);
};

const writesTable = ({ bare, product }: OfBoth<Writes>): string => {
  const { mean, most } = REDIS_BYTES_AT_MOST;
  const kilobytes = (read: (writes: Writes) => number) => [read(bare) / 1024, read(product) / 1024] as const;
  return table("Writes, per action, one game at human pace", [
    ["SQLite rows", bare.rows, product.rows, ""],
    ["mean length of a row, bytes", bare.rowBytes, product.rowBytes, ""],
    ["alarms set, each billed as a row", bare.alarms, product.alarms, ""],
    [
      "mean request to Redis, KB",
      ...kilobytes(({ redisBytes }) => redisBytes),
      atMost(product.redisBytes, mean, 1024),
    ],
    [
      "longest request to Redis, KB",
      ...kilobytes(({ redisMost }) => redisMost),
      atMost(product.redisMost, most, 1024),
    ],
  ]);
};

const idleTable = ({ bare, product }: OfBoth<Idle>): string => {
  const kilobytes = (read: (idle: Idle) => number) => [read(bare) / 1024, read(product) / 1024] as const;
  return table("Idle", [
    ["game asleep, KB", ...kilobytes(({ asleep }) => asleep), atMost(product.asleep, ASLEEP_AT_MOST, 1024)],
    [
      "game awake, KB",
      ...kilobytes(({ awake }) => awake),
      `at most ${AWAKE_AT_MOST} ×: ${verdict(product.awake <= AWAKE_AT_MOST * bare.awake)}`,
    ],
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
