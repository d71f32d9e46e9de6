import { type GalleryKey, galleryNamed, galleryNameOf } from "../../shared/gallery-key.ts";
import type { Sql } from "../core/platform.ts";
import { MAX_CALLS } from "./routes.ts";

/** How many sockets a gallery has room for [O2]. */
export const GALLERY_SIZE = 1_000;
/** How many galleries a game can have on two levels. */
const MAX_GALLERIES = MAX_CALLS * MAX_CALLS;
/** How long somebody who was sent to a gallery may be on the way there without being counted by it, in ms. */
const ON_THE_WAY_MS = 5_000;

interface Listed {
  readonly key: GalleryKey;
  /** As it last said; null until it has said anything. */
  watchers: number | null;
  /** When somebody was sent there, epoch ms, the latest last; those who must have arrived are left out. */
  sent: number[];
}

/** A gallery with watchers as it is stored, and copied to Redis [O8]. */
export interface GalleryEntry {
  readonly name: string;
  readonly watchers: number;
}

/** Which galleries a game has, and how full they are. */
export interface Registry {
  /** The gallery for one more; null when all are full. Nothing is stored: a gallery is there once it has been counted. */
  readonly place: (where: Omit<GalleryKey, "number">) => GalleryKey | null;
  /** What a gallery says of itself, stored; one without watchers is forgotten. */
  readonly count: (key: GalleryKey, watchers: number) => void;
  /** Those that have watchers. */
  readonly open: () => readonly GalleryKey[];
  readonly watchers: () => number;
  readonly entries: () => readonly GalleryEntry[];
}

/** Takes up what is stored. Nothing is created before there is a gallery. */
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
    // What cannot be read is left out: a gallery that is there counts itself again within a minute.
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
  /** Opens one more, under the first number that is free; null when there may be no more. */
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
      // Far away is better than nowhere.
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
