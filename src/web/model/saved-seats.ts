import { type KeptNonces, NO_NONCES, type NonceStore } from "../../client/nonces.ts";

/** The part of a browser's storage that is used. Tests replace it. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

/** What this browser stores about a game. */
export interface Kept {
  /** Null for a host without a seat. */
  readonly token: string | null;
  readonly hostToken: string | null;
  /** The commitments that were noted before their deals, by deal number. */
  readonly noted: Readonly<Record<string, string>>;
  /** Its nonces, and what it noted of the shuffles. */
  readonly nonces: KeptNonces;
  /** When it was last used, epoch ms. */
  readonly at: number;
}

/** The games that are stored at most. The longest unused one is forgotten first. */
const MAX_GAMES = 50;
const SEATS = "briscola.seats";
const BLANK: Kept = { token: null, hostToken: null, noted: {}, nonces: NO_NONCES, at: 0 };

type Seats = Readonly<Record<string, Kept>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

const noncesIn = (value: unknown): KeptNonces =>
  isRecord(value) && isRecord(value.drawn) && isRecord(value.deals)
    ? (value as unknown as KeptNonces)
    : NO_NONCES;

/** Another version of the page, or another page of this address, may have written `value`. */
const keptIn = (value: unknown): Kept =>
  isRecord(value)
    ? {
        token: text(value.token),
        hostToken: text(value.hostToken),
        noted: isRecord(value.noted) ? (value.noted as Kept["noted"]) : {},
        nonces: noncesIn(value.nonces),
        at: Number(value.at) || 0,
      }
    : BLANK;

const read = (storage: Storage): Seats => {
  try {
    const seats: unknown = JSON.parse(storage.getItem(SEATS) ?? "{}");
    if (!isRecord(seats)) return {};
    return Object.fromEntries(Object.entries(seats).map(([gameId, kept]) => [gameId, keptIn(kept)]));
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

const latestFirst = (seats: Seats) => Object.entries(seats).sort(([, a], [, b]) => b.at - a.at);

/** Stores `part` of a game at `now` (epoch ms) without changing its other fields. */
export const keep = (storage: Storage, gameId: string, part: Partial<Kept>, now: number): void => {
  const { [gameId]: before, ...others } = read(storage);
  const kept = { ...BLANK, ...before, ...part, at: now };
  const fresh = latestFirst(others).slice(0, MAX_GAMES - 1);
  write(storage, { ...Object.fromEntries(fresh), [gameId]: kept });
};

export const forget = (storage: Storage, gameId: string): void => {
  const { [gameId]: _gone, ...others } = read(storage);
  write(storage, others);
};

/**
 * Removes a token that the server no longer accepts, or replaces it by `fresh`. Another tab may have stored another token
 * under this `name` meanwhile, which then stays. Neither changes when the game was last used.
 */
export const replaceKey = (
  storage: Storage,
  gameId: string,
  name: "token" | "hostToken",
  { old, fresh }: { readonly old: string; readonly fresh: string | null },
): void => {
  const seats = read(storage);
  const kept = seats[gameId];
  if (kept?.[name] === old) write(storage, { ...seats, [gameId]: { ...kept, [name]: fresh } });
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

/** The nonces of a game in `storage`, for the client. */
export const nonceStore = (storage: Storage, gameId: string, now: () => number): NonceStore => ({
  read: () => (keptOf(storage, gameId) ?? BLANK).nonces,
  write: (nonces) => keep(storage, gameId, { nonces }, now()),
});

/** A game with at least one stored token. */
export interface KeptGame extends Pick<Kept, "token" | "hostToken"> {
  readonly gameId: string;
}

/** The games with a stored token, latest first. */
export const keptGames = (storage: Storage): readonly KeptGame[] =>
  latestFirst(read(storage))
    .filter(([, { token, hostToken }]) => token !== null || hostToken !== null)
    .map(([gameId, { token, hostToken }]) => ({ gameId, token, hostToken }));
