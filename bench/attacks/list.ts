import { PING } from "../../src/shared/protocol/version.ts";
import type { ConnectionsOrder, FramesOrder, Order, RequestsOrder } from "./order.ts";
import { type Played, protocolsOf, type Victim } from "./victim.ts";

/** The targets of attacks. */
export interface Scene {
  readonly origin: URL;
  /** Creates a game that has not been attacked yet. */
  readonly victim: () => Promise<Victim>;
  /** The one played match. */
  readonly match: () => Promise<Played>;
}

/** An attack without its duration and origin. */
export type Plan = Part<FramesOrder> | Part<ConnectionsOrder> | Part<RequestsOrder>;
type Part<O extends Order> = Omit<O, "forMs" | "address">;

export interface Attack {
  readonly name: string;
  readonly plan: (scene: Scene) => Promise<Plan>;
}

const ODD_PING = '{"message_type":"ping" }';
/** A ping slightly shorter than the limit of a frame. */
const LONG_PING = `{"message_type":"ping"${" ".repeat(3_900)}}`;
const ODD_PINGS = [
  ODD_PING,
  '{ "message_type":"ping"}',
  '{"message_type" : "ping"}',
  '{"message_type":"p\\u0069ng"}',
  LONG_PING,
  `{"message_type":"ping","padding":"${"x".repeat(3_900)}"}`,
  '{"action_id":"a","message_type":"ping"}',
];
const MISFITS = ["no message", "{", '{"message_type":"juggle"}', "[[[[[[]]]]]]"];

const socketOf = (origin: URL, query = ""): string => new URL(`/ws/client${query}`, origin).href;

type Flood = Pick<FramesOrder, "perSecond" | "frames"> &
  Partial<Pick<FramesOrder, "sockets" | "persists" | "answer">>;

const flood = (name: string, sent: Flood, who: "observer" | "nobody" = "observer"): Attack => ({
  name,
  plan: async ({ victim, origin }) => {
    const { gameId, observer } = await victim();
    const means =
      who === "observer"
        ? { url: socketOf(origin), protocols: protocolsOf(observer) }
        : { url: socketOf(origin, `?game_id=${gameId}`), protocols: [] };
    return { kind: "frames", sockets: 1, persists: true, answer: "pong", ...sent, ...means };
  },
});

const connections = (name: string, tokenOf: (victim: Victim) => string): Attack => ({
  name,
  plan: async ({ victim, origin }) => ({
    kind: "connections",
    perSecond: 100,
    url: socketOf(origin),
    protocols: protocolsOf(tokenOf(await victim())),
  }),
});
/** The player's token with another signature. The server must verify it before it refuses. */
const forged = ({ player }: Victim): string => `${player.slice(0, player.lastIndexOf("."))}.c2lnbmF0dXJl`;

const reads = (name: string, perSecond: number, path: string, of: "victim" | "match" = "victim"): Attack => ({
  name,
  plan: async (scene) => {
    const { gameId, observer } = await scene[of]();
    const url = new URL(path.replace(":id", gameId), scene.origin).href;
    return { kind: "requests", perSecond, url, method: "GET", token: observer, bodies: [] };
  },
});

/** A number of reorders that lasts for 10 s. */
const REORDERS = 600;
const reorders: Attack = {
  name: "60 `reorder`s a second over HTTP, back and forth",
  plan: async ({ victim, origin }) => {
    const { gameId, player, hand } = await victim();
    const bodies = Array.from({ length: REORDERS }, (_, at) =>
      JSON.stringify({
        message_type: "reorder",
        action_id: `turn ${at}`,
        hand: at % 2 === 0 ? hand.toReversed() : hand,
      }),
    );
    const url = new URL(`/api/games/${gameId}/actions`, origin).href;
    return { kind: "requests", perSecond: REORDERS / 10, url, method: "POST", token: player, bodies };
  },
};

/** The first one is the attack of a quick run. */
export const ATTACKS: readonly Attack[] = [
  flood("1,000 pings a second with one space", { perSecond: 1_000, frames: [ODD_PING] }),
  flood("the same padded to 3.9 KB", { perSecond: 1_000, frames: [LONG_PING] }),
  flood("the padded ones from each of four sockets", { perSecond: 1_000, frames: [LONG_PING], sockets: 4 }),
  flood("the padded ones without a token", { perSecond: 1_000, frames: [LONG_PING] }, "nobody"),
  flood("the padded ones, reconnecting when closed", {
    perSecond: 1_000,
    frames: [LONG_PING],
    persists: false,
  }),
  flood("1,000 exact pings a second, which are free", { perSecond: 1_000, frames: [PING] }),
  flood("400 nonstandard pings a second", { perSecond: 400, frames: ODD_PINGS }),
  flood("1,000 invalid frames a second", { perSecond: 1_000, frames: MISFITS, answer: "error" }),
  reorders,
  connections("100 reconnections a second of a player", ({ player }) => player),
  connections("100 connections a second of an observer", ({ observer }) => observer),
  connections("100 connections a second with a forged token", forged),
  reads("200 status calls a second", 200, "/api/games/:id"),
  reads("200 snapshot calls a second", 200, "/api/games/:id/snapshot"),
  reads("200 `/health` calls a second", 200, "/health"),
  reads("20 replays of 40 deals a second", 20, "/api/games/:id/replay", "match"),
];
