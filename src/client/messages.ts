import type * as z from "zod/mini";
import type { CLIENT_MESSAGES } from "../shared/protocol/client.ts";
import type { ServerMessage, ServerMessageType } from "../shared/protocol/server.ts";

export type { ServerMessage, ServerMessageType };

type ActionSchemas = Omit<typeof CLIENT_MESSAGES, "ping" | "join" | "sync">;

/** An action as its player writes it; the client adds the `action_id` unless one is given. */
export type ActionMessage = {
  [T in keyof ActionSchemas]: Omit<z.input<ActionSchemas[T]>, "action_id"> & { readonly action_id?: string };
}[keyof ActionSchemas];

/** The one answer to an action. */
export type ActionResult = ServerMessage<"action.result">;
