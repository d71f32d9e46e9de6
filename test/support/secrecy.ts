import { createDecipheriv } from "node:crypto";
import { faceOf } from "../../dev/clients/cards.ts";
import type { Frame } from "../../dev/clients/wire.ts";
import { commitmentByHand, shuffleByHand } from "./referee.ts";

/*
 * Checks which viewer was shown what. Pure: the input is the transcript of one game in order of arrival, and the output
 * is every leak in it. It shares no code with src/: cards are found by their format, hands are dealt again from the
 * secrets with node:crypto, and the played cards are those that their owners have sent.
 */

/** `stranger`: without a token, or with one that is not valid here. */
export type Audience = 0 | 1 | 2 | 3 | 4 | "observer" | "stranger";

export type Step =
  /** A player's action to the server. */
  | {
      readonly how: "sent";
      readonly seat: number;
      readonly over: "socket" | "http";
      readonly message: Frame;
    }
  | { readonly how: "socket"; readonly to: Audience; readonly wire: number; readonly text: string }
  | { readonly how: "http"; readonly to: Audience; readonly text: string }
  /** The finished deals at some time. They have no revision. */
  | { readonly how: "replay"; readonly to: Audience; readonly text: string }
  /** The words of a request to Redis, or of a value in Redis. */
  | { readonly how: "redis"; readonly words: readonly string[] }
  | { readonly how: "log"; readonly text: string };

/** One game whose last deal has ended. */
export interface Transcript {
  readonly gameId: string;
  readonly steps: readonly Step[];
  /** The secret of each deal in order, and last the one of the next deal. */
  readonly secrets: readonly string[];
  /** Texts that must not appear anywhere: tokens, signing secrets. */
  readonly never: readonly string[];
  readonly sealKeys: { readonly right: Uint8Array; readonly wrong: readonly Uint8Array[] };
}

export interface Problem {
  readonly rule: "V1" | "V3" | "V4" | "P13";
  readonly step: number;
  readonly to: Audience | "redis" | "log" | "all";
  readonly what: string;
}

const zero = {
  deals: 0,
  frames: 0,
  bytes: 0,
  answers: 0,
  replays: 0,
  requests: 0,
  publications: 0,
  states: 0,
  sealsOpened: 0,
  logLines: 0,
  refusals: 0,
  cards: 0,
  reveals: 0,
  hands: 0,
  solos: 0,
  partnersInFirstTrick: 0,
  lateSecrets: 0,
  weakHands: 0,
  allPassed: 0,
  /** Messages to viewers who hold the called card in secret and are told so. */
  toldHolders: 0,
  /** Messages to others during that time. */
  whileSecret: 0,
  sameEvents: 0,
  sameSnapshots: 0,
};
export type Counts = typeof zero;

export const noCounts = (): Counts => ({ ...zero });
export const addCounts = (one: Counts, other: Counts): Counts => {
  const sum = { ...one };
  for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += other[key];
  return sum;
};

// The content of a text, independent of its reader.

interface Look {
  readonly json: Frame | null;
  /** The revision of the message; null when it is not about a game. */
  readonly revision: number | null;
  readonly cards: readonly number[];
  /** Lists of cards that must still be held: hands, and playable cards. */
  readonly held: readonly (readonly number[])[];
  readonly partners: readonly number[];
  readonly reveals: readonly Frame[];
  readonly scores: readonly (readonly Frame[])[];
  /** Content that no message may have. */
  readonly odd: readonly string[];
}

/** The ranks that may be called, and those that are weaker than the last one bid, whatever the hands. */
const STRONGEST_FIRST = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];
const RANK_LISTS = [
  "1,2,3,4,5,6,7,8,9,10",
  ...STRONGEST_FIRST.map((_, from) => STRONGEST_FIRST.slice(from).join()),
];

