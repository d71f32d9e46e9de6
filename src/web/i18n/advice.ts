import type { Advice, Rated, Reason } from "../../bot/advice/advice.ts";
import { rankOf, suitOf } from "../../shared/game/cards.ts";
import type { Words } from "./english.ts";
import { DICTIONARIES, type Language } from "./languages.ts";

/*
 * The sentences of hints and reviews. They are loaded with them.
 */

interface AdviceWords {
  readonly thinking: string;
  readonly none: string;
  readonly wait: string;
  /** Why a choice is good. `name` is the player at a seat. */
  readonly reason: (reason: Reason, name: (seat: number) => string) => string;
  readonly suspect: (name: string, odds: string, isMine: boolean) => string;
  readonly pass: (bid: number, odds: string) => string;
  readonly bidUpTo: (limit: number, rank: string, odds: string) => string;
  readonly best: (choice: string, odds: string) => string;
  readonly next: (choice: string, odds: string) => string;
  readonly only: (choice: string) => string;
}

export const percent = (odds: number): string => `${Math.round(100 * odds)} %`;

const pointsIn = (language: Language) => DICTIONARIES[language].points;

export const ADVICE: Readonly<Record<Language, AdviceWords>> = {
  en: {
    thinking: "Thinking…",
    none: "No hint can be given here.",
    wait: "A hint is given on your turn.",
    reason: (reason, name) => {
      switch (reason.kind) {
        case "trumps":
          return `Trumping wins ${pointsIn("en")(reason.points)}.`;
        case "takes":
          return `It takes the trick, ${pointsIn("en")(reason.points)} so far.`;
        case "feeds":
          return `It gives ${pointsIn("en")(reason.points)} to ${name(reason.seat)}, who is on your side with ${percent(reason.odds)}.`;
        case "withholds":
          return `It gives nothing to ${name(reason.seat)}, who is against you with ${percent(reason.odds)}.`;
        case "throws":
          return "It keeps the better cards for later.";
        case "leads-trump":
          return "Leading a trump draws the trumps of the others.";
        case "leads-points":
          return `It puts ${pointsIn("en")(reason.points)} on the table.`;
        case "leads-low":
          return "Leading a worthless card risks nothing.";
        case "reveals":
          return "It is the called card: from now on all know the partner.";
      }
    },
    suspect: (name, odds, isMine) => `${name} is probably ${isMine ? "your" : "the"} partner, ${odds}.`,
    pass: (bid, odds) => `Pass: you would make ${bid} in ${odds} of the deals that fit.`,
    bidUpTo: (limit, rank, odds) => `Bid up to ${limit} and call the ${rank}: you make that in ${odds}.`,
    best: (choice, odds) => `${choice}: your side wins with ${odds}.`,
    next: (choice, odds) => `Next best: ${choice}, ${odds}.`,
    only: (choice) => `${choice}: there is no other choice.`,
  },
  it: {
    thinking: "Ci penso…",
    none: "Qui non c’è un consiglio da dare.",
    wait: "Il consiglio c’è quando tocca a te.",
    reason: (reason, name) => {
      switch (reason.kind) {
        case "trumps":
          return `Tagliando prendi ${pointsIn("it")(reason.points)}.`;
        case "takes":
          return `Per ora prende la mano, ${pointsIn("it")(reason.points)}.`;
        case "feeds":
          return `Dà ${pointsIn("it")(reason.points)} a ${name(reason.seat)}, che probabilmente sta con te (${percent(reason.odds)}).`;
        case "withholds":
          return `Non dà niente a ${name(reason.seat)}, che probabilmente è contro di te (${percent(reason.odds)}).`;
        case "throws":
          return "Tiene le carte migliori per dopo.";
        case "leads-trump":
          return "Uscire di briscola fa cadere le briscole degli altri.";
        case "leads-points":
          return `Mette in tavola ${pointsIn("it")(reason.points)}.`;
        case "leads-low":
          return "Uscire con una scartina non rischia niente.";
        case "reveals":
          return "È la carta chiamata: da qui tutti conoscono il socio.";
      }
    },
    suspect: (name, odds, isMine) => `Probabilmente ${name} è il ${isMine ? "tuo socio" : "socio"}, ${odds}.`,
    pass: (bid, odds) => `Passa: probabilità di fare ${bid}, ${odds}.`,
    bidUpTo: (limit, rank, odds) =>
      `Offri fino a ${limit} e chiama: ${rank}. Probabilità di riuscita: ${odds}.`,
    best: (choice, odds) => `${choice}: probabilità di vincere per la tua parte, ${odds}.`,
    next: (choice, odds) => `Poi viene: ${choice}, ${odds}.`,
    only: (choice) => `${choice}: non c’è altra scelta.`,
  },
};

/** The name of a choice, with a capital letter. */
export const choiceName = (choice: Rated, say: Words): string => {
  const name = nameOfChoice(choice, say);
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const nameOfChoice = (choice: Rated, say: Words): string => {
  switch (choice.kind) {
    case "card":
      return say.card(rankOf(choice.card), suitOf(choice.card));
    case "rank":
      return say.rank(choice.rank);
    case "suit":
      return say.suit(choice.suit);
  }
};

/** Whose advice it is, for the words about the partner. */
interface Viewer {
  readonly name: (seat: number) => string;
  readonly isCaller: boolean;
}

/** A hint in sentences: the choice with its odds, the reason, who may be the partner, and the next best. */
export const hintOf = (advice: Advice | null, language: Language, { name, isCaller }: Viewer): string => {
  const say = DICTIONARIES[language];
  const told = ADVICE[language];
  if (!advice) return told.none;
  if (advice.about === "bid") {
    const { limit, least, rank, odds } = advice;
    return limit < least
      ? told.pass(least, percent(odds[0] ?? 0))
      : told.bidUpTo(limit, say.rank(rank), percent(odds[limit - least] ?? 0));
  }
  const [best, next] = advice.options;
  if (!best) return told.none;
  if (!next) return told.only(choiceName(best, say));
  const { suspect } = advice;
  return [
    told.best(choiceName(best, say), percent(best.odds)),
    best.kind === "card" && told.reason(best.reason, name),
    suspect && suspect.odds >= 0.5 && told.suspect(name(suspect.seat), percent(suspect.odds), isCaller),
    told.next(choiceName(next, say), percent(next.odds)),
  ]
    .filter(Boolean)
    .join(" ");
};
