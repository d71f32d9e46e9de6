import type { Step } from "../../src/shared/verify/steps.ts";

/** All text of the verifier in one language. */
export interface Words {
  /** The name of each step, followed by the evidence. */
  readonly steps: Readonly<Record<Step, string>>;
  readonly deal: (number: number | null) => string;
  readonly legend: string;
  readonly allHold: (checks: number, deals: number) => string;
  /** `more` is the number of other deals with failed checks. */
  readonly firstFailure: (deal: string, step: string, more: number) => string;
  readonly usage: string;
  readonly badCommitment: (given: string) => string;
  readonly badCommitments: (given: string) => string;
  readonly badNonce: (given: string) => string;
  readonly unreadable: (file: string) => string;
  readonly unreachable: (url: string) => string;
  readonly refused: (status: number, reason: string) => string;
  readonly notJson: string;
  readonly notReplay: string;
}

const USAGE =
  "node scripts/verify.ts <…> [--token …] [--commitment <n>=<hex>]… [--commitments <n>=<hex>,<hex>,…]… [--nonce <n>=<seat>:<hex>]… [--lang it|en]";

const ENGLISH: Words = {
  steps: {
    shape: "the form of the replay",
    commitment: "the secret fits the commitment",
    noted: "the commitment is the one you noted",
    chain: "the commitment is the one announced with the deal before",
    nonces: "each player's nonce fits its commitment",
    "noted-nonces": "the players' commitments are the ones you noted",
    "own-nonce": "your own nonce is the one you sent",
    silence: "your nonce counts, as you revealed it",
    "deal-number": "the number of the deal",
    dealer: "the dealer, seat by seat in rotation",
    "thrown-in": "earlier attempts, each thrown in for a reason and none skipped",
    hands: "the hands, shuffled again from the secret and the nonces",
    auction: "the auction, call by call (caller: bid)",
    rank: "the rank called",
    "blind-trick": "the cards of the first trick, before the suit was called",
    suit: "the suit called",
    partner: "the partner, by seat",
    plays: "the cards played, each on turn and held",
    tricks: "the tricks (winner: points)",
    score: "the points of the caller's side, of those bid",
    "match-delta": "the match score (seat: change)",
  },
  deal: (number) => (number === null ? "Replay" : `Deal ${number}`),
  legend: "what the replay says ≠ what should be there",
  allHold: (checks, deals) =>
    `Everything holds: ${checks} ${checks === 1 ? "check" : "checks"}, ${deals} ${deals === 1 ? "deal" : "deals"}.`,
  firstFailure: (deal, step, more) =>
    `NOT everything holds. First: ${deal}, ${step}.${more > 0 ? ` Other deals that do not hold: ${more}.` : ""}`,
  usage: `Give one replay: a file, - for standard input, or a URL. ${USAGE}`,
  badCommitment: (given) => `--commitment ${given}: write it as <deal>=<64 hex digits>, each deal once.`,
  badCommitments: (given) =>
    `--commitments ${given}: write them as <deal>=<five commitments of 64 hex digits, with commas between, nothing for none>.`,
  badNonce: (given) => `--nonce ${given}: write it as <deal>=<seat>:<1 to 64 hex digits>.`,
  unreadable: (file) => `The file ${file} cannot be read.`,
  unreachable: (url) => `No answer from ${url}.`,
  refused: (status, reason) => `The server refused the replay: ${status} ${reason}`,
  notJson: "What came is not JSON.",
  notReplay: "What came is JSON, but no replay: it has no list of deals.",
};

const ITALIAN: Words = {
  steps: {
    shape: "la forma della registrazione",
    commitment: "il segreto corrisponde all'impegno",
    noted: "l'impegno è quello che avevi annotato",
    chain: "l'impegno è quello annunciato con la smazzata precedente",
    nonces: "il numero di ogni giocatore corrisponde al suo impegno",
    "noted-nonces": "gli impegni dei giocatori sono quelli che avevi annotato",
    "own-nonce": "il tuo numero è quello che hai mandato",
    silence: "il tuo numero conta, dato che l'hai svelato",
    "deal-number": "il numero della smazzata",
    dealer: "il mazziere, posto per posto a rotazione",
    "thrown-in": "i tentativi precedenti, ciascuno annullato con motivo e nessuno saltato",
    hands: "le carte in mano, rimescolate dal segreto e dai numeri dei giocatori",
    auction: "l'asta, voce per voce (chiamante: punti)",
    rank: "il valore chiamato",
    "blind-trick": "le carte della prima mano, prima della dichiarazione del seme",
    suit: "il seme dichiarato",
    partner: "il socio, per posto",
    plays: "le carte giocate, ciascuna al proprio turno e dalla propria mano",
    tricks: "le prese (chi prende: punti)",
    score: "i punti dei chiamanti, su quelli chiamati",
    "match-delta": "il punteggio della partita (posto: variazione)",
  },
  deal: (number) => (number === null ? "Registrazione" : `Smazzata ${number}`),
  legend: "ciò che dice la registrazione ≠ ciò che dovrebbe esserci",
  allHold: (checks, deals) =>
    `Tutto torna: ${checks} ${checks === 1 ? "controllo" : "controlli"}, ${deals} ${deals === 1 ? "smazzata" : "smazzate"}.`,
  firstFailure: (deal, step, more) =>
    `NON tutto torna. Per prima cosa: ${deal}, ${step}.${more > 0 ? ` Altre smazzate che non tornano: ${more}.` : ""}`,
  usage: `Indica una registrazione: un file, - per lo standard input, o un URL. ${USAGE}`,
  badCommitment: (given) =>
    `--commitment ${given}: scrivilo come <smazzata>=<64 cifre esadecimali>, ogni smazzata una volta.`,
  badCommitments: (given) =>
    `--commitments ${given}: scrivili come <smazzata>=<cinque impegni di 64 cifre esadecimali separati da virgole, niente per chi non ne ha>.`,
  badNonce: (given) => `--nonce ${given}: scrivilo come <smazzata>=<posto>:<da 1 a 64 cifre esadecimali>.`,
  unreadable: (file) => `Il file ${file} non si può leggere.`,
  unreachable: (url) => `Nessuna risposta da ${url}.`,
  refused: (status, reason) => `Il server ha rifiutato la registrazione: ${status} ${reason}`,
  notJson: "Quello che è arrivato non è JSON.",
  notReplay: "Quello che è arrivato è JSON, ma non una registrazione: non ha un elenco di smazzate.",
};

/** The words of `language`, such as "it", "it_IT.UTF-8" or "en". The default is English. */
export const wordsFor = (language: string): Words =>
  language.toLowerCase().startsWith("it") ? ITALIAN : ENGLISH;