const NAMES = new Set(
  [
    // The envelope fields and answers.
    "message_type game_id version origin ts epoch revision turn action_id status effects code reason recovery snapshot",
    // Events, snapshots and their parts.
    "phase deal_number rules players name seat connected bot scores match_scores points player_id current_player_id",
    "current_leader_id caller_id bid partner_rank partner_suit trump_suit partner_id trick card suit rank card_id",
    "trick_history winner_id cards cards_left count deal_commitment observers bids trick_cards trick_points end_state",
    "winner_ids caller_side_points final_scores match_delta deal_reveal attempt secret nonces commitments shuffle ready ready_deadline match_over ranking",
    "next_deal_commitment hand allowed min max ranks suits role highest_bid highest_bidder_id revealed_partner_id delta",
    "suit_call first_lead weak_hand_below minimum_bid multiplier deals turn_seconds phrases phrase deadline auto by waiting recovery connection",
    "moves_may_be_lost secret_may_be_told auction rank_call thrown_in match_points hints highest_rank deal_factor",
    // The public status, and the values in Redis.
    "seats heartbeat_age_ms recovering public sealed format told gone",
    // The counts of a game in Redis. Refusals are by code.
    "since counts requests messages_in characters_in messages_out characters_out alarms alarms_set statements rows_read",
    "rows_written awake_ms redis_requests redis_commands redis_bytes actions recoveries refusals unauthorized join_failed",
    "duplicate_connection_handled invalid_turn invalid_card invalid_bid invalid_action forbidden desync game_unavailable",
    "routing_failed",
  ]
    .join(" ")
    .split(" "),
);
/** Fields that only a replay has. */
const REPLAY_NAMES = new Set(["a field dealer_id", "a field thrown_in", "a field hands", "a field tricks"]);
const SUITS = ["coins", "cups", "swords", "clubs"];
const SUIT_WORD = /coins|cups|swords|clubs/;
/** Refusals that contain all four suits. */
const HARMLESS = [
  "no such card: suits are coins, cups, swords, clubs, ranks 1 to 10, ids 0 to 39",
  "must be coins, cups, swords or clubs",
];
const SEAT_LISTS = ["winner_ids", "ready", "ranking"];
const PUBLIC = /^(player|seat|phase|bid|trick|score|game)\./;
/** Snapshots are compared without the fields of their viewer and without the number of observers. */
const OWN_FIELDS = ["player_id", "role", "hand", "allowed", "waiting", "observers"];
/** Words that are long enough for a secret or a part of one. */
const LONG_WORD = /[\w+/-]{16,}/g;
const A_TOKEN = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/;

const cardIn = (value: Frame): number | null => {
  if (typeof value.card_id === "number") return value.card_id;
  return "rank" in value && SUITS.includes(value.suit)
    ? SUITS.indexOf(value.suit) * 10 + value.rank - 1
    : null;
};

const lookAt = (text: string): Look => {
  let json: Frame | null = null;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object") json = parsed as Frame;
  } catch {
    // Text that is not JSON is only searched.
  }
  const cards: number[] = [];
  const held: number[][] = [];
  const partners: number[] = [];
  const reveals: Frame[] = [];
  const scores: Frame[][] = [];
  const odd: string[] = [];
  const list = (values: unknown[], key: string): void => {
    const ids = values.map((one) =>
      typeof one === "number" ? one : typeof one === "object" && one ? cardIn(one) : null,
    );
    if (key === "hand" || (key === "cards" && values.some((one) => typeof one === "number"))) {
      held.push(ids.map((id) => id ?? -1));
    } else if (values.some((one) => typeof one === "number")) {
      if (SEAT_LISTS.includes(key)) {
        if (values.some((one) => !(Number(one) >= 0 && Number(one) <= 4))) odd.push(`${key} of no seat`);
      } else if (key === "told") {
        // An epoch and a revision.
        if (values.length !== 2 || !values.every((one) => Number.isSafeInteger(one)))
          odd.push("told is no place");
      } else if (key !== "ranks" || !RANK_LISTS.includes(values.join())) odd.push(`numbers in ${key}`);
    } else if (key === "suits" && values.join() !== SUITS.join()) odd.push("not all the suits");
    if (key === "scores" || key === "final_scores") scores.push(values as Frame[]);
  };
  const walk = (value: unknown, key: string): void => {
    if (typeof value === "number" && (key === "card" || key === "hand" || key === "cards")) cards.push(value);
    if (typeof value === "string") {
      const plain = HARMLESS.reduce((rest, sentence) => rest.replace(sentence, ""), value);
      const mayNameASuit = ["suit", "trump_suit", "partner_suit", "suits"].includes(key);
      if (!mayNameASuit && SUIT_WORD.test(plain)) odd.push(`a suit in ${key}`);
      if (key === "reason" && /\bcard\b.*\d/.test(plain)) odd.push("a card in a reason");
    }
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      list(value, key);
      for (const part of value) walk(part, key);
      return;
    }
    const found = cardIn(value);
    if (found !== null) cards.push(found);
    for (const [name, part] of Object.entries(value)) {
      if (!NAMES.has(name)) odd.push(`a field ${name}`);
      if (name.endsWith("partner_id") && part !== null) partners.push(Number(part));
      if (name === "deal_reveal") reveals.push(part as Frame);
      walk(part, name);
    }
  };
  walk(json, "");
  const revision = json?.revision ?? json?.snapshot?.revision;
  return {
    json,
    revision: typeof revision === "number" ? revision : null,
    cards,
    held,
    partners,
    reveals,
    scores,
    odd,
  };
};

