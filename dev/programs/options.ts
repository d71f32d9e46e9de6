/** Returns the result of `read` for the command line. If it throws, prints `usage` and ends the process with code 2. */
export const readCommandLine = <T>(usage: string, read: (args: string[]) => T): T => {
  try {
    return read(process.argv.slice(2));
  } catch {
    console.error(usage);
    process.exit(2);
  }
};

/** The integer in `text`, or `usual` without a text. Throws when it is not an integer, or less than `least`. */
export const wholeNumber = (
  text: string | undefined,
  { usual, least = Number.MIN_SAFE_INTEGER }: { readonly usual: number; readonly least?: number },
): number => {
  const number = Number(text ?? usual);
  if (!Number.isSafeInteger(number) || number < least) throw new Error(`${text} is no such number`);
  return number;
};
