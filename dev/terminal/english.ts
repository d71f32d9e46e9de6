import type { Words } from "./words.ts";

const RANKS = ["ace", "two", "three", "four", "five", "six", "seven", "jack", "knight", "king"];

const sideOf = (side: readonly string[]) => (side.length > 1 ? side.join(" and ") : `${side[0]}, alone,`);
const haveOf = (side: readonly string[]) => (side.length > 1 ? "have" : "has");
const ofPoints = (points: number) => (points === 1 ? "1 point" : `${points} points`);

export const ENGLISH: Words = {
  card: ({ rank, suit }) => `${RANKS[rank - 1]} of ${suit}`,
  ranks: RANKS,
  rankSymbols: "A234567JNK",
  suits: { coins: "coins", cups: "cups", swords: "swords", clubs: "clubs" },

  watchWith: (gameId, command) => `Game ${gameId}. To watch it: ${command}`,
  inviteWith: (command) => `To join it: ${command}`,
  youSit: (seat, name) => `You sit in seat ${seat} as ${name}. Type help at any time.`,
  youWatch: (gameId) => `You are watching game ${gameId}. Ctrl-C ends it.`,
  seatsTaken: (count) => `${count} of 5 seats are taken; the cards are dealt when all are.`,
  sitsDown: (name) => `${name} sits down.`,
  isBack: (name) => `${name} is back.`,
  isAway: (name) => `${name} has lost the connection.`,
  hasLeft: (name) => `${name} has left the table.`,
  botPlays: (name) => `A bot plays for ${name}.`,
  handover: {
    newKey: (was, name) =>
      was === name
        ? `The host has made a new key for ${name}'s seat.`
        : `The host has made a new key for ${was}'s seat, in the name of ${name}.`,
    keySees: "Whoever holds it can see that hand.",
    keyMaySee: "Whoever holds it may be able to see that hand.",
    botHas: (was, bot) => `The host has taken the seat from ${was}. The bot ${bot} has it now.`,
    keyPerhaps: "If a new key was made for it, whoever holds that may be able to see the hand.",
    forBot: (name, bot) => `${name} takes the seat of the bot ${bot}.`,
    forBotByHost: (name, bot) => `The host has given the seat of the bot ${bot} to ${name}.`,
    waits: (name) => `${name} plays from the next deal; until then the bot plays, and its cards stay hidden.`,
  },
  waiting: "You play from the next deal. Until then the bot plays for you, and its cards stay hidden.",
  nowYou: "From now on you play yourself.",
  wantsNext: (name) => `${name} is ready for the next deal.`,
  someone: (seat) => `Player ${seat + 1}`,
  guest: "Guest",

  deal: (number, of) => {
    if (of === 1) return `Deal ${number}`;
    return number <= of
      ? `Deal ${number} of ${of}`
      : `Deal ${number} · ${placeOf(number, of)} of ${of} in the match`;
  },
  commitment: "commitment",
  auction: "Auction",
  rulesChanged: "The host has changed the rules.",
  thrownIn: (reason) =>
    reason === "weak_hand" ? "A weak hand: dealt again." : "Everyone has passed: dealt again.",
  bidsRank: (rank) => `bids ${article(RANKS[rank - 1] ?? "")}`,
  bids: (points) => `bids ${points}`,
  passes: "passes",
  pass: "pass",
  contract: (name, bid) => `Contract: ${name}, ${bid} points`,
  callerMark: "caller",
  rankCalled: (name, rank) => `${name} calls ${article(RANKS[rank - 1] ?? "")}.`,
  cardCalled: (name, card) => `${name} calls the ${card}: its holder is the partner.`,
  calledRank: (rank) => `called: ${article(RANKS[rank - 1] ?? "")}, suit to come`,
  called: (card) => `called: ${card}`,
  trick: (number) => `Trick ${number} of 8`,
  leads: (name) => `${name} leads`,
  points: ofPoints,
  takes: (name, points) =>
    points === 0 ? `${name} takes it, no points` : `${name} takes it, ${ofPoints(points)}`,
  partner: (name) => `${name} is the partner!`,
  alone: (name) => `${name} had the called card and plays alone!`,
  youArePartner: (caller) => `You hold the called card: you are ${caller}'s partner. Only you know.`,
  youAreAlone: "You hold the called card yourself: you play alone. Only you know.",

  result: "Result",
  made: (side, points, bid) =>
    `Contract made: ${sideOf(side)} ${haveOf(side)} ${ofPoints(points)}, ${bid} were bid.`,
  failed: (side, points, bid) =>
    `Contract failed: ${sideOf(side)} ${haveOf(side)} ${ofPoints(points)}, ${bid} were bid.`,
  inMatch: "in the match",
  ranking: "The match is over:",
  checked: (holds) =>
    holds
      ? "The revealed secret fits the commitment: the cards were not changed."
      : "WARNING: the revealed secret does NOT fit the commitment!",

  standing: "Where things stand",
  shuffling: "The deck is being shuffled.",
  onTable: "On the table:",
  yourCards: "Your cards",
  askBid: (min, max) =>
    min === max
      ? `Your bid: ${min}, or Enter (or p) to pass.`
      : `Your bid: ${min} to ${max}, or Enter (or p) to pass.`,
  askBidRank: "Your bid: a weaker rank by its number, or Enter (or p) to pass:",
  askRank: "You are the caller. Call a rank by its number:",
  askSuit: "Call the suit by its number:",
  askCard: (count) =>
    count === 1 ? "Your turn: play your last card, 1." : `Your turn: play a card, 1 to ${count}.`,
  askNext: "Type next for the next deal, or quit to leave.",
  onTurn: (name) => `${name}'s turn`,
  notYourTurn: (name) => `It is ${name}'s turn, not yours.`,
  nothingToDo: "There is nothing to choose right now.",
  numberFrom: (min, max) =>
    min === max ? `The only choice is ${min}.` : `Type a number from ${min} to ${max}.`,
  pointsOrPass: "Type the points you bid, or Enter (or p) to pass.",
  notOver: "The deal is not over yet.",
  alreadyNext: "You have asked for the next deal already; the others have not yet.",
  orderNeeds: (count) =>
    `Name each of your ${count} cards once, by its number, such as: reorder ${example(count)}`,
  noCards: "You have no cards to put in order.",
  unknownCommand: (text) => `I do not know "${text}". Type help to see what you can do.`,
  help: [
    "a number        the choice with that number; in the auction, your bid",
    "Enter or p      pass, in the auction",
    "sort            put your cards in order of suit and strength",
    "reorder 3 1 2…  put your cards in this order",
    "sync            ask the server for a fresh snapshot of the game",
    "next            ask for the next deal",
    "quit            leave the table",
    "help            this list",
  ],
  tables: {
    classica: [
      "This table plays Classica. Bids are ranks, each weaker than the last: ace, three, king, knight,",
      "jack, seven, six, five, four, two; then points from 62. The caller (chiamante) calls the rank that",
      "it has bid, and the suit before the first card; who holds that card is the partner (socio).",
      "The eldest hand leads.",
    ],
    buio: [
      "This table plays Al buio. Bids are points. The caller (chiamante) names a rank and leads. The first",
      "trick is in the dark; the suit is called after it, and who holds that card is the partner (socio).",
    ],
    siciliana: [
      "This table plays Siciliana. Bids are points. The eldest hand leads the first trick, in which nothing",
      "is called yet. Then the caller (chiamante) names rank and suit; who holds that card is the partner",
      "(socio).",
    ],
    own: ["This table has rules of its own. The caller's partner (socio) is who holds the called card."],
  },
  readyForNext: "You are ready; the next deal starts when all five are.",
  fresh: "A fresh snapshot from the server:",
  left: "You have left the table.",
  noInput: "There is no more input, so you leave the table.",
  refused: (code) => {
    switch (code) {
      case "invalid_turn":
        return "Refused: it is not your turn.";
      case "invalid_bid":
        return "Refused: that bid is not possible now.";
      case "invalid_card":
        return "Refused: that is not possible with the cards you hold.";
      case "invalid_action":
        return "Refused: that is not possible at this point of the game.";
      case "forbidden":
        return "Refused: you may not do that here.";
      case "desync":
        return "Refused: the game had already moved on. Look again.";
      case "unauthorized":
        return "Refused: your seat is no longer yours.";
      case "duplicate_connection_handled":
        return "Refused: another connection has taken your seat.";
      case "join_failed":
        return "Refused: the server does not let you in.";
      case "game_unavailable":
      case "routing_failed":
        return "Refused: the game cannot be reached right now. Try again.";
    }
  },

  lost: "The connection is lost. Trying to come back…",
  back: "Back at the table.",
  replaced: "Another connection has taken your seat, so this one ends.",
  ended: "The game has ended.",
  barred: "The server does not let you in any more: your place here is no longer valid.",
  lostBecause: {
    expired: "Its key has run out.",
    freed: "The seat has been freed.",
    taken: (name) => `The seat is ${name}'s now.`,
    rekeyed: "The host has made a new key for the seat.",
  },
  restored: "The table was restored from a copy: the last moves may be missing.",
  restoredTold: "This deal may have been played to its end before, and its cards shown to everybody.",
  gaveUp: "The server did not come back.",
  starting: "No server is running there; starting one.",
  unreachable: (url) => `No server answers at ${url}. Start one with npm start.`,
  noGame: (gameId) => `There is no game ${gameId} on this server.`,
  full: (gameId) => `All five seats of game ${gameId} are taken. To watch it: --watch ${gameId}`,
  tooMany: "The server has had too many requests from here; try again in a minute.",

  usage: [
    "npm run play                      five bots play a deal",
    "npm run play -- --seat 2          you in seat 2, 0 to 4, bots in the others",
    "npm run play -- --join K7M2QX     you sit down in a free seat of that game",
    "npm run play -- --watch K7M2QX    you watch that game",
    "with these beside them:",
    "  --bots strong                   how the bots play: easy, medium or strong",
    "  --name Ada                      what you are called",
    "  --deals 3                       how many deals, 1 to 40",
    "  --url http://localhost:8787     the server",
    "  --lang en                       the language, en or it",
  ],
  unknownOption: (option) => `There is no option ${option}; see --help.`,
  unknownWord: (text) => `"${text}" belongs to no option; see --help.`,
  needsValue: (option) => `${option} needs a value behind it; see --help.`,
  takesNoValue: (option) => `${option} takes no value; see --help.`,
  strengths: { easy: "easy", medium: "medium", strong: "strong" },
  badBots: "--bots must be easy, medium or strong.",
  botsNeedGame: "--bots is for a new game: use it alone or with --seat.",
  badSeat: "--seat must be a seat, 0 to 4.",
  badDeals: "--deals must be a whole number from 1 to 40.",
  badGame: (option) => `${option} must be a game id: six letters and digits, such as K7M2QX.`,
  badUrl: "--url must be an address that begins with http:// or https://.",
  badLanguage: "--lang must be en or it.",
  onlyOne: "Choose one of --seat, --join and --watch.",
  nameNeedsPerson: "--name is for those who sit down or watch: use it with --seat, --join or --watch.",
};

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** The number of a deal within its match. */
function placeOf(number: number, of: number): number {
  return ((number - 1) % of) + 1;
}

function example(count: number): string {
  return Array.from({ length: count }, (_, index) => count - index).join(" ");
}
