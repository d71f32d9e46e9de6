import type { Suit } from "../../src/shared/game/cards.ts";

/** Everything the terminal table says, in the languages it speaks. */
export interface Words {
  readonly card: (card: { readonly rank: number; readonly suit: Suit }) => string;
  readonly rank: (rank: number) => string;
  readonly watchAt: (link: string) => string;
  readonly deal: (number: number, commitment: string) => string;
  readonly thrownIn: (reason: string) => string;
  readonly bid: (name: string, bid: number) => string;
  readonly pass: (name: string) => string;
  readonly caller: (name: string, bid: number) => string;
  readonly rankCalled: (name: string, rank: string) => string;
  readonly suitCalled: (name: string, card: string) => string;
  readonly trick: (number: number) => string;
  readonly partner: (name: string) => string;
  readonly won: (name: string, points: number) => string;
  readonly made: (names: string, points: number, bid: number) => string;
  readonly failed: (names: string, points: number, bid: number) => string;
  readonly score: (name: string, points: number, delta: string) => string;
  readonly checked: (holds: boolean) => string;
  readonly starting: string;
  readonly unreachable: (url: string) => string;
}

const SUITS_IT = { coins: "denari", cups: "coppe", swords: "spade", clubs: "bastoni" } as const;
const RANKS_IT = ["asso", "due", "tre", "quattro", "cinque", "sei", "sette", "fante", "cavallo", "re"];
const RANKS_EN = ["ace", "two", "three", "four", "five", "six", "seven", "jack", "knight", "king"];

const ENGLISH: Words = {
  card: ({ rank, suit }) => `${RANKS_EN[rank - 1]} of ${suit}`,
  rank: (rank) => RANKS_EN[rank - 1] ?? "",
  watchAt: (link) => `Anyone may watch: ${link}`,
  deal: (number, commitment) => `Deal ${number} (commitment ${commitment.slice(0, 16)}…)`,
  thrownIn: (reason) =>
    reason === "weak_hand" ? "A weak hand: dealt again." : "Everyone has passed: dealt again.",
  bid: (name, bid) => `${name} bids ${bid}`,
  pass: (name) => `${name} passes`,
  caller: (name, bid) => `${name} has the contract for ${bid} points.`,
  rankCalled: (name, rank) => `${name} calls the ${rank} and leads.`,
  suitCalled: (name, card) => `${name} calls the ${card}.`,
  trick: (number) => `Trick ${number}`,
  partner: (name) => `${name} is the partner!`,
  won: (name, points) => `${name} takes it: ${points} points`,
  made: (names, points, bid) => `${names} made it: ${points} of the ${bid} bid.`,
  failed: (names, points, bid) => `${names} won: the caller's side has ${points} of the ${bid} bid.`,
  score: (name, points, delta) => `${name}: ${points} card points, ${delta} in the match`,
  checked: (holds) =>
    holds ? "The revealed secret fits the commitment." : "The secret does NOT fit the commitment!",
  starting: "No server is running there; starting one.",
  unreachable: (url) => `No server answers at ${url}. Start one with npm start.`,
};

const ITALIAN: Words = {
  card: ({ rank, suit }) => `${RANKS_IT[rank - 1]} di ${SUITS_IT[suit]}`,
  rank: (rank) => RANKS_IT[rank - 1] ?? "",
  watchAt: (link) => `Chiunque può guardare: ${link}`,
  deal: (number, commitment) => `Smazzata ${number} (impegno ${commitment.slice(0, 16)}…)`,
  thrownIn: (reason) =>
    reason === "weak_hand" ? "Mano debole: si ridistribuisce." : "Hanno passato tutti: si ridistribuisce.",
  bid: (name, bid) => `${name} chiama ${bid}`,
  pass: (name) => `${name} passa`,
  caller: (name, bid) => `${name} si aggiudica la chiamata a ${bid} punti.`,
  rankCalled: (name, rank) => `${name} chiama: ${rank}. Apre la prima mano.`,
  suitCalled: (name, card) => `${name} dichiara: ${card}.`,
  trick: (number) => `Mano ${number}`,
  partner: (name) => `Il socio è ${name}!`,
  won: (name, points) => `Prende ${name}: ${points} punti`,
  made: (names, points, bid) => `Vincono ${names}: ${points} punti su ${bid} chiamati.`,
  failed: (names, points, bid) => `Vincono ${names}: i chiamanti hanno ${points} punti su ${bid}.`,
  score: (name, points, delta) => `${name}: ${points} punti di carte, ${delta} nella partita`,
  checked: (holds) =>
    holds ? "Il segreto rivelato corrisponde all'impegno." : "Il segreto NON corrisponde all'impegno!",
  starting: "Nessun server in ascolto: ne avvio uno.",
  unreachable: (url) => `Nessun server risponde su ${url}. Avvialo con npm start.`,
};

/** The words of `language`, such as "it", "it_IT.UTF-8" or "en"; English for any other. */
export const wordsFor = (language: string): Words =>
  language.toLowerCase().startsWith("it") ? ITALIAN : ENGLISH;
