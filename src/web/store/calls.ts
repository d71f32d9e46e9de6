import { openApi } from "../../client/api.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** The HTTP calls of the server that delivered the page. */
export const api = openApi(location.origin);

export type Rules = Snapshot["rules"];
