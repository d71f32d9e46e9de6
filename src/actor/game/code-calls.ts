import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { makeSeatCode, redeemSeatCode } from "../../shared/game/seat-codes.ts";
import { newGameId } from "../../shared/protocol/ids.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Platform } from "../core/platform.ts";
import type { Authorize } from "./authorize.ts";
import type { LiveGame } from "./live-game.ts";
import type { Recovery } from "./recovery.ts";
import { type Seated, seatedAs } from "./seated.ts";

/** A code for another device. Only its player gets it. */
export interface MadeCode {
  readonly code: string;
  /** Epoch ms. */
  readonly until: number;
}

/** The calls of the edge by which a player moves a seat to another device [T12]. */
export interface CodeCalls {
  /** For a player: makes a code for the player's seat. It replaces an earlier one. */
  readonly makeCode: (envelope: string, gameId: string) => Promise<Result<MadeCode, Rejection>>;
  /** Returns the seat of `code`, once. The older token stays valid. */
  readonly redeemCode: (gameId: string, code: string) => Promise<Result<Seated, Rejection>>;
}

export interface CodeCallsPorts {
  readonly platform: Pick<Platform, "now" | "randomBytes">;
  readonly settings: Pick<Settings, "keyring">;
  readonly liveGame: LiveGame;
  readonly recovery: Recovery;
  readonly authorize: Authorize;
}

export const openCodeCalls = (ports: CodeCallsPorts): CodeCalls => {
  const { platform, settings, liveGame, recovery, authorize } = ports;
  /** Only a keyed hash is stored, because a hash of six characters is easy to invert. */
  const hashOf = (gameId: string, code: string) =>
    bytesToHex(hmac(sha256, settings.keyring.current.code, utf8ToBytes(`seat code ${gameId} ${code}`)));

  return {
    makeCode: (envelope, gameId) =>
      authorize({
        ...{ envelope, gameId, roles: ["player"] },
        act: ({ place }) => {
          if (place.kind !== "player") return err({ kind: "role-needed", role: "player" });
          const code = newGameId(platform.randomBytes);
          const now = platform.now();
          const { until, events } = makeSeatCode(place.seat, hashOf(gameId, code), now);
          liveGame.commit({ at: now, by: null, events });
          return ok({ code, until });
        },
      }),

    redeemCode: (gameId, code) =>
      recovery.ready(gameId, (record) => {
        const now = platform.now();
        const { seat, events } = redeemSeatCode(record.game, hashOf(gameId, code), now);
        const after = events.length > 0 ? liveGame.commit({ at: now, by: null, events }) : record;
        if (!seat.ok) return seat;
        const { version, occupant } = after.game.seats[seat.value];
        return ok(seatedAs(after, { seat: seat.value, version, name: occupant?.name ?? "", at: now }));
      }),
  };
};
