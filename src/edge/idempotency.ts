import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { HonoRequest } from "hono";
import type { KeyedRequest } from "../shared/game/state.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";
import { networkOf } from "./http.ts";

/*
 * A client that lost the answer repeats its request. With an `Idempotency-Key` it gets the first answer again and no second
 * seat. The same key with another body is refused [H16].
 */

/** A key of this length counts as random and is the same key from every address. A shorter key counts per address. */
const RANDOM_LENGTH = 16;

/** What is derived from the key of a request. */
export interface Repeat {
  /** What the actor stores: a digest of the key, and one of the call with its parsed `body`. */
  readonly requestFor: (call: "create" | "join", body: object) => KeyedRequest;
  /** Bytes that are the same for each repeat and that only the server can compute. */
  readonly bytesFor: (attempt: number) => (length: number) => Uint8Array;
}

/** Reads the `Idempotency-Key`; null without one. Refuses a key that is not 1 to 255 printable ASCII characters. */
export const repeatOf = (request: HonoRequest, { keyring }: Settings): Result<Repeat | null, Rejection> => {
  const key = request.header("idempotency-key");
  if (key === undefined) return ok(null);
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    return err({ kind: "malformed", detail: "Idempotency-Key: must be 1 to 255 printable ASCII characters" });
  }
  const scope = key.length >= RANDOM_LENGTH ? "" : networkOf(request.header("cf-connecting-ip") ?? "");
  const keyed = (text: string) => hmac(sha256, keyring.current.repeat, utf8ToBytes(text));
  const derive = (purpose: string) => keyed(`${purpose}\n${scope}\n${key}`);
  return ok({
    requestFor: (call, body) => ({
      key: bytesToHex(derive("digest")),
      fingerprint: bytesToHex(keyed(`fingerprint\n${call}\n${canonical(body)}`)),
    }),
    bytesFor: (attempt) => (length) => derive(`game ${attempt}`).slice(0, length),
  });
};

/** The JSON of `value` with sorted fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
