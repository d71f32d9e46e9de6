import { bytesToHex } from "@noble/hashes/utils.js";
import { randomBytes } from "../shared/auth/bytes.ts";
import { nonceCommitment } from "../shared/game/shuffle.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import type { NotedDeal, OwnNonce } from "../shared/verify/steps.ts";

/** What was noted of a deal before its cards were dealt, in one epoch. */
interface DealNote {
  readonly epoch: number;
  readonly nonceCommitments?: readonly string[];
  readonly own?: OwnNonce;
}

/** Everything that a client remembers of the shuffles of one game. */
export interface KeptNonces {
  /** The latest nonces by their commitments, oldest first. */
  readonly drawn: Readonly<Record<string, string>>;
  /** What was noted of the latest deals, by deal number. */
  readonly deals: Readonly<Record<string, DealNote>>;
}

/** Where a client keeps its nonces. The page uses the browser's storage, so that a reload loses none. */
export interface NonceStore {
  readonly read: () => KeptNonces;
  readonly write: (kept: KeptNonces) => void;
}

/** The nonces that a player adds to the shuffles of one game, and what the player noted to check them later [G40]. */
export interface Nonces {
  /** Draws a nonce for the next deal, and returns its commitment. */
  readonly commit: () => string;
  /** The nonce of a commitment, or undefined when another client has drawn it. */
  readonly find: (commitment: string) => string | undefined;
  /** Notes the commitments that `snapshot` shows before anyone has revealed a nonce. */
  readonly see: (snapshot: Snapshot) => void;
  /** Notes that the server has accepted `commitment` with a request for the deal after that of `snapshot`. */
  readonly accepted: (snapshot: Snapshot, commitment: string) => void;
  /** Notes that the own nonce was sent while the table waited for it. */
  readonly revealed: (snapshot: Snapshot) => void;
  /** What was noted, by deal number, for the verification of a replay. */
  readonly noted: () => ReadonlyMap<number, NotedDeal>;
  readonly kept: () => KeptNonces;
}

export const NO_NONCES: KeptNonces = { drawn: {}, deals: {} };

const MAX_DRAWN = 8;
const MAX_DEALS = 48;

const inMemory = (): NonceStore => {
  let kept = NO_NONCES;
  return {
    read: () => kept,
    write: (next) => {
      kept = next;
    },
  };
};

/** 32 random bytes in hex. */
const freshNonce = (): string => bytesToHex(randomBytes(32));

/** Opens the nonces in `store`. The simulator draws them from its seed. */
export const openNonces = (store: NonceStore = inMemory(), draw: () => string = freshNonce): Nonces => {
  const latestNonce = () => Object.values(store.read().drawn).at(-1);
  const noteDeal = (deal: number, note: DealNote) => {
    const { drawn, deals } = store.read();
    const all: [string, DealNote][] = Object.entries({ ...deals, [deal]: note });
    all.sort(([a], [b]) => Number(a) - Number(b));
    store.write({ drawn, deals: Object.fromEntries(all.slice(-MAX_DEALS)) });
  };
  /** The note of a deal in `epoch`. A restore may have lost what was noted in an earlier one. */
  const noteOf = (deal: number, epoch: number): DealNote => {
    const note = store.read().deals[deal];
    return note && note.epoch >= epoch ? note : { epoch };
  };

  return {
    commit: () => {
      const { drawn, deals } = store.read();
      const nonce = draw();
      const commitment = nonceCommitment(nonce);
      const all = Object.entries({ ...drawn, [commitment]: nonce });
      store.write({ drawn: Object.fromEntries(all.slice(-MAX_DRAWN)), deals });
      return commitment;
    },
    find: (commitment) => store.read().drawn[commitment],
    see: ({ phase, deal_number: deal, epoch, player_id: seat, nonce_commitments: nonceCommitments }) => {
      const before = noteOf(deal, epoch);
      if (phase === "ready" && seat !== undefined && before.own?.revealed !== true) {
        // The commitment came with the creation of the game or the join.
        const nonce = latestNonce();
        if (nonce !== undefined && nonce !== before.own?.nonce)
          noteDeal(deal, { ...before, own: { seat, nonce, revealed: false } });
      }
      if (phase !== "shuffle" || !nonceCommitments || before.nonceCommitments) return;
      const nonce = seat === undefined ? undefined : store.read().drawn[nonceCommitments[seat] ?? ""];
      const own = seat === undefined || nonce === undefined ? before.own : { seat, nonce, revealed: false };
      noteDeal(deal, { ...before, nonceCommitments, ...(own ? { own } : {}) });
    },
    accepted: ({ deal_number, epoch, player_id: seat }, commitment) => {
      const nonce = store.read().drawn[commitment];
      const deal = deal_number + 1;
      if (seat === undefined || nonce === undefined) return;
      const note = noteOf(deal, epoch);
      if (!note.nonceCommitments || !note.own)
        noteDeal(deal, { ...note, own: { seat, nonce, revealed: false } });
    },
    revealed: ({ deal_number: deal, epoch }) => {
      const note = noteOf(deal, epoch);
      if (note.own) noteDeal(deal, { ...note, own: { ...note.own, revealed: true } });
    },
    noted: () =>
      new Map(
        Object.entries(store.read().deals).map(([deal, { nonceCommitments, own }]) => [
          Number(deal),
          { ...(nonceCommitments ? { nonceCommitments } : {}), ...(own ? { own } : {}) },
        ]),
      ),
    kept: store.read,
  };
};
