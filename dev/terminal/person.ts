import { createInterface } from "node:readline";
import type { GameClient } from "../../src/client/game-client.ts";
import { tableOf } from "../../src/shared/game/tables.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { ActionResult } from "../../src/shared/protocol/server.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { commandOf, isAnytime } from "./command.ts";
import type { Screen } from "./screen.ts";
import {
  choiceLines,
  contractLine,
  handLines,
  nameOf,
  type Style,
  secretLine,
  standingLines,
  suitName,
} from "./show.ts";

export interface PersonOptions {
  readonly table: GameClient;
  readonly screen: Screen;
  readonly style: Style;
  readonly input: NodeJS.ReadStream;
}

/**
 * Shows a person's cards and allowed moves, and carries out typed commands. Resolves when the person wants to leave.
 * Typed lines count at once; piped lines wait for the next question.
 */
export const seatPerson = ({ table, screen, style, input }: PersonOptions): Promise<void> => {
  const { words, paint } = style;
  const lines: string[] = [];
  let question = "";
  let handShownAt = -1;
  let dealShown = "";
  let busy = false;
  let closed = false;
  let leave = () => {};
  const left = new Promise<void>((tell) => {
    leave = tell;
  });

  const showHand = (snapshot: Snapshot) => {
    if (handShownAt === screen.said() || !snapshot.hand || snapshot.hand.length === 0) return;
    screen.say("", ...handLines(snapshot, style));
    handShownAt = screen.said();
  };
  const pose = (snapshot: Snapshot) => {
    const about = questionLines(snapshot, style);
    if (snapshot.phase !== "end") showHand(snapshot);
    const context = [contractLine(snapshot, style), secretLine(snapshot, style)].filter(
      (line) => line !== null,
    );
    if (snapshot.partner_rank !== null && snapshot.phase !== "end") screen.say(...context.map(paint.faint));
    screen.say(...about.map((line, index) => (index === 0 ? paint.strong(line) : line)));
    prompt(snapshot);
  };
  const prompt = (snapshot: Snapshot) => {
    const turn = snapshot.current_player_id;
    const others = turn !== null && turn !== snapshot.player_id;
    screen.prompt(others ? `(${words.onTurn(nameOf(snapshot, turn, style))}) ` : "");
  };
  const see = (snapshot: Snapshot) => {
    const key = questionKey(snapshot);
    const deal = `${snapshot.deal_number} ${[...(snapshot.hand ?? [])].map(({ card_id }) => card_id).sort()}`;
    if (snapshot.phase === "bid" && snapshot.hand?.length === 8 && deal !== dealShown) {
      dealShown = deal;
      showHand(snapshot);
    }
    // There is no question while an answer is pending.
    if (key !== question && !busy) {
      question = key;
      if (key !== "") pose(snapshot);
    }
    if (key === "") prompt(snapshot);
    void pump();
  };

  /** Prints the question in one line, because its cards and choices are still visible. */
  const askAgain = (before: Snapshot) => {
    const now = table.snapshot() ?? before;
    if (questionKey(now) !== "") screen.say(...questionLines(now, style).slice(0, 1).map(paint.strong));
  };

  const act = async (action: ActionMessage, snapshot: Snapshot) => {
    const answer = await table.act(action);
    if (!answer.ok) return;
    if (answer.value.status === "error") {
      screen.say(words.refused(answer.value.code));
      if (answer.value.recovery === "sync") await table.sync();
      return askAgain(snapshot);
    }
    await caughtUp(table, answer.value);
    if (action.message_type === "next-deal" && table.snapshot()?.phase === "end")
      screen.say(words.readyForNext);
    if (action.message_type !== "reorder") return;
    const { hand = [] } =
      (await table.sync().then((fresh) => (fresh.ok ? fresh.value : table.snapshot()))) ?? {};
    if (hand.length > 0) screen.say("", ...handLines({ ...snapshot, hand }, style));
    askAgain(snapshot);
  };
  const obey = async (line: string, snapshot: Snapshot): Promise<void> => {
    const command = commandOf(line, snapshot, style);
    switch (command.kind) {
      case "quit":
        return leave();
      case "help":
        return screen.say(
          ...words.help.map((one) => `  ${one}`),
          ...words.tables[tableOf(snapshot.rules) ?? "own"].map((one) => `  ${one}`),
        );
      case "cannot":
        return screen.say(command.sentence);
      case "act":
        return act(command.action, snapshot);
      case "sync": {
        const fresh = await table.sync();
        if (!fresh.ok) return;
        screen.say("", words.fresh, ...standingLines(fresh.value, style));
        if (questionKey(fresh.value) !== "") pose(fresh.value);
        else showHand(fresh.value);
      }
    }
  };
  const pump = async () => {
    const snapshot = table.snapshot();
    const [line] = lines;
    if (busy || !snapshot) return;
    if (line === undefined) {
      if (closed && (question !== "" || input.isTTY)) {
        if (!input.isTTY) screen.say(words.noInput);
        leave();
      }
      return;
    }
    if (!input.isTTY && question === "" && !isAnytime(line)) return;
    lines.shift();
    busy = true;
    await obey(line, snapshot);
    busy = false;
    const now = table.snapshot();
    if (now) see(now);
  };

  const reader = createInterface({ input, terminal: false });
  reader.on("line", (line) => {
    screen.entered();
    lines.push(line);
    void pump();
  });
  reader.on("close", () => {
    closed = true;
    void pump();
  });
  table.on("join.ok", ({ snapshot }) => {
    // After a lost connection, everything is printed again.
    question = "";
    if (questionKey(snapshot) === "" && dealShown !== "") showHand(snapshot);
  });
  table.onSnapshot(see);
  const snapshot = table.snapshot();
  if (snapshot) see(snapshot);
  return left.finally(() => reader.close());
};

/** The key of a question, or "" when there is none. */
const questionKey = ({ allowed = [], deal_number, phase, bids, trick, trick_history }: Snapshot): string => {
  const asked = allowed.find(({ message_type }) => message_type !== "reorder" && message_type !== "reveal");
  if (!asked) return "";
  return [deal_number, phase, asked.message_type, bids?.length, trick_history.length, trick.length].join(" ");
};

/** The question and its choices. */
const questionLines = ({ allowed = [], hand = [] }: Snapshot, style: Style): readonly string[] => {
  const { words } = style;
  for (const { message_type, bids, ranks, suits, cards } of allowed) {
    if (bids) return [words.askBid(bids.min, bids.max)];
    if (ranks)
      return [
        message_type === "bid" ? words.askBidRank : words.askRank,
        ...choiceLines(ranks.map((rank) => words.ranks[rank - 1] ?? "")),
      ];
    if (suits) return [words.askSuit, ...choiceLines(suits.map((suit) => suitName(suit, style)))];
    if (cards) return [words.askCard(hand.length)];
    if (message_type === "next-deal") return [words.askNext];
  }
  return [];
};

/** Resolves when the snapshot contains the effects of an accepted action. Its answer arrives before its events. */
const caughtUp = (table: GameClient, { epoch, revision }: ActionResult): Promise<void> =>
  new Promise((done) => {
    const isThere = (snapshot: Snapshot | null) =>
      snapshot === null || snapshot.epoch !== epoch || snapshot.revision >= revision;
    if (isThere(table.snapshot())) return done();
    const stop = table.onSnapshot((snapshot) => {
      if (!isThere(snapshot)) return;
      stop();
      done();
    });
    void table.over.then(() => done());
  });
