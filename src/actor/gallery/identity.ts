import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import { type GalleryKey, galleryNamed, galleryNameOf } from "../../shared/gallery-key.ts";
import type { Sql } from "../core/platform.ts";

/**
 * The key of this gallery. Each call contains it. It is stored while there are observers, because an alarm contains no
 * name.
 */
export interface GalleryIdentity {
  readonly key: () => GalleryKey | null;
  readonly know: (name: string) => void;
  /** Sets the key, and stores it unless it is stored already. */
  readonly write: (key: GalleryKey) => void;
  /** Clears the key before the storage is deleted. */
  readonly clear: () => void;
}

/** Reads the stored key. Nothing is created before the first write. */
export const openIdentity = (sql: Sql): GalleryIdentity => {
  const exists = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'nameplate'").toArray().length > 0;
  const [row] = exists ? sql.exec<{ key: string }>("SELECT key FROM nameplate").toArray() : [];
  let known = row ? keyIn(row.key) : null;
  let stored = known !== null;
  return {
    key: () => known,
    know: (name) => {
      known ??= galleryNamed(name);
    },
    write: (key) => {
      known = key;
      if (stored) return;
      stored = true;
      sql.exec("DROP TABLE IF EXISTS nameplate");
      sql.exec("CREATE TABLE nameplate (key TEXT NOT NULL)");
      sql.exec("INSERT INTO nameplate (key) VALUES (?)", JSON.stringify({ format: WRITES, ...key }));
    },
    clear: () => {
      known = null;
      stored = false;
    },
  };
};

/** A stored key; null when it cannot be read. The next call to the gallery contains the key [R8]. */
const keyIn = (text: string): GalleryKey | null => {
  try {
    const stored = JSON.parse(text) as GalleryKey & Formatted;
    return readability(stored) === "readable" ? galleryNamed(galleryNameOf(stored)) : null;
  } catch {
    return null;
  }
};
