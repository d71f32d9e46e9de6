import type { Keyring } from "../../shared/auth/keys.ts";
import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import { bySeat } from "../../shared/game/seats.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import { kindOf, log } from "../../shared/log.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import { latestOf } from "../core/action-memory.ts";
import type { GameRecord } from "../core/game-record.ts";
import { upgradeRecord } from "../core/old-format.ts";
import { packRecord, unpackRecord } from "../core/packing.ts";
import type { Platform } from "../core/platform.ts";
import { isSound } from "../core/soundness.ts";
import type { GalleryEntry } from "../gallery/registry.ts";

/** A position in the order of writes and publications. */
export interface Place {
  readonly epoch: number;
  readonly revision: number;
}

/** A record as it is read, with its galleries if it had any [O8]. */
export interface Copied extends GameRecord {
  readonly galleries?: readonly GalleryEntry[];
}

/**
 * The result of reading a copy. `stamp` identifies the state that was read, for a claim [R12]. `dealsUpTo` is the number up
 * to which all finished deals are in Redis [D13].
 */
export type Found = Read & { readonly stamp: string; readonly dealsUpTo: number };
type Read =
  | { readonly kind: "none" }
  /** The game has been deleted [D11]. */
  | { readonly kind: "gone" }
  /**
   * `freshAt` is the latest time at which the copy is known to be up to date, epoch ms. `deals` are the finished deals
   * that a copy of an earlier format contains.
   */
  | {
      readonly kind: "copy";
      readonly record: Copied;
      readonly freshAt: number;
      readonly deals: readonly FinishedDeal[];
    }
  /** It was encrypted with an unknown key, or it is damaged. */
  | { readonly kind: "unreadable" }
  /** Later code has written the copy [R9]. */
  | { readonly kind: "newer" };

/** The numbers of answers of a seat, and of joins with a key, in a copy. A client repeats only its latest requests. */
const COPIED_ANSWERS = 16;
const COPIED_JOINS = 5;

/** The record as a copy contains it: it remembers less than a checkpoint, because each action writes one [P19, H16]. */
export const copied = ({ game, answers, ...record }: GameRecord): GameRecord => ({
  ...record,
  game: { ...game, joined: game.joined.slice(-COPIED_JOINS) },
  answers: bySeat((seat) => latestOf(answers[seat], COPIED_ANSWERS)),
});

/** The part of the state that is not encrypted. */
interface Head extends Formatted {
  readonly gone?: true;
  readonly sealed: string;
}

/** The encrypted part. In earlier formats the record was not a field of its own. */
interface State extends Formatted {
  readonly record?: unknown;
  readonly galleries?: readonly GalleryEntry[];
}

const headOf = ({ epoch, revision }: Place, ts: number) => ({ epoch, revision, ts, format: WRITES });

/**
 * Encodes the state of a game for Redis. `told` is the place up to which everything has been published, and `deals` the
 * number up to which all finished deals are in their hash.
 */
export const encodeCopy = async (
  { record, observers, galleries, told, deals }: CopyParts,
  seal: Platform["seal"],
  keyring: Keyring,
): Promise<string> => {
  const { game, touchedAt } = record;
  const state = {
    format: WRITES,
    record: packRecord(copied(record)),
    ...(galleries.length > 0 ? { galleries } : {}),
  };
  return JSON.stringify({
    ...headOf(game, touchedAt),
    deals,
    told: [told.epoch, told.revision],
    public: viewFor(game, "observer", observers),
    sealed: await seal(state, keyring),
  });
};

export interface CopyParts {
  readonly record: GameRecord;
  readonly observers: number;
  readonly galleries: readonly GalleryEntry[];
  readonly told: Place;
  readonly deals: number;
}

/** The tombstone of a deleted game. Its place is after the last event, which no write of the game reaches [D11]. */
export const encodeTombstone = ({ epoch, revision }: Place, ts: number): string =>
  JSON.stringify({ ...headOf({ epoch, revision: revision + 1 }, ts), gone: true });

/** Decodes the state `text` and the last heartbeat of game `gameId`, as read from Redis. */
export const decodeCopy = async (
  gameId: string,
  text: string | null,
  beat: string | null,
  unseal: Platform["unseal"],
  keyring: Keyring,
): Promise<Found> => {
  const head = { stamp: stampIn(text ?? ""), dealsUpTo: dealsIn(text ?? "") };
  if (text === null) return { kind: "none", ...head };
  try {
    return { ...(await read(gameId, text, beat, unseal, keyring)), ...head };
  } catch (error) {
    log("error", "copy_unreadable", { game_id: gameId, kind: kindOf(error) });
    return { kind: "unreadable", ...head };
  }
};

const read = async (
  gameId: string,
  text: string,
  beating: string | null,
  unseal: Platform["unseal"],
  keyring: Keyring,
): Promise<Read> => {
  const head = JSON.parse(text) as Head;
  if (readability(head) === "newer") return { kind: "newer" };
  if (head.gone) return { kind: "gone" };
  const state = (await unseal(head.sealed, keyring)) as State;
  if (readability(state) === "newer") return { kind: "newer" };
  if (readability(state) !== "readable") return { kind: "unreadable" };
  const { format, galleries, ...stored } = state;
  const { record, deals } =
    format === WRITES ? { record: unpackRecord(stored.record), deals: [] } : upgradeRecord(stored, format);
  if (record.game.id !== gameId || !isSound(record)) return { kind: "unreadable" };
  const beat = beating === null ? null : (JSON.parse(beating) as { revision: number; ts: number });
  // Heartbeats are sent only while the copy is up to date, so a heartbeat at this revision counts as a write.
  const beatAt = beat?.revision === record.game.revision ? beat.ts : 0;
  return {
    kind: "copy",
    record: galleries ? { ...record, galleries } : record,
    freshAt: Math.max(record.touchedAt, beatAt),
    deals,
  };
};

/** The stamp of a state, in the form that the script compares. */
const stampIn = (text: string): string =>
  /^\{"epoch":(\d+),"revision":(\d+),"ts":(\d+)/.exec(text)?.slice(1).join() ?? "none";

/** The number in `deals`, as the script reads it. */
const dealsIn = (text: string): number => Number(/"deals":(\d+)/.exec(text.slice(0, 128))?.[1] ?? 0);
