import { type GalleryKey, galleryNamed } from "../../shared/gallery.ts";
import type { Sql } from "../platform.ts";

/** Which gallery this is: told by whoever calls it, and stored while it has watchers, since an alarm names nobody. */
export interface Nameplate {
  readonly key: () => GalleryKey | null;
  readonly know: (name: string) => void;
  /** Knows it, and stores it unless it is there. */
  readonly write: (key: GalleryKey) => void;
  /** The storage is about to be deleted. */
  readonly clear: () => void;
}

/** Reads what is stored. Nothing is created before the first write. */
export const openNameplate = (sql: Sql): Nameplate => {
  const exists = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'nameplate'").toArray().length > 0;
  const [row] = exists ? sql.exec<{ key: string }>("SELECT key FROM nameplate").toArray() : [];
  let known = row ? (JSON.parse(row.key) as GalleryKey) : null;
  let stored = row !== undefined;
  return {
    key: () => known,
    know: (name) => {
      known ??= galleryNamed(name);
    },
    write: (key) => {
      known = key;
      if (stored) return;
      stored = true;
      sql.exec("CREATE TABLE IF NOT EXISTS nameplate (key TEXT NOT NULL)");
      sql.exec("INSERT INTO nameplate (key) VALUES (?)", JSON.stringify(key));
    },
    clear: () => {
      known = null;
      stored = false;
    },
  };
};
