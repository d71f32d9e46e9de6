import { bytesToHex } from "@noble/hashes/utils.js";
import type { DecideContext } from "../../shared/game/dealing.ts";
import { shuffledDeal } from "../../shared/game/shuffle.ts";
import type { Platform } from "../core/platform.ts";

/** The actor's random source. */
export interface Randomness {
  /** The clock, the shuffle and a new secret for a decision at this moment. */
  readonly context: () => DecideContext;
  /** 32 fresh random bytes in lower-case hex: the secret of a deal [G4]. */
  readonly secret: () => string;
  /** A whole number of 32 bits. */
  readonly number: () => number;
  /** One of `choices`; undefined if there are none. With so few choices the bias of a 32-bit number does not count. */
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
