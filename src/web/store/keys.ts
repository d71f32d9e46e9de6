import { hasRunOut, isHalfOver, renewed } from "../../client/seat-key.ts";
import { replaceKey } from "../model/saved-seats.ts";
import { api } from "./calls.ts";
import { storage } from "./device.ts";

/** The tokens with which a session began. */
export interface Keys {
  readonly token: string;
  readonly hostToken: string | null;
}

/** Fetches another observer's token for an expired one; null when there is none. */
export type Observe = (token: string) => Promise<string | null>;

/** The tokens of a session, renewed while the server allows it [W24]. Players have no `observe`. */
export const openKeys = (gameId: string, first: Keys, observe?: Observe) => {
  const keys = { token: first.token, hostToken: first.hostToken };
  const renewKept = async (name: keyof Keys): Promise<string | null> => {
    const old = keys[name];
    if (old === null) return null;
    const fresh = await renewed(api, gameId, old);
    if (fresh === null || fresh === old) return fresh;
    keys[name] = fresh;
    replaceKey(storage, gameId, name, { old, fresh });
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
    /** Replaces a token that the server has refused. */
    renew: () => (observe ? watchOn(observe) : renewKept("token")),
    /**
     * Renews the tokens after half of their lifetime. An expired token of a player is left to `renew`. `now` is the
     * server's time, epoch ms: this machine's clock may be wrong by hours.
     */
    renewOld: async (now: number): Promise<void> => {
      if (!observe && isHalfOver(keys.token, now) && !hasRunOut(keys.token, now)) await renewKept("token");
      if (keys.hostToken !== null && isHalfOver(keys.hostToken, now)) await renewKept("hostToken");
    },
  };
};
