import { openApi } from "../../client/api.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** The HTTP calls of the server that delivered the page. */
export const api = openApi(location.origin);

export type Rules = Snapshot["rules"];

/** 128 random bits in hex: the player's part of the shuffle. */
export const freshNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
