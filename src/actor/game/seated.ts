import { FIRST_VERSION } from "../../shared/game/evolve.ts";
import type { Added } from "../../shared/game/occupant.ts";
import type { Rules } from "../../shared/game/rules.ts";
import { SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Game, Joined, KeyedRequest } from "../../shared/game/state.ts";
import { distinctName } from "../../shared/protocol/names.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { ok, type Result } from "../../shared/result.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { LiveGame } from "./live-game.ts";

/** A seat that was taken. The edge makes its token. */
export interface Seated {
  /** The creation time of the game, epoch ms. */
  readonly created: number;
  readonly seat: Seat;
  readonly seatVersion: number;
  readonly name: string;
  /** The time when the seat was taken, epoch ms. */
  readonly at: number;
}

/** A change that revokes tokens. Until Redis has confirmed it, a loss of the storage may undo it [T9]. */
export interface Revoked {
  readonly isConfirmed: boolean;
}

/** The new version of the host, for its token. */
export interface HostRevoked extends Revoked {
  readonly created: number;
  readonly hostVersion: number;
}

/** A game that was created at `at` (epoch ms). */
export interface Created {
  readonly seated: Seated | null;
  readonly at: number;
}

/** A request for a seat. Without a name, the guest gets the seat's default name. */
export interface Guest extends Added {
  readonly name: string | null;
  readonly request: KeyedRequest | null;
}

/** The input for the creation of a game. */
export interface Founding {
  readonly rules: Rules;
  readonly request: KeyedRequest | null;
  /** The player who takes the first seat, or null. */
  readonly creator: Omit<Guest, "request"> | null;
}

/** The seat that a game's creator takes. */
export const HOST_SEAT: Seat = 0;

/** The answer to a join, the first time and on each repeat. */
export const seatedAs = ({ game }: GameRecord, joined: Omit<Joined, "key" | "fingerprint">): Seated => {
  const { seat, version, name, at } = joined;
  return { created: game.creation.at, seat, seatVersion: version, name, at };
};

/** The answer to a game's creation, the first time and on each repeat. The seat may have another holder by then. */
export const createdAs = ({ game: { creation, joined } }: GameRecord): Created => {
  const { at, request, creator } = creation;
  // 1.0 stored the creator among the joins.
  const name = creator ?? (request && joined.find(({ key }) => key === request.key)?.name);
  const first = { created: at, seat: HOST_SEAT, seatVersion: FIRST_VERSION, at };
  return { seated: name === undefined || name === null ? null : { ...first, name }, at };
};

/** Returns `done` after Redis has confirmed the record or failed to [T9]. Other calls do not wait. */
export const whenConfirmed = async <T>(
  { liveGame, replicator }: { readonly liveGame: LiveGame; readonly replicator: Replicator },
  done: Result<T, Rejection>,
): Promise<Result<T & Revoked, Rejection>> => {
  if (!done.ok) return done;
  const record = liveGame.record();
  const isConfirmed = record !== null && (await replicator.confirmed(record.touchedAt));
  return ok({ ...done.value, isConfirmed });
};

/** `name`, made different from the names of the other seats [H20]. */
export const nameFor = (game: Game, seat: Seat, name: string): string => {
  const others = SEATS.flatMap((at) => (at === seat ? [] : (game.seats[at].occupant?.name ?? [])));
  return distinctName(name, others);
};
