import { openApi } from "../../client/api.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** The calls of the server that the page came from. */
export const api = openApi(location.origin);

export type Rules = Snapshot["rules"];
