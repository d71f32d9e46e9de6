/** What of a browser's storage is used; a test brings its own. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** A place at a game as this browser remembers it. */
export interface Kept {
  /** Null for a host who has no seat. */
  readonly token: string | null;
  readonly hostToken: string | null;
  /** The commitments seen before their deals, by deal number. */
  readonly noted: Readonly<Record<string, string>>;
  /** When it was last used, epoch ms. */
  readonly at: number;
}

/** A game is forgotten this long after its last use, as the server has by then, in ms. */
const FORGOTTEN_AFTER_MS = 3 * 24 * 3_600_000;
const SEATS = "briscola.seats";
const BLANK: Kept = { token: null, hostToken: null, noted: {}, at: 0 };

type Seats = Readonly<Record<string, Kept>>;

const read = (storage: Storage): Seats => {
  try {
    const seats: unknown = JSON.parse(storage.getItem(SEATS) ?? "{}");
    return seats !== null && typeof seats === "object" ? (seats as Seats) : {};
  } catch {
    return {};
  }
};

const write = (storage: Storage, seats: Seats): void => {
  try {
    storage.setItem(SEATS, JSON.stringify(seats));
  } catch {
    // A browser that keeps nothing still plays; a reload then asks for a new seat.
  }
};

/** What this browser keeps of a game; null when it has never been there. */
export const keptOf = (storage: Storage, gameId: string): Kept | null => read(storage)[gameId] ?? null;

/** Keeps `part` of a game, beside what is kept of it already, and forgets games of days ago. */
export const keep = (storage: Storage, gameId: string, part: Partial<Kept>, now: number): void => {
  const seats = read(storage);
  const fresh = Object.entries(seats).filter(([, { at }]) => now - at < FORGOTTEN_AFTER_MS);
  const kept = { ...BLANK, ...seats[gameId], ...part, at: now };
  write(storage, { ...Object.fromEntries(fresh), [gameId]: kept });
};

export const forget = (storage: Storage, gameId: string): void => {
  const { [gameId]: _gone, ...others } = read(storage);
  write(storage, others);
};

/** Notes the commitment to a deal, the first that was seen: a later one must not take its place. */
export const note = (
  storage: Storage,
  gameId: string,
  deal: number,
  commitment: string,
  now: number,
): void => {
  const noted = keptOf(storage, gameId)?.noted ?? {};
  if (noted[deal] === undefined) keep(storage, gameId, { noted: { ...noted, [deal]: commitment } }, now);
};

/** The games whose seat is kept, the latest first. */
export const keptGames = (storage: Storage): readonly string[] =>
  Object.entries(read(storage))
    .filter(([, { token, hostToken }]) => token !== null || hostToken !== null)
    .sort(([, a], [, b]) => b.at - a.at)
    .map(([gameId]) => gameId);
