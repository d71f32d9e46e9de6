import type { GameClient } from "../../src/client/game-client.ts";
import { handoverOf } from "../../src/client/handover.ts";
import { commitmentTo, nonceCommitment } from "../../src/shared/game/shuffle.ts";
import type { EndState, Snapshot } from "../../src/shared/protocol/snapshot.ts";
import type { Screen } from "./screen.ts";
import {
  bidLines,
  callText,
  cardText,
  cardWorth,
  handoverLines,
  nameOf,
  paragraph,
  partnerLine,
  recoveryLines,
  resultLines,
  rule,
  type Style,
  seatLine,
  seatLines,
  secretLine,
  standingLines,
} from "./show.ts";

export interface NarrateOptions {
  readonly table: GameClient;
  readonly screen: Screen;
  readonly style: Style;
  /** Whether there are lines about players who join, leave or want the next deal. */
  readonly sociable: boolean;
}

/** Prints the events of a game. Calls `dealEnded` with the number of deals that have ended. */
export const narrate = (
  { table, screen, style, sociable }: NarrateOptions,
  dealEnded: (count: number) => void,
): void => {
  const { words, paint } = style;
  const { say } = screen;
  let headed = "";
  let commitment = "";
  let calledCard = "";
  let winner: string | null = null;
  let ended = 0;
  /** The commitments to the players' nonces, as the shuffle has shown them; null for a deal without one. */
  let seals: readonly string[] | null = null;
  let known = false;
  /** The snapshot before the current message. */
  let before: Snapshot | null = null;

  const now = () => table.snapshot() as Snapshot;
  const name = (seat: number | null) => nameOf(now(), seat, style);
  const flush = () => {
    if (winner !== null) say(`   → ${winner}`);
    winner = null;
  };
  /** Prints the heading of a deal once there is one. */
  const head = (snapshot: Snapshot) => {
    const { phase, deal_number, deal_commitment, rules } = snapshot;
    if (phase !== "end") commitment = deal_commitment;
    if (snapshot.nonce_commitments) seals = snapshot.nonce_commitments;
    const heading = `${deal_number}`;
    if (phase === "ready" || heading === headed) return;
    headed = heading;
    calledCard = `${snapshot.trump_suit}`;
    const short = `${words.commitment} ${deal_commitment.slice(0, 16)}…`;
    say("", paint.strong(rule(words.deal(deal_number, rules.deals), short)), ...seatLines(snapshot, style));
    if (phase === "bid") say(paint.strong(words.auction));
  };
  const callCard = (snapshot: Snapshot) => {
    const { caller_id, partner_rank: rank, trump_suit: suit } = snapshot;
    if (suit === null || rank === null || calledCard === suit) return;
    calledCard = suit;
    say(`   ${words.cardCalled(name(caller_id), cardText({ suit, rank }, style))}`);
    const news = partnerLine(snapshot, style) ?? secretLine(snapshot, style);
    if (news !== null) say(`   ${paint.strong(news)}`);
  };

  table.on("join.ok", ({ snapshot }) => {
    const isNew = snapshot.phase === "bid" && (snapshot.bids ?? []).length === 0;
    if (known) say("", words.back);
    if (known ? !isNew || headed !== "" : !isNew && (sociable || snapshot.phase !== "ready")) {
      headed = snapshot.phase === "ready" ? "" : `${snapshot.deal_number}`;
      calledCard = `${snapshot.trump_suit}`;
      commitment = snapshot.deal_commitment;
      winner = null;
      say(...standingLines(snapshot, style));
    }
    known = true;
  });
  table.on("seat.reissued", (message) => say(...handoverLines(handoverOf(message, before), style)));
  table.onState((state) => {
    if (state.name === "reconnecting" && state.tries === 1 && known) say("", paint.strong(words.lost));
  });
  if (sociable) {
    table.on("player.join", ({ player_id }) => {
      say(`   ${words.sitsDown(name(player_id))}`);
      if (now().phase === "ready") say(`   ${words.seatsTaken(now().players.length)}`);
    });
    table.on("player.reconnect", ({ player_id, bot }) => {
      const isMyTurnNow = before?.waiting && !now().waiting;
      const back = bot ? words.botPlays : words.isBack;
      say(`   ${isMyTurnNow ? words.nowYou : back(name(player_id))}`);
    });
    table.on("player.leave", ({ player_id, bot, freed, ...message }) => {
      if (freed) return say(`   ${words.hasLeft(message.name)}`);
      const was = before?.players.find((player) => player.player_id === player_id);
      // The previous message has already said this.
      if (was?.connected === false && was.bot === bot) return;
      if (bot && was?.bot) return;
      say(`   ${bot ? words.botPlays(name(player_id)) : words.isAway(name(player_id))}`);
    });
    table.on("player.ready", ({ player_id }) => {
      if (player_id !== now().player_id) say(`   ${words.wantsNext(name(player_id))}`);
    });
  }
  table.on("bid.placed", ({ player_id, bid, rank }) => {
    head(now());
    say(seatLine(now(), player_id, callText(bid, rank, style), style));
  });
  table.on("trick.played", ({ player_id, card, trick, revealed_partner_id }) => {
    if (trick.length === 1) {
      flush();
      say(paint.strong(`${words.trick(now().trick_history.length + 1)} · ${words.leads(name(player_id))}`));
    }
    say(seatLine(now(), player_id, cardWorth(card, style), style));
    const news = revealed_partner_id === undefined ? null : partnerLine(now(), style);
    if (news !== null) say(`   ${paint.strong(news)}`);
  });
  // The winner of the blind trick is printed after the call that decides it.
  table.on("trick.won", ({ winner_id, points }) => {
    winner = words.takes(name(winner_id), points);
  });
  table.on("phase.change", (change) => {
    const snapshot = now();
    if (change.reason) {
      say(change.reason === "rules" ? words.rulesChanged : words.thrownIn(change.reason));
      return;
    }
    if (change.phase === "bid" && headed === `${change.deal_number}`) say(paint.strong(words.auction));
    const caller = name(change.caller_id);
    const isWon = change.caller_id !== null && (before?.caller_id ?? null) === null && !change.end_state;
    if (isWon) say(paint.strong(words.contract(caller, change.bid ?? 0)), ...bidLines(snapshot, style));
    const isRankNew = (before?.partner_rank ?? null) === null;
    if (change.partner_rank !== null && change.trump_suit === null && isRankNew)
      say(words.rankCalled(caller, change.partner_rank));
    callCard(snapshot);
    flush();
    const { end_state: end } = change;
    if (!end) return;
    ended += 1;
    say("", ...resultLines(snapshot, style));
    if (commitment !== "") say(paint.faint(words.checked(isAsPromised(end.deal_reveal, commitment, seals))));
    seals = null;
    dealEnded(ended);
  });
  table.onSnapshot((snapshot) => {
    if (snapshot.players.length === 5) head(snapshot);
    if (snapshot.epoch !== before?.epoch) say(...recoveryLines(snapshot, style));
    if (snapshot.waiting && !before?.waiting) say(...paragraph([words.waiting]));
    before = snapshot;
  });
};

/** Whether the secret and the nonces of a deal fit what was committed to before it. */
const isAsPromised = (
  { secret, nonces, commitments = [] }: EndState["deal_reveal"],
  commitment: string,
  seals: readonly string[] | null,
): boolean =>
  commitmentTo(secret) === commitment &&
  nonces.every(
    (nonce, seat) => nonce === "" || commitments.length === 0 || nonceCommitment(nonce) === commitments[seat],
  ) &&
  (seals === null || seals.join() === commitments.join());
