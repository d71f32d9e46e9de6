import * as z from "zod/mini";
import { seat, whole } from "./fields.ts";

/*
 * The bodies and answers of the calls under `/briscola/`, which serve programs that were written for this server's
 * predecessor, pybriscola-web [H22]. Lifetimes are in minutes there.
 */

const token = z.string();
/** The lifetime of a token, in minutes. */
const ttlMinutes = whole("must be a whole number of minutes, 1 to 1440", 1, 1_440);
const displayName = z.optional(z.string("must be a string"));

export const oldObserverBody = z.object(
  { display_name: displayName, ttl_minutes: z.optional(ttlMinutes) },
  "must be an object",
);

export const oldTokenBody = z
  .object(
    {
      role: z.enum(["player", "observer"], "must be player or observer"),
      player_id: z.optional(z.nullable(seat)),
      display_name: displayName,
      ttl_minutes: z.optional(ttlMinutes),
    },
    "must be an object",
  )
  .check(
    z.refine(({ role, player_id }) => role === "observer" || (player_id ?? null) !== null, {
      path: ["player_id"],
      error: "must name the seat for a player token",
    }),
  );

/** The answers, by name. */
export const OLD_ANSWERS = {
  oldCreated: z.strictObject({ game_id: z.string(), host_token: token, ttl_minutes: z.int() }),
  oldMinted: z.strictObject({ token, ttl_minutes: z.int() }),
  oldObserving: z.strictObject({
    game_id: z.string(),
    role: z.literal("observer"),
    token,
    ttl_minutes: z.int(),
  }),
  oldDone: z.strictObject({ status: z.enum(["deleted", "sync_requested"]), game_id: z.string() }),
} as const;

export type OldAnswer<Name extends keyof typeof OLD_ANSWERS> = z.infer<(typeof OLD_ANSWERS)[Name]>;
