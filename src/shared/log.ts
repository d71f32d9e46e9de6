/** What happened, in words that can be searched for. */
type Field = string | number | boolean | null;

/**
 * Writes one JSON line. Fields are facts chosen one by one: never an error's text, which may quote a command with a
 * hand in it, and never a token.
 */
export const log = (
  level: "info" | "warn" | "error",
  event: string,
  fields: Readonly<Record<string, Field>> = {},
): void => console[level](JSON.stringify({ level, event, ...fields }));

/** The kind of a caught error, which is all of it that may be logged. */
export const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
