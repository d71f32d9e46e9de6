/** A received message that has not been validated. */
// biome-ignore lint/suspicious/noExplicitAny: tests read fields of unvalidated messages
export type Frame = Record<string, any>;