// The true state at each revision.

interface Deal {
  readonly number: number;
  readonly attempt: number;
  readonly hands: readonly (readonly number[])[];
  /** The revision of the deal, and the first revision without its hands. */
  readonly from: number;
  until: number;
  /** Each card with the seat that played it and the revision of the play. */
  readonly played: Map<number, { readonly seat: number; readonly revision: number }>;
  readonly taken: { readonly revision: number; readonly winner: number; readonly points: number }[];
  rank: number | null;
  called: { readonly card: number; readonly holder: number; readonly since: number } | null;
  end: number;
}

const NEVER = Number.POSITIVE_INFINITY;

const faceUpAt = (deal: Deal, card: number, revision: number): boolean =>
  (deal.played.get(card)?.revision ?? NEVER) <= revision;
/** The revision from which all viewers may know the partner. */
const publicFrom = ({ called, played }: Deal): number =>
  called ? Math.max(called.since, played.get(called.card)?.revision ?? NEVER) : NEVER;

interface Truth {
  readonly deals: readonly Deal[];
  /** The revision from which each deal's secret is public, by deal number from 1. */
  readonly toldFrom: readonly number[];
  readonly redeals: { readonly weak_hand: number; readonly all_passed: number };
  /** The deal at a revision; null before the first. */
  readonly at: (revision: number) => Deal | null;
}

interface Play {
  readonly seat: number;
  readonly card: number;
}

