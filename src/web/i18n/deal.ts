import type { Language } from "./languages.ts";

/*
 * The sentences of a finished deal that is looked at again. They are loaded with it.
 */

interface DealWords {
  readonly title: string;
  readonly opening: string;
  readonly broken: string;
  readonly newer: string;
  readonly failed: string;
  readonly reviewFailed: string;
  readonly linkFailed: string;
  readonly result: (caller: string, partner: string | null, points: number, bid: number) => string;
  readonly made: string;
  readonly lost: string;
  readonly contract: (bid: number, card: string) => string;
  readonly steps: string;
  readonly step: (at: number, of: number) => string;
  readonly first: string;
  readonly back: string;
  readonly on: string;
  readonly last: string;
  readonly onTable: string;
  readonly hand: (name: string) => string;
  readonly begins: string;
  readonly review: string;
  readonly reviewOf: string;
  readonly reviewHint: string;
  readonly thinking: (done: number, of: number) => string;
  readonly fine: string;
  readonly curve: string;
  readonly curveLabel: (points: readonly string[]) => string;
  readonly trick: (number: number) => string;
  readonly rankCall: string;
  readonly suitCall: string;
  readonly best: string;
  readonly played: string;
  readonly all: string;
  readonly choice: string;
  readonly cost: (made: string, after: string, best: string, before: string) => string;
  readonly show: string;
  readonly bidFits: (bid: number, odds: string) => string;
  readonly bidTooHigh: (bid: number, limit: number, odds: string) => string;
  readonly passFits: string;
  readonly passTooTimid: (limit: number, odds: string) => string;
  readonly share: string;
  readonly shareHint: string;
  readonly withNames: string;
  readonly link: string;
  readonly send: string;
  readonly picture: string;
  readonly savePicture: string;
  readonly proof: string;
}

export const DEAL: Readonly<Record<Language, DealWords>> = {
  en: {
    title: "A deal, card by card",
    opening: "Opening the deal…",
    broken: "This link is no complete deal. It may have been cut off.",
    newer: "This link was made by a newer version of the page. Load the page again.",
    failed: "The deal could not be loaded.",
    reviewFailed: "The choices could not be judged.",
    linkFailed: "No link can be made for this deal.",
    result: (caller, partner, points, bid) =>
      `${partner ? `${caller} and ${partner}` : `${caller}, alone,`} took ${points} of the ${bid} points bid.`,
    made: "Contract made",
    lost: "Contract not made",
    contract: (bid, card) => `${bid} points with the ${card}`,
    steps: "Step by step",
    step: (at, of) => `Step ${at} of ${of}`,
    first: "To the beginning",
    back: "One step back",
    on: "One step on",
    last: "To the end",
    onTable: "On the table",
    hand: (name) => `The cards of ${name}`,
    begins: "The cards are dealt.",
    review: "Look back",
    reviewOf: "The choices of",
    reviewHint:
      "Each choice is judged by what this seat could see then. The odds are those of its side, as the strong bot sees them.",
    thinking: (done, of) => `The strong bot looks at choice ${done} of ${of}…`,
    fine: "No choice cost much.",
    curve: "The odds of the contract, trick by trick",
    curveLabel: (points) => `Before each trick, then the result: ${points.join(", ")}`,
    trick: (number) => `Trick ${number}`,
    rankCall: "The rank",
    suitCall: "The suit",
    best: "Best",
    played: "Played",
    all: "All choices",
    choice: "Choice",
    cost: (made, after, best, before) => `${made} left ${after}; ${best} had ${before}.`,
    show: "Show",
    bidFits: (bid, odds) => `The bid of ${bid} was sound: ${odds} to make it.`,
    bidTooHigh: (bid, limit, odds) =>
      limit > 0
        ? `The bid of ${bid} was high: ${odds} to make it. Up to ${limit} paid.`
        : `The bid of ${bid} was high: ${odds} to make it. Passing was better.`,
    passFits: "The pass was sound.",
    passTooTimid: (limit, odds) => `Passing was timid: bids up to ${limit} paid. The next bid had ${odds}.`,
    share: "Share this deal",
    shareHint: "The link holds the whole deal. Nothing is stored on a server.",
    withNames: "Names in the link and the picture",
    link: "Link",
    send: "Share…",
    picture: "Picture of the result",
    savePicture: "Save the picture",
    proof: "The check of this deal",
  },
  it: {
    title: "Una smazzata, carta per carta",
    opening: "Apro la smazzata…",
    broken: "Questo link non è una smazzata completa. Forse è stato troncato.",
    newer: "Questo link viene da una versione più nuova della pagina. Ricarica la pagina.",
    failed: "Non è stato possibile caricare la smazzata.",
    reviewFailed: "Non è stato possibile valutare le scelte.",
    linkFailed: "Non è possibile creare un link per questa smazzata.",
    result: (caller, partner, points, bid) =>
      partner
        ? `${caller} e ${partner} hanno fatto ${points} punti sui ${bid} offerti.`
        : `${caller}, da solo, ha fatto ${points} punti sui ${bid} offerti.`,
    made: "Contratto fatto",
    lost: "Contratto non fatto",
    contract: (bid, card) => `${bid} punti con: ${card}`,
    steps: "Passo per passo",
    step: (at, of) => `Passo ${at} di ${of}`,
    first: "All’inizio",
    back: "Un passo indietro",
    on: "Un passo avanti",
    last: "Alla fine",
    onTable: "In tavola",
    hand: (name) => `Le carte di ${name}`,
    begins: "Le carte sono distribuite.",
    review: "Rivedi",
    reviewOf: "Le scelte di",
    reviewHint:
      "Ogni scelta è giudicata da ciò che quel posto poteva vedere allora. Le probabilità sono quelle della sua parte, come le vede il bot forte.",
    thinking: (done, of) => `Il bot forte guarda la scelta ${done} di ${of}…`,
    fine: "Nessuna scelta è costata molto.",
    curve: "Le probabilità del contratto, mano per mano",
    curveLabel: (points) => `Prima di ogni mano, poi il risultato: ${points.join(", ")}`,
    trick: (number) => `Mano ${number}`,
    rankCall: "Il valore",
    suitCall: "Il seme",
    best: "Migliore",
    played: "Giocata",
    all: "Tutte le scelte",
    choice: "Scelta",
    cost: (made, after, best, before) => `${made} lasciava ${after}; ${best} aveva ${before}.`,
    show: "Mostra",
    bidFits: (bid, odds) => `L’offerta di ${bid} era buona: ${odds} di riuscita.`,
    bidTooHigh: (bid, limit, odds) =>
      limit > 0
        ? `L’offerta di ${bid} era alta: ${odds} di riuscita. Conveniva fino a ${limit}.`
        : `L’offerta di ${bid} era alta: ${odds} di riuscita. Conveniva passare.`,
    passFits: "Passare andava bene.",
    passTooTimid: (limit, odds) =>
      `Passare era troppo prudente: conveniva offrire fino a ${limit}. L’offerta seguente aveva ${odds}.`,
    share: "Condividi questa smazzata",
    shareHint: "Il link contiene tutta la smazzata. Niente resta su un server.",
    withNames: "Nomi nel link e nell’immagine",
    link: "Link",
    send: "Condividi…",
    picture: "Immagine del risultato",
    savePicture: "Salva l’immagine",
    proof: "La verifica di questa smazzata",
  },
};
