/**
 * The whole number that a command line gives as `text`, or `usual` where it gives none. Throws when it is none, or less
 * than `least`.
 */
export const wholeNumber = (
  text: string | undefined,
  { usual, least = Number.MIN_SAFE_INTEGER }: { readonly usual: number; readonly least?: number },
): number => {
  const number = Number(text ?? usual);
  if (!Number.isSafeInteger(number) || number < least) throw new Error(`${text} is no such number`);
  return number;
};
