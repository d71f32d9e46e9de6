type Field = string | number | boolean | null;

/**
 * Writes one JSON line with `level`, `event` and the fields; `game_id` is the first field of a game's lines. `error`
 * needs attention, `warn` is for problems that end with their cause, `info` is for milestones of a game. Actions and
 * messages are not logged. Fields must not contain tokens, names, cards or the text of an error, which may quote a
 * hand. docs/deploy.md lists the events.
 */
export const log = (
  level: "info" | "warn" | "error",
  event: string,
  fields: Readonly<Record<string, Field>> = {},
): void => console[level](JSON.stringify({ level, event, ...fields }));

/** The kind of a caught error. Nothing else of an error may be logged. */
export const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
