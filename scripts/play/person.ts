import { createInterface } from "node:readline";
import type { ActionMessage, ActionResult, Snapshot } from "../../src/client/messages.ts";
import type { Table } from "../../src/client/table.ts";
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
  readonly table: Table;
  readonly screen: Screen;
  readonly style: Style;
  readonly input: NodeJS.ReadStream;
}

/**
 * Shows a person their cards and what they may do, and does what they type; resolves when they want to leave. Typed
 * lines count at once; piped ones wait for the question that they answer.
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

  const showHand = (picture: Snapshot) => {
    if (handShownAt === screen.said() || !picture.hand || picture.hand.length === 0) return;
    screen.say("", ...handLines(picture, style));
    handShownAt = screen.said();
  };
  const pose = (picture: Snapshot) => {
    const about = questionLines(picture, style);
    if (picture.phase !== "end") showHand(picture);
    const context = [contractLine(picture, style), secretLine(picture, style)].filter(
      (line) => line !== null,
    );
    if (picture.partner_rank !== null && picture.phase !== "end") screen.say(...context.map(paint.faint));
    screen.say(...about.map((line, index) => (index === 0 ? paint.strong(line) : line)));
    prompt(picture);
  };
  const prompt = (picture: Snapshot) => {
    const turn = picture.current_player_id;
    const others = turn !== null && turn !== picture.player_id;
    screen.prompt(others ? `(${words.onTurn(nameOf(picture, turn, style))}) ` : "");
  };
  const see = (picture: Snapshot) => {
    const key = questionKey(picture);
    const deal = `${picture.deal_number} ${[...(picture.hand ?? [])].map(({ card_id }) => card_id).sort()}`;
    if (picture.phase === "bid" && picture.hand?.length === 8 && deal !== dealShown) {
      dealShown = deal;
      showHand(picture);
    }
    // While an answer is awaited nothing is asked.
    if (key !== question && !busy) {
      question = key;
      if (key !== "") pose(picture);
    }
    if (key === "") prompt(picture);
    void pump();
  };

  /** The question in one line, its cards and choices still in sight. */
  const askAgain = (before: Snapshot) => {
    const now = table.picture() ?? before;
    if (questionKey(now) !== "") screen.say(...questionLines(now, style).slice(0, 1).map(paint.strong));
  };

  const act = async (action: ActionMessage, picture: Snapshot) => {
    const answer = await table.act(action);
    if (!answer.ok) return;
    if (answer.value.status === "error") {
      screen.say(words.refused(answer.value.code));
      if (answer.value.recovery === "sync") await table.sync();
      return askAgain(picture);
    }
    await caughtUp(table, answer.value);
    if (action.message_type === "next-deal" && table.picture()?.phase === "end")
      screen.say(words.readyForNext);
    if (action.message_type !== "reorder") return;
    const { hand = [] } =
      (await table.sync().then((fresh) => (fresh.ok ? fresh.value : table.picture()))) ?? {};
    if (hand.length > 0) screen.say("", ...handLines({ ...picture, hand }, style));
    askAgain(picture);
  };
  const obey = async (line: string, picture: Snapshot): Promise<void> => {
    const command = commandOf(line, picture, style);
    switch (command.kind) {
      case "quit":
        return leave();
      case "help":
        return screen.say(...words.help.map((one) => `  ${one}`));
      case "cannot":
        return screen.say(command.sentence);
      case "act":
        return act(command.action, picture);
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
    const picture = table.picture();
    const [line] = lines;
    if (busy || !picture) return;
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
    await obey(line, picture);
    busy = false;
    const now = table.picture();
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
    // After a loss everything is shown again.
    question = "";
    if (questionKey(snapshot) === "" && dealShown !== "") showHand(snapshot);
  });
  table.onPicture(see);
  const picture = table.picture();
  if (picture) see(picture);
  return left.finally(() => reader.close());
};

/** What tells one question from the next; "" when nothing is asked. */
const questionKey = ({ allowed = [], deal_number, phase, bids, trick, trick_history }: Snapshot): string => {
  const asked = allowed.find(({ message_type }) => message_type !== "reorder");
  if (!asked) return "";
  return [deal_number, phase, asked.message_type, bids?.length, trick_history.length, trick.length].join(" ");
};

/** What is asked, and the choices there are. */
const questionLines = ({ allowed = [], hand = [] }: Snapshot, style: Style): readonly string[] => {
  const { words } = style;
  for (const { message_type, bids, ranks, suits, cards } of allowed) {
    if (bids) return [words.askBid(bids.min, bids.max)];
    if (ranks) return [words.askRank, ...choiceLines(ranks.map((rank) => words.ranks[rank - 1] ?? ""))];
    if (suits) return [words.askSuit, ...choiceLines(suits.map((suit) => suitName(suit, style)))];
    if (cards) return [words.askCard(hand.length)];
    if (message_type === "next-deal") return [words.askNext];
  }
  return [];
};

/** Resolves when the picture shows what an accepted action has done: its answer comes before its events. */
const caughtUp = (table: Table, { epoch, revision }: ActionResult): Promise<void> =>
  new Promise((done) => {
    const isThere = (picture: Snapshot | null) =>
      picture === null || picture.epoch !== epoch || picture.revision >= revision;
    if (isThere(table.picture())) return done();
    const stop = table.onPicture((picture) => {
      if (!isThere(picture)) return;
      stop();
      done();
    });
    void table.over.then(() => done());
  });
