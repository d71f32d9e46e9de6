import type { Context } from "hono";
import type * as z from "zod/mini";
import { problemOf } from "../shared/protocol/fields.ts";
import type { Rejection } from "../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../shared/result.ts";

/** A body may have this many bytes [H9]. */
const MAX_BODY_BYTES = 8_192;
/** Of a larger one this much is read to its end, so that the refusal arrives. */
const MAX_DRAINED_BYTES = 4_000_000;

/** Reads a JSON body; none at all reads as `{}`. Refused: other media types, more than 8 KiB, what is not JSON [H9]. */
export const readJson = async (c: Context): Promise<Result<unknown, Rejection>> => {
  const { body } = c.req.raw;
  const bytes = body ? await readUpTo(body, MAX_BODY_BYTES) : new Uint8Array();
  if (!bytes) return err({ kind: "too-large", limit: MAX_BODY_BYTES });
  if (bytes.length === 0) return ok({});
  const type = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return err({ kind: "not-json-type" });
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes)));
  } catch {
    return err({ kind: "malformed", detail: "the body is not JSON" });
  }
};

/** Reads a body that has to fit `schema`; the refusal names the field that does not. */
export const readBody = async <S extends z.ZodMiniType>(
  c: Context,
  schema: S,
): Promise<Result<z.infer<S>, Rejection>> => {
  const json = await readJson(c);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value);
  return parsed.success ? ok(parsed.data) : err({ kind: "malformed", detail: problemOf(parsed.error) });
};

/**
 * All of `stream`, or null when it has more than `limit` bytes, whatever its declared length was. What is too much is
 * read on and thrown away, within reason: who is still sending when the connection ends never hears the answer.
 */
const readUpTo = async (stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_DRAINED_BYTES) return null;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) return null;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
};
