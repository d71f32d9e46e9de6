/** The part of a browser's storage that is used. Tests replace it. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

/** What this browser stores about a game. */
export interface Kept {
  /** Null for a host without a seat. */
  readonly token: string | null;
  readonly hostToken: string | null;
  /** The commitments that were noted before their deals, by deal number. */
  readonly noted: Readonly<Record<string, string>>;
  /** When it was last used, epoch ms. */
  readonly at: number;
}

/** How long after its last use a game is forgotten, in ms. The server has deleted it by then. */
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
    // A game works without storage. After a reload the player has to take a new seat.
  }
};

/** What this browser stores about a game, or null. */
export const keptOf = (storage: Storage, gameId: string): Kept | null => read(storage)[gameId] ?? null;

/** Stores `part` of a game at `now` (epoch ms) without changing its other fields, and forgets old games. */
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

/** Notes the commitment of a deal at `now` (epoch ms). A later one must not replace the first. */
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

/** The games with a stored token, latest first. */
export const keptGames = (storage: Storage): readonly string[] =>
  Object.entries(read(storage))
    .filter(([, { token, hostToken }]) => token !== null || hostToken !== null)
    .sort(([, a], [, b]) => b.at - a.at)
    .map(([gameId]) => gameId);
