/** A message as it came, not yet trusted to have any shape. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
export type Frame = Record<string, any>;
