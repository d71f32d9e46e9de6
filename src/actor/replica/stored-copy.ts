import type { Keyring } from "../../shared/auth/keys.ts";
import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import { kindOf, log } from "../../shared/log.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import type { GameRecord } from "../core/game-record.ts";
import { completed, type Record1, upgradeRecord } from "../core/old-format.ts";
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

/** The result of reading a copy. `stamp` identifies the state that was read, for a claim [R12]. */
export type Found = Read & { readonly stamp: string };
type Read =
  | { readonly kind: "none" }
  /** The game has been deleted [D11]. */
  | { readonly kind: "gone" }
  /** `freshAt` is the latest time at which the copy is known to be up to date, epoch ms. */
  | { readonly kind: "copy"; readonly record: Copied; readonly freshAt: number }
  /** It was encrypted with an unknown key, or it is damaged. */
  | { readonly kind: "unreadable" }
  /** Later code has written the copy [R9]. */
  | { readonly kind: "newer" };

/** The part of the state that is not encrypted. */
interface Head extends Formatted {
  readonly gone?: true;
  readonly sealed: string;
}

const headOf = ({ epoch, revision }: Place, ts: number) => ({ epoch, revision, ts, format: WRITES });

/** Encodes the state of a game for Redis. `told` is the place up to which everything has been published. */
export const encodeCopy = async (
  { record, observers, galleries, told }: CopyParts,
  seal: Platform["seal"],
  keyring: Keyring,
): Promise<string> => {
  const { game, touchedAt } = record;
  const copied: Copied & Formatted = {
    format: WRITES,
    ...record,
    ...(galleries.length > 0 ? { galleries } : {}),
  };
  return JSON.stringify({
    ...headOf(game, touchedAt),
    told: [told.epoch, told.revision],
    public: viewFor(game, "observer", observers),
    sealed: await seal(copied, keyring),
  });
};

export interface CopyParts {
  readonly record: GameRecord;
  readonly observers: number;
  readonly galleries: readonly GalleryEntry[];
  readonly told: Place;
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
  const stamp = stampIn(text ?? "");
  if (text === null) return { kind: "none", stamp };
  try {
    return { ...(await read(gameId, text, beat, unseal, keyring)), stamp };
  } catch (error) {
    log("error", "copy_unreadable", { game_id: gameId, kind: kindOf(error) });
    return { kind: "unreadable", stamp };
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
  const state = (await unseal(head.sealed, keyring)) as Copied & Formatted;
  if (readability(state) === "newer") return { kind: "newer" };
  if (readability(state) !== "readable") return { kind: "unreadable" };
  const { format, ...stored } = state;
  const { galleries } = stored;
  const record = format === undefined ? upgradeRecord(stored as unknown as Record1) : completed(stored);
  if (record.game.id !== gameId || !isSound(record)) return { kind: "unreadable" };
  const beat = beating === null ? null : (JSON.parse(beating) as { revision: number; ts: number });
  // Heartbeats are sent only while the copy is up to date, so a heartbeat at this revision counts as a write.
  const beatAt = beat?.revision === record.game.revision ? beat.ts : 0;
  return {
    kind: "copy",
    record: galleries ? { ...record, galleries } : record,
    freshAt: Math.max(record.touchedAt, beatAt),
  };
};

/** The stamp of a state, in the form that the script compares. */
const stampIn = (text: string): string =>
  /^\{"epoch":(\d+),"revision":(\d+),"ts":(\d+)/.exec(text)?.slice(1).join() ?? "none";
