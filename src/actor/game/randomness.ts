import { bytesToHex } from "@noble/hashes/utils.js";
import type { DecideContext } from "../../shared/game/dealing.ts";
import { shuffledDeal } from "../../shared/game/shuffle.ts";
import type { Platform } from "../core/platform.ts";

/** The actor's random source. */
export interface Randomness {
  /** The current time, the shuffle and a new secret for a decision. */
  readonly context: () => DecideContext;
  /** 32 random bytes in lower-case hex: the secret of a deal [G4]. */
  readonly secret: () => string;
  /** An unsigned integer of 32 bits. */
  readonly number: () => number;
  /**
   * A random one of `choices`; undefined if there are none. For few choices the bias of a 32-bit number is negligible.
   */
  readonly pick: <T>(choices: readonly T[]) => T | undefined;
}

export const openRandomness = ({ randomBytes, now }: Pick<Platform, "randomBytes" | "now">): Randomness => {
  const secret = () => bytesToHex(randomBytes(32));
  const number = () => new Uint32Array(randomBytes(4).buffer)[0] ?? 0;
  return {
    context: () => ({ now: now(), deal: shuffledDeal, newSecret: secret }),
    secret,
    number,
    pick: (choices) => choices[number() % Math.max(choices.length, 1)],
  };
};