/** The deals according to the public events. Impossible events are reported. */
const truthOf = (
  { gameId, secrets }: Transcript,
  events: ReadonlyMap<number, Frame>,
  plays: readonly Play[],
  report: (rule: Problem["rule"], what: string) => void,
): Truth => {
  const deals: Deal[] = [];
  const toldFrom: number[] = secrets.map(() => NEVER);
  const redeals = { weak_hand: 0, all_passed: 0 };
  const inOrder = [...events].sort(([a], [b]) => a - b);
  const nonces = new Map<number, readonly string[]>();
  for (const [, event] of inOrder) {
    const reveal = event.end_state?.deal_reveal;
    if (reveal) nonces.set(reveal.deal_number, reveal.nonces);
  }
  const unexplained = [...plays];
  let number = 0;
  let attempt = 0;
  const turnTo = (event: Frame) => {
    if (event.deal_number !== number) attempt = 0;
    number = event.deal_number;
  };
  for (const [revision, event] of inOrder) {
    const deal = deals.at(-1);
    if (event.message_type === "phase.change" && event.phase === "ready") {
      turnTo(event);
      attempt += 1;
      redeals[event.reason as "weak_hand"] += 1;
      if (deal) deal.until = Math.min(deal.until, revision);
    } else if (event.message_type === "phase.change" && event.phase === "bid") {
      turnTo(event);
      const secret = secrets[number - 1] ?? "";
      if (deal) deal.until = Math.min(deal.until, revision);
      if (commitmentByHand(secret) !== event.deal_commitment)
        report("P13", `deal ${number} is not as committed`);
      deals.push({
        number,
        attempt,
        hands: shuffleByHand(gameId, number, attempt, secret, nonces.get(number) ?? []),
        from: revision,
        until: NEVER,
        played: new Map(),
        taken: [],
        rank: null,
        called: null,
        end: NEVER,
      });
    } else if (!deal) {
      // Seats are filling.
    } else if (event.message_type === "trick.played") {
      const { player_id: seat, card } = event;
      const at = unexplained.findIndex((play) => play.seat === seat && play.card === card.card_id);
      if (at < 0) report("V1", `card ${card.card_id} was put on the table without being played`);
      else unexplained.splice(at, 1);
      if (!deal.hands[seat]?.includes(card.card_id)) {
        report("P13", `deal ${number}: the secret deals card ${card.card_id} to another than seat ${seat}`);
      }
      deal.played.set(card.card_id, { seat, revision });
    } else if (event.message_type === "trick.won") {
      deal.taken.push({ revision, winner: event.winner_id, points: event.points });
    } else if (event.message_type === "phase.change") {
      if (event.trump_suit !== null && !deal.called) {
        const card = SUITS.indexOf(event.trump_suit) * 10 + event.partner_rank - 1;
        const holder = deal.hands.findIndex((hand) => hand.includes(card));
        deal.called = { card, holder, since: revision };
      }
      if (event.phase === "end") {
        deal.end = revision;
        toldFrom[number - 1] = revision;
      }
    }
  }
  const at = (revision: number) => deals.findLast(({ from }) => from <= revision) ?? null;
  return { deals, toldFrom, redeals, at };
};

/** For each revision, the public event that most viewers got, without the partner. */
const eventsIn = (steps: readonly Step[], look: (text: string) => Look): ReadonlyMap<number, Frame> => {
  const votes = new Map<number, Map<string, number>>();
  for (const step of steps) {
    if (step.how !== "socket") continue;
    const { json, revision } = look(step.text);
    if (revision === null || !PUBLIC.test(json?.message_type)) continue;
    const ballot = votes.get(revision) ?? new Map<string, number>();
    votes.set(revision, ballot.set(step.text, (ballot.get(step.text) ?? 0) + 1));
  }
  const events = new Map<number, Frame>();
  for (const [revision, ballot] of votes) {
    const [[text] = [""]] = [...ballot].sort(([, a], [, b]) => b - a);
    events.set(revision, JSON.parse(text));
  }
  return events;
};

/** The key of an action. If an id was used again, the first action counts. */
const actKey = (seat: unknown, actionId: unknown) => `${seat} ${actionId}`;

