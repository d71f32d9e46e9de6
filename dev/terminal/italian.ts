import type { Words } from "./words.ts";

const SUITS = { coins: "denari", cups: "coppe", swords: "spade", clubs: "bastoni" } as const;
const RANKS = ["asso", "due", "tre", "quattro", "cinque", "sei", "sette", "fante", "cavallo", "re"];

const sideOf = (side: readonly string[]) => (side.length > 1 ? side.join(" e ") : `${side[0]}, da solo,`);
const haveOf = (side: readonly string[]) => (side.length > 1 ? "hanno" : "ha");
const ofPoints = (points: number) => (points === 1 ? "1 punto" : `${points} punti`);

export const ITALIAN: Words = {
  card: ({ rank, suit }) => `${RANKS[rank - 1]} di ${SUITS[suit]}`,
  ranks: RANKS,
  rankSymbols: "A234567FCR",
  suits: SUITS,

  watchWith: (gameId, command) => `Partita ${gameId}. Per guardarla: ${command}`,
  inviteWith: (command) => `Per giocarci: ${command}`,
  youSit: (seat, name) => `Sei al posto ${seat}, come ${name}. Scrivi aiuto quando vuoi.`,
  youWatch: (gameId) => `Stai guardando la partita ${gameId}. Ctrl-C per uscire.`,
  seatsTaken: (count) => `Posti occupati: ${count} su 5; si danno le carte quando ci sono tutti.`,
  sitsDown: (name) => `${name} si siede.`,
  isBack: (name) => `${name} è di nuovo al tavolo.`,
  isAway: (name) => `${name} ha perso la connessione.`,
  hasLeft: (name) => `${name} ha lasciato il tavolo.`,
  botPlays: (name) => `Un bot gioca al posto di ${name}.`,
  handover: {
    newKey: (was, name) =>
      was === name
        ? `L'organizzatore ha fatto una nuova chiave per il posto di ${name}.`
        : `L'organizzatore ha fatto una nuova chiave per il posto di ${was}, a nome di ${name}.`,
    keySees: "Chi ce l'ha può vedere quelle carte.",
    keyMaySee: "Chi ce l'ha potrebbe vedere quelle carte.",
    botHas: (was, bot) => `L'organizzatore ha tolto il posto a ${was}. Adesso ce l'ha il bot ${bot}.`,
    keyPerhaps: "Se è stata fatta una nuova chiave, chi ce l'ha potrebbe vedere quelle carte.",
    forBot: (name, bot) => `${name} prende il posto del bot ${bot}.`,
    forBotByHost: (name, bot) => `L'organizzatore ha dato a ${name} il posto del bot ${bot}.`,
    waits: (name) =>
      `${name} gioca dalla prossima smazzata; fino ad allora gioca il bot, e le sue carte restano coperte.`,
  },
  waiting:
    "Giochi dalla prossima smazzata. Fino ad allora gioca il bot al posto tuo, e le sue carte restano coperte.",
  nowYou: "Da adesso giochi tu.",
  wantsNext: (name) => `${name} vuole un'altra smazzata.`,
  someone: (seat) => `Player ${seat + 1}`,
  guest: "Ospite",

  deal: (number, of) => {
    if (of === 1) return `Smazzata ${number}`;
    if (number <= of) return `Smazzata ${number} di ${of}`;
    return `Smazzata ${number} · ${placeOf(number, of)} di ${of} nella partita`;
  },
  commitment: "impegno",
  auction: "Asta",
  rulesChanged: "Chi ha creato il tavolo ha cambiato le regole.",
  thrownIn: (reason) =>
    reason === "weak_hand" ? "Mano debole: si ridistribuisce." : "Hanno passato tutti: si ridistribuisce.",
  bidsRank: (rank) => `chiama ${RANKS[rank - 1]}`,
  bids: (points) => `offre ${points}`,
  passes: "passa",
  pass: "passo",
  contract: (name, bid) => `Contratto: ${name}, ${bid} punti`,
  callerMark: "chiamante",
  rankCalled: (name, rank) => `${name} chiama: ${RANKS[rank - 1]}.`,
  cardCalled: (name, card) => `${name} chiama: ${card}. Chi ce l'ha è il socio.`,
  calledRank: (rank) => `chiamata: ${RANKS[rank - 1]}, seme da dire`,
  called: (card) => `chiamata: ${card}`,
  trick: (number) => `Mano ${number} di 8`,
  leads: (name) => `apre ${name}`,
  points: ofPoints,
  takes: (name, points) => (points === 0 ? `Prende ${name}, liscio` : `Prende ${name}, ${ofPoints(points)}`),
  partner: (name) => `Il socio è ${name}!`,
  alone: (name) => `${name} aveva la carta chiamata e gioca da solo!`,
  youArePartner: (caller) => `La carta chiamata è tua: il socio di ${caller} sei tu. Lo sai solo tu.`,
  youAreAlone: "La carta chiamata è tua: giochi da solo. Lo sai solo tu.",

  result: "Risultato",
  made: (side, points, bid) =>
    `Contratto riuscito: ${sideOf(side)} ${haveOf(side)} ${ofPoints(points)} su ${bid}.`,
  failed: (side, points, bid) =>
    `Contratto fallito: ${sideOf(side)} ${haveOf(side)} ${ofPoints(points)} su ${bid}.`,
  inMatch: "nella partita",
  ranking: "La partita è finita:",
  checked: (holds) =>
    holds
      ? "Il segreto rivelato corrisponde all'impegno: le carte non sono cambiate."
      : "ATTENZIONE: il segreto rivelato NON corrisponde all'impegno!",

  standing: "A che punto siamo",
  shuffling: "Si mescola il mazzo.",
  onTable: "Sul tavolo:",
  yourCards: "Le tue carte",
  askBid: (min, max) =>
    min === max
      ? `La tua offerta: ${min}, oppure Invio (o p) per passare.`
      : `La tua offerta: da ${min} a ${max}, oppure Invio (o p) per passare.`,
  askBidRank: "Chiama una carta più debole, col suo numero, oppure Invio (o p) per passare:",
  askRank: "Chiami tu. Scegli il valore, col suo numero:",
  askSuit: "Scegli il seme, col suo numero:",
  askCard: (count) =>
    count === 1 ? "Tocca a te: gioca l'ultima carta, 1." : `Tocca a te: gioca una carta, da 1 a ${count}.`,
  askNext: "Scrivi next per un'altra smazzata, quit per lasciare il tavolo.",
  onTurn: (name) => `tocca a ${name}`,
  notYourTurn: (name) => `Tocca a ${name}, non a te.`,
  nothingToDo: "Adesso non c'è niente da scegliere.",
  numberFrom: (min, max) =>
    min === max ? `La sola scelta è ${min}.` : `Scrivi un numero da ${min} a ${max}.`,
  pointsOrPass: "Scrivi i punti che offri, oppure Invio (o p) per passare.",
  notOver: "La smazzata non è ancora finita.",
  alreadyNext: "Hai già chiesto un'altra smazzata; mancano gli altri.",
  orderNeeds: (count) =>
    `Metti una volta il numero di ognuna delle ${count} carte, così: reorder ${example(count)}`,
  noCards: "Non hai carte da mettere in ordine.",
  unknownCommand: (text) => `Non conosco "${text}". Scrivi aiuto per vedere che cosa puoi fare.`,
  help: [
    "un numero       la scelta con quel numero; nell'asta, i punti che offri",
    "Invio o p       passare, nell'asta",
    "sort            ordinare le carte per seme e forza (o: ordina)",
    "reorder 3 1 2…  mettere le carte in quest'ordine (o: riordina)",
    "sync            chiedere al server come sta la partita (o: rivedi)",
    "next            chiedere un'altra smazzata (o: avanti)",
    "quit            lasciare il tavolo (o: esci)",
    "help            questo elenco (o: aiuto)",
  ],
  tables: {
    classica: [
      "A questo tavolo si gioca la Classica. Si chiama a scendere: asso, tre, re, cavallo, fante, sette,",
      "sei, cinque, quattro, due; poi a punti da 62. La carta del chiamante è quella che ha chiamato, e il",
      "seme si dice prima di giocare; chi ha quella carta è il socio. Apre il primo di mano. Se passano",
      "tutti si va a monte; tutti i 120 punti sono cappotto.",
    ],
    buio: [
      "A questo tavolo si gioca al buio. Si offrono punti. Il chiamante dice un valore e apre; la prima mano",
      "è al buio, e dopo si dice il seme: chi ha quella carta è il socio. Se passano tutti si va a monte;",
      "tutti i 120 punti sono cappotto.",
    ],
    siciliana: [
      "A questo tavolo si gioca la Siciliana. Si offrono punti. Il primo di mano apre il giro al buio, in cui",
      "non è chiamato ancora niente; dopo il chiamante dice valore e seme: chi ha quella carta è il socio.",
      "Se passano tutti si va a monte; tutti i 120 punti sono cappotto.",
    ],
    own: ["Questo tavolo ha regole sue. Il socio del chiamante è chi ha la carta chiamata."],
  },
  readyForNext: "D'accordo: si ridanno le carte quando lo vogliono tutti e cinque.",
  fresh: "La partita, com'è adesso sul server:",
  left: "Hai lasciato il tavolo.",
  noInput: "Non arriva più niente da leggere: lasci il tavolo.",
  refused: (code) => {
    switch (code) {
      case "invalid_turn":
        return "Non va: non tocca a te.";
      case "invalid_bid":
        return "Non va: questa offerta adesso non si può fare.";
      case "invalid_card":
        return "Non va: con le carte che hai non si può.";
      case "invalid_action":
        return "Non va: a questo punto della partita non si può.";
      case "forbidden":
        return "Non va: qui non ti è permesso.";
      case "desync":
        return "Non va: la partita era già andata avanti. Guarda di nuovo.";
      case "unauthorized":
        return "Non va: il posto non è più tuo.";
      case "duplicate_connection_handled":
        return "Non va: un'altra connessione ha preso il tuo posto.";
      case "join_failed":
        return "Non va: il server non ti fa entrare.";
      case "game_unavailable":
      case "routing_failed":
        return "Non va: adesso la partita non si raggiunge. Riprova.";
    }
  },

  lost: "La connessione è caduta. Cerco di tornare…",
  back: "Di nuovo al tavolo.",
  replaced: "Un'altra connessione ha preso il tuo posto: questa finisce qui.",
  ended: "La partita è stata chiusa.",
  barred: "Il server non ti fa più entrare: il tuo posto qui non vale più.",
  lostBecause: {
    expired: "La sua chiave è scaduta.",
    freed: "Il posto è stato liberato.",
    taken: (name) => `Adesso il posto è di ${name}.`,
    rekeyed: "L'organizzatore ha fatto una nuova chiave per il posto.",
  },
  restored: "Il tavolo è stato ripristinato da una copia: possono mancare le ultime mosse.",
  restoredTold: "Questa smazzata forse era già stata giocata fino in fondo, e le sue carte mostrate a tutti.",
  gaveUp: "Il server non è tornato.",
  starting: "Nessun server in ascolto: ne avvio uno.",
  unreachable: (url) => `Nessun server risponde su ${url}. Avvialo con npm start.`,
  noGame: (gameId) => `Su questo server non c'è nessuna partita ${gameId}.`,
  full: (gameId) => `I cinque posti della partita ${gameId} sono occupati. Per guardarla: --watch ${gameId}`,
  tooMany: "Troppe richieste al server da qui; riprova fra un minuto.",

  usage: [
    "npm run play                      cinque bot giocano una smazzata",
    "npm run play -- --seat 2          tu al posto 2, da 0 a 4, bot agli altri",
    "npm run play -- --join K7M2QX     ti siedi a un posto libero di quella partita",
    "npm run play -- --watch K7M2QX    guardi quella partita",
    "e in più:",
    "  --bots forte                    il livello dei bot: facile, medio o forte",
    "  --name Ada                      come ti chiami",
    "  --deals 3                       quante smazzate, da 1 a 40",
    "  --url http://localhost:8787     il server",
    "  --lang it                       la lingua, it o en",
  ],
  unknownOption: (option) => `L'opzione ${option} non esiste; vedi --help.`,
  unknownWord: (text) => `"${text}" non appartiene a nessuna opzione; vedi --help.`,
  needsValue: (option) => `A ${option} manca il valore; vedi --help.`,
  takesNoValue: (option) => `${option} non vuole un valore; vedi --help.`,
  strengths: { easy: "facile", medium: "medio", strong: "forte" },
  badBots: "--bots dev'essere facile, medio o forte.",
  botsNeedGame: "--bots è per una partita nuova: usalo da solo o con --seat.",
  badSeat: "--seat dev'essere un posto, da 0 a 4.",
  badDeals: "--deals dev'essere un numero intero da 1 a 40.",
  badGame: (option) => `${option} vuole il codice di una partita: sei lettere e cifre, come K7M2QX.`,
  badUrl: "--url dev'essere un indirizzo che comincia con http:// o https://.",
  badLanguage: "--lang dev'essere it o en.",
  onlyOne: "Scegli uno solo fra --seat, --join e --watch.",
  nameNeedsPerson: "--name è per chi si siede o guarda: usalo con --seat, --join o --watch.",
};

/** The number of a deal within its match. */
function placeOf(number: number, of: number): number {
  return ((number - 1) % of) + 1;
}

function example(count: number): string {
  return Array.from({ length: count }, (_, index) => count - index).join(" ");
}
