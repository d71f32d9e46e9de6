import type { Step } from "../../shared/verify/steps.ts";
import type { Language } from "./languages.ts";

interface CheckWords {
  readonly steps: Readonly<Record<Step, string>>;
  readonly allHold: (checks: number) => string;
  readonly fails: string;
  readonly legend: string;
}

/** A sentence for each step of the check, for the case that it holds. */
export const CHECKS: Readonly<Record<Language, CheckWords>> = {
  en: {
    steps: {
      shape: "The record is complete",
      commitment: "The secret fits the seal that was published",
      noted: "The seal is the one this browser noted before the deal",
      chain: "It is the one announced at the end of the deal before",
      nonces: "Every player’s number fits the seal it was given under",
      "noted-nonces": "Those seals are the ones this browser saw before anyone told a number",
      "own-nonce": "Your own number is the one your browser sent",
      silence: "Your number counts. If it does not though your connection held, the server has left it out",
      "deal-number": "The deals are numbered without a gap",
      dealer: "The dealer was the right one",
      "thrown-in": "Only hands that had to be were dealt again",
      hands: "Shuffled again, all forty cards are where they were",
      auction: "Every bid was legal, and the highest won",
      rank: "The rank was called by the caller",
      "blind-trick": "The first trick was played in turn, from cards held",
      suit: "The suit was called by the caller",
      partner: "The partner is who was dealt the called card",
      plays: "Every card was played in turn, by who held it",
      tricks: "Every trick went to who had won it",
      score: "The card points are counted right",
      "match-delta": "The match score is right",
    },
    allHold: (checks) => `Everything holds: ${checks} checks, made by your own browser.`,
    fails: "Something does not hold.",
    legend: "what the record says ≠ what it should say",
  },
  it: {
    steps: {
      shape: "La registrazione è completa",
      commitment: "Il segreto corrisponde al sigillo pubblicato",
      noted: "Il sigillo è quello annotato da questo browser prima della smazzata",
      chain: "È quello annunciato alla fine della smazzata precedente",
      nonces: "Il numero di ogni giocatore corrisponde al suo sigillo",
      "noted-nonces": "Quei sigilli sono quelli visti da questo browser prima che i numeri fossero svelati",
      "own-nonce": "Il tuo numero è quello mandato dal tuo browser",
      silence: "Il tuo numero conta. Se non conta e la connessione ha tenuto, il server l’ha tralasciato",
      "deal-number": "Le smazzate sono numerate senza salti",
      dealer: "Il mazziere era quello giusto",
      "thrown-in": "Si sono ridate solo le carte da ridare",
      hands: "Rimescolando, le quaranta carte sono dov’erano",
      auction: "Ogni offerta era valida e ha vinto la più alta",
      rank: "Il valore l’ha detto il chiamante",
      "blind-trick": "La prima mano è stata giocata a turno, con carte che si avevano",
      suit: "Il seme l’ha detto il chiamante",
      partner: "Il socio è chi ha ricevuto la carta chiamata",
      plays: "Ogni carta è stata giocata a turno, da chi l’aveva",
      tricks: "Ogni mano è andata a chi l’ha presa",
      score: "I punti in carte sono contati bene",
      "match-delta": "Il punteggio della partita è giusto",
    },
    allHold: (checks) => `Tutto torna: ${checks} controlli, fatti dal tuo browser.`,
    fails: "Qualcosa non torna.",
    legend: "ciò che dice la registrazione ≠ ciò che dovrebbe dire",
  },
};
