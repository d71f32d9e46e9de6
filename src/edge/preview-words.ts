/*
 * The words of a link's preview. The page's own dictionaries are too large for the Worker.
 */

export type PreviewLanguage = "it" | "en";

interface Shown {
  readonly gameId: string;
  /** The names of the people at the table. */
  readonly names: readonly string[];
  /** The number of free seats, 0-5. */
  readonly free: number;
}
interface Preview {
  readonly title: string;
  readonly description: string;
}

const WORDS = {
  it: {
    title: (gameId: string) => `Briscola Chiamata – partita ${gameId}`,
    slogan: "Cinque amici, un socio nascosto.",
    with: (names: string) => `Al tavolo: ${names}.`,
    free: (count: number) => (count === 1 ? "C’è un posto libero." : `Ci sono ${count} posti liberi.`),
    full: "I posti sono occupati.",
  },
  en: {
    title: (gameId: string) => `Briscola Chiamata – game ${gameId}`,
    slogan: "Five friends, one hidden partner.",
    with: (names: string) => `At the table: ${names}.`,
    free: (count: number) => (count === 1 ? "One seat is free." : `${count} seats are free.`),
    full: "All seats are taken.",
  },
} as const;

/** What the preview says, as plain text. Each name is isolated, so that its writing direction does not change the rest. */
export const previewOf = (language: PreviewLanguage, { gameId, names, free }: Shown): Preview => {
  const say = WORDS[language];
  const people = names.map((name) => `\u2068${name}\u2069`).join(", ");
  const parts = [people && say.with(people), free > 0 ? say.free(free) : say.full, say.slogan];
  return { title: say.title(gameId), description: parts.filter(Boolean).join(" ") };
};

/**
 * The language that an `Accept-Language` header prefers, English if it names neither. Italian, the language of the file,
 * without a header.
 */
export const previewLanguage = (header: string | undefined): PreviewLanguage => {
  if (!header) return "it";
  const best = { language: "en" as PreviewLanguage, weight: 0 };
  for (const range of header.split(",", 20)) {
    const [tag = "", ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const language = (["it", "en"] as const).find((one) => one === tag.split("-", 1)[0]);
    const q = parameters.find((one) => one.startsWith("q="));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (language && weight > best.weight) Object.assign(best, { language, weight });
  }
  return best.language;
};
