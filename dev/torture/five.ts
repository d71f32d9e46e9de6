import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { sourceFrom } from "../../src/bot/rng.ts";
import { type Api, openApi } from "../../src/client/api.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Acknowledged, openPlayer, type Player } from "./player.ts";

/** The maximum time until five clients have reconnected, or until the end of a deal, in ms. */
const PATIENCE_MS = 60_000;

/** A game of five clients that play automatically, and a record of their answers. */
export interface Five {
  readonly api: Api;
  readonly gameId: string;
  readonly tokens: readonly string[];
  readonly acknowledged: readonly Acknowledged[];
  /** Refusals, and violations of the protocol. */
  readonly refused: readonly string[];
  readonly problems: readonly string[];
  readonly comparedHands: () => number;
  /** Plays until `more` further actions are acknowledged and a deal is in progress. */
  readonly play: (more: number) => Promise<void>;
  /** Plays for `ms`. */
  readonly playFor: (ms: number) => Promise<void>;
  /** Stops making moves. Resolves when no action is in progress. */
  readonly rest: () => Promise<void>;
  /** The number of times that each client has joined. */
  readonly entries: () => readonly number[];
  /** Resolves when each client has joined once more than `before`. */
  readonly back: (before: readonly number[]) => Promise<void>;
  /** Plays to the end of a deal, where all five must have the server's snapshot. */
  readonly endDeal: () => Promise<void>;
  /** Removes the acknowledged actions other than `kept`. */
  readonly keepOnly: (kept: readonly Acknowledged[]) => void;
  readonly close: () => void;
}

/** Creates a game at `baseUrl` and takes its five seats. The clients make no moves until `play`. */
export const seatFive = async (baseUrl: string, seed: number): Promise<Five> => {
  const api = openApi(baseUrl);
  const created = await api.create({});
  if (!created.ok) throw new Error(created.error.reason);
  const gameId = created.value.game_id;
  const tokens: string[] = [created.value.player?.token ?? ""];
  for (let more = 1; more < 5; more += 1) {
    const joined = await api.join(gameId);
    if (!joined.ok) throw new Error(joined.error.reason);
    tokens[joined.value.player_id] = joined.value.token;
  }
  let acknowledged: Acknowledged[] = [];
  const refused: string[] = [];
  const problems: string[] = [];
  const diary = {
    acknowledged: (one: Acknowledged) => void acknowledged.push(one),
    refused: (seat: number, answer: object) => void refused.push(`seat ${seat}: ${JSON.stringify(answer)}`),
    problem: (what: string) => void problems.push(what),
  };
  const players: readonly Player[] = tokens.map((token, seat) =>
    openPlayer({
      ...{ baseUrl, token, seat, diary },
      level: seat % 2 === 0 ? "rule" : "random",
      random: sourceFrom(seed * 5 + seat),
    }),
  );
  const mood = (playing: boolean, dealsWanted: boolean) => {
    for (const player of players) player.set({ playing, dealsWanted });
  };
  const snapshots = () => players.map(({ table }) => table.snapshot());
  const isPlayed = (snapshot: Snapshot | null) =>
    snapshot !== null && !["ready", "end"].includes(snapshot.phase);

  await until("five clients let in", () => players.every(({ entries }) => entries() > 0));
  return {
    ...{ api, gameId, tokens, refused, problems },
    get acknowledged() {
      return acknowledged;
    },
    comparedHands: () => players.reduce((sum, { comparedHands }) => sum + comparedHands(), 0),
    play: async (more) => {
      const wanted = acknowledged.length + more;
      mood(true, true);
      await until(`${more} actions`, () => acknowledged.length >= wanted && snapshots().every(isPlayed), 1);
    },
    playFor: async (ms) => {
      mood(true, true);
      await wait(ms);
    },
    rest: async () => {
      mood(false, true);
      await until("a rest", () => players.every(({ isBusy }) => !isBusy()));
    },
    entries: () => players.map(({ entries }) => entries()),
    back: (before) =>
      until("five clients back", () =>
        players.every(({ table, entries }, seat) => {
          return entries() > (before[seat] ?? 0) && table.state().name === "live";
        }),
      ),
    endDeal: async () => {
      mood(true, false);
      const isEnd = () => snapshots().every((snapshot) => snapshot?.phase === "end");
      await until(
        "the end of the deal",
        () => isEnd() && new Set(snapshots().map((one) => one?.revision)).size === 1,
      );
      mood(false, false);
      const same = (snapshot: Snapshot | null) => {
        const {
          player_id: _seat,
          hand: _hand,
          allowed: _allowed,
          observers: _observers,
          ...rest
        } = snapshot ?? {};
        return rest;
      };
      const server = await api.snapshot(gameId, tokens[0] ?? "");
      if (!server.ok) throw new Error(server.error.reason);
      for (const [seat, snapshot] of snapshots().entries())
        if (!isDeepStrictEqual(same(snapshot), same(server.value)))
          problems.push(`seat ${seat} ends the deal with a snapshot of its own`);
    },
    keepOnly: (kept) => {
      acknowledged = [...kept];
    },
    close: () => {
      for (const { table } of players) table.close();
    },
  };
};

/** Checks repeatedly until `holds`. Rejects with a sentence after a time. */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  everyMs = 10,
): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await wait(everyMs);
  }
};
