import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/wire.ts";
import type { GameRecord } from "../../src/actor/core/game-record.ts";
import { handle, type Sender } from "../../src/actor/core/handle.ts";
import { decode } from "../../src/shared/protocol/codec.ts";
import { type Refusal, refusalOf } from "../../src/shared/protocol/refusal.ts";
import { seatedTable } from "../support/table.ts";

const { game, context } = seatedTable({ id: "ABC123" });
const table: GameRecord = { game, answers: ["", "", "", "", ""], answersKey: "key", touchedAt: 0 };
const turn = game.phase.name === "bid" ? 1 : -1;
const onTurn: Sender = { role: "player", seat: turn as 1 };
const offTurn: Sender = { role: "player", seat: 3 };
const observer: Sender = { role: "observer", seat: null };

const outcome = (sender: Sender, message: Frame) =>
  handle(table, sender, decode({ action_id: "a-1", ...message }), context);
/** The refusal, whether it would be told as an action's result or as an error; null when it is none. */
const refusal = (sender: Sender, message: Frame): Refusal | null => {
  const made = outcome(sender, message);
  return made.kind === "refused" || made.kind === "error" ? refusalOf(made.rejection) : null;
};

const bid = { message_type: "bid", bid: 61 };
const otherGame = { game_id: "ABC124" };
const otherSeat = { player_id: 0 };
const otherMajor = { version: "2.0.0" };
const stale = { expected_revision: game.revision - 1 };

describe("what a message says of its sender", () => {
  test.each<Frame>([
    {},
    { game_id: "ABC123" },
    { game_id: "abc123" },
    { player_id: turn },
    { version: "1.0.0" },
    { version: "1.7" },
    { expected_revision: game.revision },
    { game_id: "ABC123", player_id: turn, version: "1", expected_revision: game.revision },
  ])("[P16] %j fits and is accepted", (address) => {
    expect(outcome(onTurn, { ...bid, ...address }).kind).toBe("accepted");
  });

  test.each<[Frame, string]>([
    [otherGame, "forbidden"],
    [{ game_id: "" }, "forbidden"],
    [{ game_id: "ABC123 " }, "forbidden"],
    [otherSeat, "forbidden"],
    [{ player_id: 5 }, "forbidden"],
    [{ player_id: -1 }, "forbidden"],
    [otherMajor, "join_failed"],
    [{ version: "0.9" }, "join_failed"],
    [{ version: "" }, "join_failed"],
  ])("[P16] %j is %s, for actions, join and sync", (address, code) => {
    for (const message of [bid, { message_type: "join" }, { message_type: "sync" }])
      expect(refusal(onTurn, { ...message, ...address })?.code, message.message_type).toBe(code);
  });

  test("[P16] an observer that names a seat is forbidden, whatever it asks", () => {
    for (const message of [bid, { message_type: "join" }, { message_type: "sync" }])
      expect(refusal(observer, { ...message, player_id: 0 })?.code).toBe("forbidden");
  });

  test("[P16] a contradiction on an action is its result, on join and sync an error with their action_id", () => {
    expect(outcome(onTurn, { ...bid, ...otherGame })).toMatchObject({ kind: "refused", actionId: "a-1" });
    for (const message_type of ["join", "sync"])
      expect(outcome(onTurn, { message_type, ...otherGame })).toMatchObject({
        kind: "error",
        actionId: "a-1",
        invalidFrame: false,
      });
  });
});

describe("what is wrong first", () => {
  const wrongPhase = { message_type: "call-partner-rank", partner_rank: 1 };
  const tooLow = { message_type: "bid", bid: 7 };
  test.each<[string, Sender, Frame, string]>([
    ["schema before forbidden", offTurn, { ...bid, bid: "x", ...otherGame, ...stale }, "invalid_action"],
    ["forbidden before desync", offTurn, { ...tooLow, ...otherSeat, ...stale }, "forbidden"],
    ["an observer is forbidden before desync", observer, { ...tooLow, ...stale }, "forbidden"],
    ["desync before phase", offTurn, { ...wrongPhase, ...stale }, "desync"],
    ["phase before turn", offTurn, wrongPhase, "invalid_action"],
    ["turn before the bid", offTurn, tooLow, "invalid_turn"],
    ["the bid itself", onTurn, tooLow, "invalid_bid"],
  ])("[P18] %s", (_, sender, message, code) => {
    expect(refusal(sender, message)?.code).toBe(code);
  });

  test("[P17] an expected_turn is right or wrong by itself", () => {
    expect(refusal(onTurn, { ...bid, expected_turn: game.turn })).toBeNull();
    const asked = refusal(onTurn, { ...bid, expected_turn: game.turn - 1, expected_revision: game.revision });
    expect(asked).toMatchObject({ code: "desync", recovery: "sync" });
    expect(asked?.reason).toContain(`expected turn ${game.turn - 1}`);
  });

  test.each(["join", "sync"])("[P27] %s needs no action_id", (type) => {
    expect(handle(table, onTurn, decode({ message_type: type }), context)).toEqual({
      kind: type,
      actionId: null,
    });
  });

  test.each([-1, 0, 1, 1e9])("[P17] an expected_revision that is off by %i is desync", (off) => {
    const asked = refusal(onTurn, { ...bid, expected_revision: game.revision + off });
    expect(asked?.code ?? null).toBe(off === 0 ? null : "desync");
    if (asked) expect(asked.recovery).toBe("sync");
  });

  test("[P22] every action of an observer is forbidden", () => {
    const messages = [
      bid,
      { message_type: "call-partner-rank", partner_rank: 1 },
      { message_type: "call-partner-suit", partner_suit: "cups" },
      { message_type: "play", card: 1 },
      { message_type: "reorder", hand: [] },
      { message_type: "next-deal" },
    ];
    for (const message of messages) expect(refusal(observer, message)?.code).toBe("forbidden");
  });
});
