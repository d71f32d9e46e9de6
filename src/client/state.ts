import { CLOSE } from "../shared/protocol/close.ts";
import type { Closed } from "./connection.ts";

/** Why a client has ended for good. */
export type Over =
  /** Another connection took the seat. */
  | { readonly name: "replaced" }
  /** The game has ended or does not exist. */
  | { readonly name: "ended"; readonly reason: string }
  /** The server refuses the token. */
  | { readonly name: "refused"; readonly reason: string }
  /** `close` was called. */
  | { readonly name: "left" };

/** The state of a client's connection to its server. */
export type GameClientState =
  | { readonly name: "connecting" }
  | { readonly name: "live" }
  | { readonly name: "reconnecting"; readonly tries: number }
  | Over;

export const isOver = (state: GameClientState): state is Over =>
  state.name !== "connecting" && state.name !== "live" && state.name !== "reconnecting";

/** The end that a closed socket means; null when the client should reconnect. */
export const overBy = ({ closeCode, code, reason }: Closed, endReason: string | null): Over | null => {
  if (closeCode === CLOSE.replaced) return { name: "replaced" };
  if (closeCode === CLOSE.ended || closeCode === CLOSE.noSuchGame || endReason !== null)
    return { name: "ended", reason: endReason ?? reason };
  const isBarred = closeCode === CLOSE.policy && code === "forbidden";
  return closeCode === CLOSE.badToken || isBarred ? { name: "refused", reason } : null;
};
