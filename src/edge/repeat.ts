import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { HonoRequest } from "hono";
import type { Rejection } from "../shared/rejection.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Settings } from "../shared/settings.ts";

/*
 * A phone that lost the answer asks again. With an `Idempotency-Key` it gets the first answer, not a second seat [H16].
 */

/** A key this long is taken to be random, and means the same from any address; a shorter one only from the same. */
const RANDOM_LENGTH = 16;

/** What a request's key stands for. */
export interface Repeat {
  /** What is kept of the key: a digest, which says nothing of it. */
  readonly digest: string;
  /** Bytes that are the same for each repeat, and that nobody else can foretell. */
  readonly bytesFor: (attempt: number) => (length: number) => Uint8Array;
}

/** Reads the request's `Idempotency-Key`: null without one, refused when it is not 1 to 255 printable ASCII characters. */
export const repeatOf = (request: HonoRequest, { keyring }: Settings): Result<Repeat | null, Rejection> => {
  const key = request.header("idempotency-key");
  if (key === undefined) return ok(null);
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    return err({ kind: "malformed", detail: "Idempotency-Key: must be 1 to 255 printable ASCII characters" });
  }
  const scope = key.length >= RANDOM_LENGTH ? "" : (request.header("cf-connecting-ip") ?? "");
  const derive = (purpose: string) =>
    hmac(sha256, keyring.current.repeat, utf8ToBytes(`${purpose}\n${scope}\n${key}`));
  return ok({
    digest: bytesToHex(derive("digest")),
    bytesFor: (attempt) => (length) => derive(`game ${attempt}`).slice(0, length),
  });
};
