import { hasRunOut, isHalfOver, renewed } from "../../client/seat-key.ts";
import { keep, keptOf } from "../model/saved-seats.ts";
import { api } from "./calls.ts";

/** The tokens of a place as they were when it was taken. */
export interface Keys {
  readonly token: string;
  readonly hostToken: string | null;
}

/** Asks for another token to watch with, in place of one that has run out; null when there is none. */
export type Observe = (token: string) => Promise<string | null>;

/** The tokens of a place, kept good for as long as the server gives others for them [W24]. Players have no `observe`. */
export const openKeys = (gameId: string, first: Keys, observe?: Observe) => {
  const keys = { token: first.token, hostToken: first.hostToken };
  const renewKept = async (name: keyof Keys): Promise<string | null> => {
    const old = keys[name];
    const fresh = old === null ? null : await renewed(api, gameId, old);
    if (fresh === null || fresh === old) return fresh;
    keys[name] = fresh;
    // Not when the seat was given up meanwhile, or has another token from elsewhere.
    const isKept = keptOf(localStorage, gameId)?.[name] === old;
    if (isKept) keep(localStorage, gameId, { [name]: fresh }, Date.now());
    return fresh;
  };
  const watchOn = async (ask: Observe): Promise<string | null> => {
    const fresh = await ask(keys.token);
    keys.token = fresh ?? keys.token;
    return fresh;
  };
  return {
    token: () => keys.token,
    hostToken: () => keys.hostToken,
    /** For a token that the server does not take any more. */
    renew: () => (observe ? watchOn(observe) : renewKept("token")),
    /** Renews what is past half of its time. A player's token that has run out is left to `renew`. */
    renewOld: async (): Promise<void> => {
      const now = Date.now();
      if (!observe && isHalfOver(keys.token, now) && !hasRunOut(keys.token, now)) await renewKept("token");
      if (keys.hostToken !== null && isHalfOver(keys.hostToken, now)) await renewKept("hostToken");
    },
  };
};
