import { TABLE_NAMES, type TableName } from "../../shared/game/tables.ts";
import type { Language } from "./languages.ts";

interface Chapter {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** The rules of the game in short; `table` stands for the chapters of the table. The page loads it when it is opened. */
const COMMON: Readonly<Record<Language, readonly (Chapter | "table")[]>> = {
  en: [
    {
      title: "The cards",
      paragraphs: [
        "Forty Italian cards, eight for each of five players. Four suits: coins, cups, swords, clubs.",
        "From strong to weak: ace (11 points), three (10), king (4), knight (3), jack (2), then seven, six, five, four and two, which are worth nothing. There are 120 points in all.",
      ],
    },
    "table",
    {
      title: "The tricks",
      paragraphs: [
        "Any card may be played: you need not follow suit. The highest trump takes the trick, or else the highest card of the suit that was led. Whoever takes it leads the next.",
      ],
    },
    {
      title: "The score",
      paragraphs: [
        "If caller and partner have at least what was bid, the caller gets +2, the partner +1, and each of the others −1. If not, the signs are turned. A caller alone gets +4 or −4. All 120 points on one side are a cappotto and count double.",
      ],
    },
    {
      title: "Fair cards",
      paragraphs: [
        "Before each deal the server publishes a seal of its secret, and every player’s browser a seal of a random number of its own. Only when all seals are on the table are the numbers told, and then the cards are dealt: nobody, not even the server with a player’s help, can choose them. When the deal is over the secret is told, and “Check the deal” shuffles and plays everything again on your own machine.",
      ],
    },
  ],
  it: [
    {
      title: "Le carte",
      paragraphs: [
        "Quaranta carte italiane, otto a testa per cinque giocatori. Quattro semi: denari, coppe, spade, bastoni.",
        "Dalla più forte: asso (11 punti), tre (10), re (4), cavallo (3), fante (2), poi sette, sei, cinque, quattro e due, che non valgono niente. In tutto i punti sono 120.",
      ],
    },
    "table",
    {
      title: "Le mani",
      paragraphs: [
        "Si può giocare qualunque carta: non c’è obbligo di rispondere al seme. Prende la briscola più alta, altrimenti la carta più alta del seme d’apertura. Chi prende apre la mano dopo.",
      ],
    },
    {
      title: "I punti",
      paragraphs: [
        "Se chiamante e socio fanno almeno i punti offerti, il chiamante prende +2, il socio +1 e gli altri −1 ciascuno. Se no, i segni si invertono. Da solo il chiamante prende +4 o −4. Tutti i 120 punti da una parte sono cappotto e valgono doppio.",
      ],
    },
    {
      title: "Carte oneste",
      paragraphs: [
        "Prima di ogni smazzata il server pubblica il sigillo del suo segreto, e il browser di ogni giocatore quello di un suo numero a caso. Solo quando tutti i sigilli sono sul tavolo si svelano i numeri e si danno le carte: nessuno, nemmeno il server d’accordo con un giocatore, può sceglierle. A smazzata finita il segreto viene svelato, e «Controlla la smazzata» rimescola e rigioca tutto sul tuo dispositivo.",
      ],
    },
  ],
};

const POINTS = {
  en: {
    title: "The auction",
    paragraphs: [
      "You bid how many points you and a partner will take: 61 at least, each bid higher than the last. Who passes is out of the auction. The highest bidder is the caller, in Italian the chiamante.",
    ],
  },
  it: {
    title: "L’asta",
    paragraphs: [
      "Si offre quanti punti si faranno con un socio: almeno 61, e ogni offerta più alta della precedente. Chi passa è fuori dall’asta; se passano tutti si va a monte. Chi offre di più è il chiamante.",
    ],
  },
} as const satisfies Record<Language, Chapter>;

/** The auction and the calls of each table. The players' words are Italian: chiamante, socio, monte, cappotto. */
const TABLE_CHAPTERS: Readonly<Record<TableName, Readonly<Record<Language, readonly Chapter[]>>>> = {
  classica: {
    en: [
      {
        title: "The auction, Classica",
        paragraphs: [
          "You bid the card that you want from a partner, each weaker than the last: ace, three, king, knight, jack, seven, six, five, four, two. The side then needs 61 points. Below the two you bid points, 62 and up, and the two remains the called card.",
          "Who passes is out. If all pass, the deal goes a monte and the cards are dealt again. The last bidder is the caller, the chiamante.",
        ],
      },
      {
        title: "The calls, Classica",
        paragraphs: [
          "The caller names a suit at once, and it is trump. Whoever holds the card of that suit and the rank that was bid is the partner, the socio; nobody else knows until it is played. A caller who holds it plays alone. The eldest hand, after the dealer, leads.",
        ],
      },
    ],
    it: [
      {
        title: "L’asta, Classica",
        paragraphs: [
          "Si chiama la carta che si vuole dal socio, ognuna più debole della precedente: asso, tre, re, cavallo, fante, sette, sei, cinque, quattro, due. Con la carta servono 61 punti. Sotto il due si va a punti, da 62 in su, e la carta chiamata resta il due.",
          "Chi passa è fuori. Se passano tutti si va a monte e si ridanno le carte. Chi ha chiamato per ultimo è il chiamante.",
        ],
      },
      {
        title: "La chiamata, Classica",
        paragraphs: [
          "Il chiamante dice subito il seme, che è la briscola. Chi ha la carta chiamata di quel seme è il socio; nessun altro lo sa finché non viene giocata. Se ce l’ha il chiamante, gioca da solo. Apre il primo di mano, dopo il mazziere.",
        ],
      },
    ],
  },
  buio: {
    en: [
      POINTS.en,
      {
        title: "The calls, Al buio",
        paragraphs: [
          "The caller names a rank, such as “three”, and leads the first trick, which is played in the dark: there is no trump yet.",
          "Then the caller names a suit. It is trump, and whoever holds that card, the three of that suit, is the partner, the socio. Nobody else knows, not even the caller, until the card is played. A caller who holds it plays alone.",
        ],
      },
    ],
    it: [
      POINTS.it,
      {
        title: "Le chiamate, Al buio",
        paragraphs: [
          "Il chiamante dice un valore, per esempio «tre», e apre la prima mano, che si gioca al buio: la briscola non c’è ancora.",
          "Poi dice un seme. È la briscola, e chi ha quella carta, il tre di quel seme, è il socio. Nessun altro lo sa, nemmeno il chiamante, finché la carta non viene giocata. Se ce l’ha il chiamante, gioca da solo.",
        ],
      },
    ],
  },
  siciliana: {
    en: [
      POINTS.en,
      {
        title: "The calls, Siciliana",
        paragraphs: [
          "The eldest hand, after the dealer, leads a first trick in which nothing is called yet: the giro al buio.",
          "When five cards lie on the table the caller names rank and suit together. The suit is trump and decides that trick too, and whoever was dealt the card is the partner, the socio, even if it lies on the table.",
        ],
      },
    ],
    it: [
      POINTS.it,
      {
        title: "Le chiamate, Siciliana",
        paragraphs: [
          "Il primo di mano, dopo il mazziere, apre un giro in cui non è chiamato ancora niente: il giro al buio.",
          "Quando ci sono cinque carte in tavola il chiamante dice insieme valore e seme. Il seme è la briscola e decide anche quella mano, e chi aveva quella carta è il socio, anche se è già in tavola.",
        ],
      },
    ],
  },
};

/** The chapters for a table; for one with rules of its own, those of all known tables. */
export const howToPlay = (language: Language, table: TableName | null): readonly Chapter[] =>
  COMMON[language].flatMap((chapter) => {
    if (chapter !== "table") return [chapter];
    const tables = table ? [table] : TABLE_NAMES;
    const chapters = tables.flatMap((name) => TABLE_CHAPTERS[name][language]);
    return chapters.filter((one, at) => chapters.indexOf(one) === at);
  });
