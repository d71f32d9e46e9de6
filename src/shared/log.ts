type Field = string | number | boolean | null;

/**
 * Writes one JSON line: `level`, `event`, and `game_id` first among the fields wherever a game is concerned. `error` is
 * for what somebody has to look into, `warn` for what heals by itself if its cause goes away, `info` for the milestones
 * of a game. No line is written for an action or a message. Fields are facts chosen one by one: never an error's text,
 * which may quote a command with a hand in it, never a token, a name or a card. docs/deploy.md lists the events.
 */
export const log = (
  level: "info" | "warn" | "error",
  event: string,
  fields: Readonly<Record<string, Field>> = {},
): void => console[level](JSON.stringify({ level, event, ...fields }));

/** The kind of a caught error, which is all of it that may be logged. */
export const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