/** Every leak in `transcript`, and the counts of the checks. */
export const checkSecrecy = (transcript: Transcript): { problems: Problem[]; counts: Counts } => {
  const { steps, secrets, never, sealKeys } = transcript;
  const problems: Problem[] = [];
  const counts = noCounts();
  const looks = new Map<string, Look>();
  const look = (text: string): Look => {
    const known = looks.get(text) ?? lookAt(text);
    looks.set(text, known);
    return known;
  };

  // First determines the true state.
  const accepted = new Map<string, number>();
  for (const step of steps) {
    if (step.how !== "socket" && step.how !== "http") continue;
    const { json } = look(step.text);
    const key = actKey(step.to, json?.action_id);
    if (json?.message_type === "action.result" && json.status === "ok" && !accepted.has(key))
      accepted.set(key, json.revision);
  }
  const acts = new Map<string, { readonly at: number; readonly message: Frame }>();
  for (const [at, step] of steps.entries()) {
    if (step.how !== "sent") continue;
    const key = actKey(step.seat, step.message.action_id);
    if (accepted.has(key) && !acts.has(key)) acts.set(key, { at, message: step.message });
  }
  const playedAt = (seat: number, message: Frame, at: number) =>
    message.message_type === "play" && acts.get(actKey(seat, message.action_id))?.at === at;
  const plays = steps.flatMap((step, at) =>
    step.how === "sent" && playedAt(step.seat, step.message, at)
      ? [{ seat: step.seat, card: Number(step.message.card) }]
      : [],
  );
  const events = eventsIn(steps, look);
  const truth = truthOf(transcript, events, plays, (rule, what) =>
    problems.push({ rule, step: -1, to: "all", what }),
  );

  // Then checks each step.
  /** Cards that have been sent to be played, with the deal. No viewer may see a card earlier. */
  const laid = new Set<string>();
  const laidOf = (deal: number) => [...laid].filter((key) => key.startsWith(`${deal} `)).length;
  const publicTexts = new Map<number, { readonly text: string; readonly blind: string }>();
  const snapshots = new Map<number, string>();
  const matchScores = new Map<number, string>();
  const ivs = new Set<string>();
  const published: { revision: number; text: string; report: (rule: "V4", what: string) => void }[] = [];
  const wires = new Map<number, { revision: number | null; last: Frame | null }>();
  let spareHandUpdates = 0;

  const blindOf = (json: Frame): string =>
    JSON.stringify(json, (key, value) => (key === "partner_id" ? null : value));

  for (const [at, step] of steps.entries()) {
    const to: Problem["to"] =
      step.how === "sent" ? "all" : "to" in step ? step.to : (step.how as "redis" | "log");
    const report = (rule: Problem["rule"], what: string) => problems.push({ rule, step: at, to, what });

    /** Checks everything that depends only on the reader and the revision. */
    const examine = (text: string, seen: Look): void => {
      const { json, revision, cards, held, partners, reveals, scores, odd } = seen;
      counts.bytes += text.length;
      const deal = revision === null ? null : truth.at(revision);
      const gone = revision === null || !deal || revision >= deal.until;
      const seat = typeof to === "number" ? to : null;
      const own = seat === null || gone ? [] : (deal.hands[seat] ?? []);
      for (const what of odd) report("V1", what);
      for (const card of cards) {
        counts.cards += 1;
        if (own.includes(card)) continue;
        if (gone || to === "stranger" || to === "log" || !faceUpAt(deal, card, revision)) {
          report("V1", `card ${card} (${nameOf(card)}) was not theirs to know at revision ${revision}`);
        } else if (!laid.has(`${deal.number} ${card}`)) {
          report("V1", `card ${card} (${nameOf(card)}) was known before it was played`);
        }
      }
      for (const list of held) {
        counts.hands += 1;
        const still = gone ? [] : own.filter((card) => !faceUpAt(deal, card, revision));
        if (seat === null) report("V1", "a hand, and no hand is theirs");
        else if (sorted(list) !== sorted(still)) report("V1", `a hand that is not theirs: ${list.join()}`);
      }
      if (json?.message_type === "hand.update" && json.player_id !== seat)
        report("V1", "another's hand.update");
      for (const partner of partners) {
        const { called } = deal ?? {};
        const mayKnow =
          called &&
          revision !== null &&
          revision >= called.since &&
          to !== "stranger" &&
          to !== "log" &&
          (seat === called.holder || revision >= publicFrom(deal as Deal));
        if (!mayKnow) report("V3", `the partner was shown early: ${partner} at revision ${revision}`);
        else if (partner !== called.holder) report("V3", `a wrong partner: ${partner}`);
      }
      if (deal?.called && revision !== null && revision >= deal.called.since && revision < publicFrom(deal)) {
        if (seat !== deal.called.holder) counts.whileSecret += 1;
        else if (json && "partner_id" in (json.snapshot ?? json)) {
          if (partners.length === 0) report("V3", "the holder of the called card was not told");
          else counts.toldHolders += 1;
        }
      }
      for (const reveal of reveals) {
        counts.reveals += 1;
        const told = revision !== null && revision >= (truth.toldFrom[reveal.deal_number - 1] ?? NEVER);
        if (!told) report("P13", "a reveal before the end");
        else if (reveal.secret !== secrets[reveal.deal_number - 1])
          report("P13", "a reveal of another secret");
        else if (reveal.attempt !== deal?.attempt) report("P13", "a reveal of another attempt");
      }
      if (deal && revision !== null && !gone) {
        for (const { player_id, points } of scores.flat()) {
          const taken = deal.taken.filter((one) => one.winner === player_id && one.revision <= revision);
          if (points !== taken.reduce((sum, one) => sum + one.points, 0))
            report("V4", `scores of seat ${player_id} are not the points of its tricks`);
        }
      }
      const ofNoGame = to === "stranger" || to === "log" || revision === null;
      searchText(
        text,
        ofNoGame ? secrets : secrets.filter((_, at) => revision < (truth.toldFrom[at] ?? NEVER)),
        report,
      );
    };

    const examineSnapshot = (snapshot: Frame, revision: number): void => {
      if (snapshot.phase === "ready") return;
      const deal = truth.at(revision);
      const shared = Object.fromEntries(
        Object.entries(snapshot).filter(([key]) => !OWN_FIELDS.includes(key)),
      );
      if (deal?.called?.holder === to && revision >= deal.called.since && revision < publicFrom(deal))
        shared.partner_id = null;
      const text = JSON.stringify(shared);
      const known = snapshots.get(revision);
      if (known === undefined) snapshots.set(revision, text);
      else if (known !== text) report("V4", `a snapshot unlike others' of revision ${revision}`);
      else counts.sameSnapshots += 1;
      if (snapshot.phase !== "end") {
        const match = JSON.stringify(snapshot.match_scores);
        if ((matchScores.get(snapshot.deal_number) ?? match) !== match)
          report("V4", "match scores changed within a deal");
        matchScores.set(snapshot.deal_number, match);
      }
    };

    /**
     * Checks a frame in the sequence of its socket: the same events in the same order, without additional content for
     * any viewer.
     */
    const inStream = (wire: number, text: string, json: Frame, revision: number | null): void => {
      const stream = wires.get(wire) ?? { revision: null, last: null };
      const { last } = stream;
      wires.set(wire, stream);
      stream.last = json;
      if (json.message_type === "join.ok") stream.revision = revision;
      const owedSync = PUBLIC.test(last?.message_type) && ["trick-won", "end"].includes(last?.phase);
      const isUnaskedSync = json.message_type === "sync" && json.action_id === undefined;
      if (owedSync !== isUnaskedSync) {
        report(
          "V4",
          owedSync ? `${json.message_type} instead of the sync for all` : "a sync that nobody asked for",
        );
      }
      if (json.message_type === "hand.update") {
        const explained =
          (last?.message_type === "trick.played" && last.player_id === to) ||
          (last?.message_type === "phase.change" && last.phase === "bid") ||
          (last?.message_type === "action.result" && last.effects?.hand);
        if (!explained) spareHandUpdates -= 1;
        if (spareHandUpdates < 0) report("V4", `a hand.update without a reason, after ${last?.message_type}`);
      }
      if (!PUBLIC.test(json.message_type) || revision === null) return;
      if (to === "stranger") report("V4", `an event for a stranger: ${json.message_type}`);
      if (stream.revision === null || revision !== stream.revision + 1)
        report("V4", `revision ${revision} came after ${stream.revision}`);
      stream.revision = revision;
      const deal = truth.at(revision);
      const secretHolder =
        deal?.called && revision >= deal.called.since && revision < publicFrom(deal)
          ? deal.called.holder
          : null;
      const blind = blindOf(json);
      const known = publicTexts.get(revision);
      if (!known) publicTexts.set(revision, { text: to === secretHolder ? "" : text, blind });
      else if (known.blind !== blind) report("V4", `an event unlike others' of revision ${revision}`);
      else if (to !== secretHolder) {
        // The first text may be the one of the holder, with its own partner_id.
        if (known.text === "") publicTexts.set(revision, { text, blind });
        else if (known.text !== text) report("V4", `other bytes than others' of revision ${revision}`);
        counts.sameEvents += 1;
      }
    };

    switch (step.how) {
      case "sent": {
        const { seat, over, message } = step;
        const revision = accepted.get(actKey(seat, message.action_id));
        const deal = revision === undefined ? null : truth.at(revision);
        if (deal && playedAt(seat, message, at)) laid.add(`${deal.number} ${Number(message.card)}`);
        if (over === "http" && message.message_type === "reorder" && revision !== undefined)
          spareHandUpdates += 1;
        break;
      }
      case "socket":
      case "http": {
        const seen = look(step.text);
        const { json, revision } = seen;
        counts[step.how === "socket" ? "frames" : "answers"] += 1;
        if (!json) {
          report("V1", "a message that is no JSON");
          break;
        }
        if (json.code !== undefined) counts.refusals += 1;
        examine(step.text, seen);
        if (step.how === "socket") inStream(step.wire, step.text, json, revision);
        const snapshot = json.snapshot ?? ("trick_history" in json ? json : null);
        if (snapshot && revision !== null) {
          if (snapshot.revision !== revision) report("V4", "a snapshot of another revision than its message");
          examineSnapshot(snapshot, revision);
        }
        break;
      }
      case "replay": {
        const { json, odd } = look(step.text);
        counts.answers += 1;
        const finished = truth.deals.filter((deal) => deal.end < NEVER && laidOf(deal.number) === 40);
        for (const deal of json?.deals ?? []) {
          counts.replays += 1;
          if (to === "stranger") report("V1", "a replay for a stranger");
          const known = finished.find(({ number }) => number === deal.deal_number);
          const hands = deal.hands?.map((hand: Frame) => sorted(hand.cards.map(cardIn)));
          if (!known) report("P13", `a replay of deal ${deal.deal_number} before its end`);
          else if (hands?.join("|") !== known.hands.map(sorted).join("|"))
            report("P13", "a replay of other hands");
          else if (deal.partner_id !== known.called?.holder) report("V3", "a replay with another partner");
        }
        for (const what of odd.filter((name) => !REPLAY_NAMES.has(name))) report("V1", what);
        const told = finished.map(({ number }) => secrets[number - 1] ?? "");
        searchText(
          step.text,
          secrets.filter((secret) => !told.includes(secret)),
          report,
        );
        break;
      }
      case "redis":
        counts.requests += 1;
        for (const word of step.words) {
          const { json } = look(word);
          if (Array.isArray(json)) {
            // A publication, or the log of actions. Each item has its own revision.
            for (const item of json as Frame[]) {
              const text = JSON.stringify(item);
              const seen = look(text);
              examine(text, seen);
              if (!PUBLIC.test(item.message_type)) continue;
              published.push({ revision: seen.revision ?? -1, text, report });
            }
          } else if (json && "sealed" in json) {
            counts.states += 1;
            const { sealed, ...clear } = json;
            const text = JSON.stringify(clear);
            examine(text, { ...lookAt(text), revision: json.revision });
            const names = Object.keys(clear).join();
            if (names !== "epoch,revision,ts,format,deals,told,public")
              report("V1", `the clear part of the state has ${names}`);
            if (clear.public) examineSnapshot(clear.public, json.revision);
            if (clear.public?.role !== "observer") report("V1", "the clear part is no observer's");
            const wrong = unsealed(sealed, ivs, sealKeys, counts.states % 40 === 1);
            if (wrong) report("V1", wrong);
            else if (counts.states % 40 === 1) counts.sealsOpened += 1;
          } else examine(word, look(word));
        }
        break;
      case "log": {
        counts.logLines += 1;
        const { text } = step;
        const { odd, ...seen } = look(text);
        examine(text, { ...seen, odd: [], revision: null });
        if (SUIT_WORD.test(text) || /card|hand\b|"hands|partner|trump|sealed/i.test(text))
          report("V1", `a log line about cards: ${text.slice(0, 120)}`);
        break;
      }
    }
  }

  // Requests to Redis and frames on sockets have no common order.
  for (const { revision, text, report } of published) {
    const known = publicTexts.get(revision);
    if (!known?.text) continue;
    counts.publications += 1;
    if (known.text !== text) report("V4", `published other bytes than viewers got of revision ${revision}`);
  }
  for (const deal of truth.deals) {
    if (deal.end === NEVER) continue;
    counts.deals += 1;
    const { called, taken } = deal;
    if (!called) continue;
    const fell = deal.played.get(called.card)?.revision ?? NEVER;
    const caller = [...events.values()].find(
      (event) => event.message_type === "phase.change" && event.revision === deal.end,
    )?.caller_id;
    if (called.holder === caller) counts.solos += 1;
    if (fell <= (taken[0]?.revision ?? NEVER)) counts.partnersInFirstTrick += 1;
    if (fell > (taken[3]?.revision ?? NEVER)) counts.lateSecrets += 1;
  }
  counts.weakHands = truth.redeals.weak_hand;
  counts.allPassed = truth.redeals.all_passed;
  return { problems, counts };

  /** Searches for tokens and secrets that are not public yet, independent of the structure. */
  function searchText(
    text: string,
    untold: readonly string[],
    report: (rule: Problem["rule"], what: string) => void,
  ): void {
    const words = text.match(LONG_WORD) ?? [];
    for (const secret of words.length > 0 ? untold : []) {
      const ways = spellings(secret);
      if (words.some((word) => ways.some((way) => word.includes(way))))
        report("P13", `the secret of deal ${secrets.indexOf(secret) + 1} before its end`);
    }
    const hasToken = text.includes("eyJ");
    for (const word of never)
      if ((hasToken || !word.startsWith("eyJ")) && text.includes(word)) report("V1", "a token or a key");
    if (A_TOKEN.test(text)) report("V1", "something like a token");
  }
};

const nameOf = (card: number): string => {
  const { suit, rank } = faceOf(card);
  return `${suit} ${rank}`;
};
const sorted = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join();

/** The beginning and end of a secret in the usual encodings of bytes. */
const spellings = (secret: string): readonly string[] => {
  const known = spelled.get(secret);
  if (known) return known;
  const bytes = Buffer.from(secret, "hex");
  const beginnings = [secret.slice(0, 16).toUpperCase(), bytes.toString("base64").slice(0, 12)];
  const made = [
    secret.slice(0, 16),
    secret.slice(-16),
    ...beginnings,
    bytes.toString("base64url").slice(0, 12),
  ];
  spelled.set(secret, made);
  return made;
};
const spelled = new Map<string, readonly string[]>();

/** What is wrong with a sealed state, or null: its form, a repeated IV, or, when `thorough`, its key. */
const unsealed = (
  sealed: unknown,
  ivs: Set<string>,
  { right, wrong }: Transcript["sealKeys"],
  thorough: boolean,
): string | null => {
  const parts = String(sealed).split(".");
  const [header = "", encryptedKey = "", iv = "", ciphertext = "", tag = ""] = parts;
  const plain = (part: string) => Buffer.from(part, "base64url");
  let named: Frame;
  try {
    named = JSON.parse(plain(header).toString());
  } catch {
    return "the sealed part has no header";
  }
  if (parts.length !== 5 || encryptedKey !== "") return "the sealed part is no JWE with a direct key";
  // When hands are compressed together with action ids that a player chooses, the length reveals them, as in the CRIME
  // attack.
  if (named.zip !== undefined) return "the sealed part is deflated: its length tells what is in it";
  if (Object.keys(named).sort().join() !== "alg,enc,kid" || named.alg !== "dir" || named.enc !== "A256GCM")
    return "the sealed part is sealed in another way";
  const body = plain(ciphertext);
  if (/"hands"|"game"|"secret"|"record"/.test(body.toString("latin1"))) return "the sealed part can be read";
  // The same text may occur twice. The same IV for another text would break the encryption.
  if (ivs.has(iv) && !ivs.has(`${iv} ${tag}`)) return "an IV was used twice";
  ivs.add(iv).add(`${iv} ${tag}`);
  if (!thorough) return null;
  const open = (key: Uint8Array): string | null => {
    try {
      const cipher = createDecipheriv("aes-256-gcm", key, plain(iv));
      cipher.setAAD(Buffer.from(header)).setAuthTag(plain(tag));
      return cipher.update(body).toString() + cipher.final().toString();
    } catch {
      return null;
    }
  };
  if (wrong.some((key) => open(key) !== null)) return "a wrong key opens the sealed part";
  return open(right)?.includes('"record"') ? null : "the right key does not open the sealed part";
};
