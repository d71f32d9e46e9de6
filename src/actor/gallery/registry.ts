import { type GalleryKey, galleryNamed, galleryNameOf } from "../../shared/gallery-key.ts";
import type { Sql } from "../core/platform.ts";
import { MAX_CALLS } from "./routes.ts";

/** The maximum number of sockets of a gallery [O2]. */
export const GALLERY_SIZE = 1_000;
/** The maximum number of galleries of a game, on two levels. */
const MAX_GALLERIES = MAX_CALLS * MAX_CALLS;
/** The time that an observer may take from the assignment to the gallery until the gallery counts it, in ms. */
const ON_THE_WAY_MS = 5_000;

interface Listed {
  readonly key: GalleryKey;
  /** The number in its last report; null before the first report. */
  watchers: number | null;
  /**
   * The times of recent assignments to the gallery, epoch ms, oldest first. Older ones have arrived and are left out.
   */
  sent: number[];
}

/** A gallery with observers, as it is stored and copied to Redis [O8]. */
export interface GalleryEntry {
  readonly name: string;
  readonly watchers: number;
}

/** The galleries of a game and their numbers of observers. */
export interface Registry {
  /** The gallery for one more observer; null when all are full. Nothing is stored before the gallery reports. */
  readonly place: (where: Omit<GalleryKey, "number">) => GalleryKey | null;
  /** Stores the number of observers that a gallery reports. A gallery without observers is deleted. */
  readonly count: (key: GalleryKey, watchers: number) => void;
  /** The galleries with observers. */
  readonly open: () => readonly GalleryKey[];
  readonly watchers: () => number;
  readonly entries: () => readonly GalleryEntry[];
}

/** Reads the stored galleries. Nothing is created before the first gallery reports. */
export const openRegistry = (sql: Sql, now: () => number): Registry => {
  const listed = new Map<string, Listed>();
  let open: readonly GalleryKey[] | null = null;
  let watchers = 0;
  let exists = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'galleries'").toArray().length > 0;
  const rows = exists
    ? sql
        .exec<{ [K in keyof GalleryEntry]: GalleryEntry[K] }>("SELECT name, watchers FROM galleries")
        .toArray()
    : [];
  for (const row of rows) {
    // Unreadable rows are ignored. The gallery reports again within a minute.
    const key = galleryNamed(row.name);
    if (!key || !Number.isSafeInteger(row.watchers)) continue;
    listed.set(row.name, { key, watchers: row.watchers, sent: [] });
    watchers += row.watchers;
  }

  const store = (name: string, count: number) => {
    if (!exists)
      sql.exec("CREATE TABLE IF NOT EXISTS galleries (name TEXT PRIMARY KEY, watchers INTEGER NOT NULL)");
    exists = true;
    if (count === 0) sql.exec("DELETE FROM galleries WHERE name = ?", name);
    else sql.exec("INSERT OR REPLACE INTO galleries (name, watchers) VALUES (?, ?)", name, count);
  };
  const onTheWay = (gallery: Listed) => {
    gallery.sent = gallery.sent.filter((at) => at > now() - ON_THE_WAY_MS);
    return gallery.sent.length;
  };
  const hasRoom = (gallery: Listed) => (gallery.watchers ?? 0) + onTheWay(gallery) < GALLERY_SIZE;
  /** Adds a gallery with the first free number; null when the limit is reached. */
  const add = (where: Omit<GalleryKey, "number">): Listed | null => {
    for (const [name, gallery] of listed)
      if (gallery.watchers === null && onTheWay(gallery) === 0) listed.delete(name);
    const taken = new Set([...listed.values()].map(({ key }) => key.number));
    const number = Array.from({ length: MAX_GALLERIES }, (_, at) => at).find((at) => !taken.has(at));
    if (number === undefined) return null;
    const key = { ...where, number };
    const gallery: Listed = { key, watchers: null, sent: [] };
    listed.set(galleryNameOf(key), gallery);
    return gallery;
  };

  return {
    place: (where) => {
      const all = [...listed.values()];
      const near = all.find((gallery) => gallery.key.near === where.near && hasRoom(gallery));
      // A gallery in another region is better than a refusal.
      const gallery = near ?? add(where) ?? all.find(hasRoom);
      gallery?.sent.push(now());
      return gallery?.key ?? null;
    },
    count: (key, count) => {
      const name = galleryNameOf(key);
      const gallery = listed.get(name) ?? { key, watchers: null, sent: [] };
      if (gallery.watchers === (count === 0 ? null : count)) return;
      watchers += count - (gallery.watchers ?? 0);
      gallery.watchers = count === 0 ? null : count;
      open = null;
      listed.set(name, gallery);
      store(name, count);
    },
    open: () => {
      open ??= [...listed.values()].filter((one) => one.watchers !== null).map(({ key }) => key);
      return open;
    },
    watchers: () => watchers,
    entries: () =>
      [...listed].flatMap(([name, gallery]) =>
        gallery.watchers === null ? [] : [{ name, watchers: gallery.watchers }],
      ),
  };
};
