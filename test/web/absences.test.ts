import { expect, test } from "vitest";
import type { ServerMessage } from "../../src/shared/protocol/server.ts";
import { openAbsences } from "../../src/web/model/absences.ts";
import { fakeClock } from "../support/fake-socket.ts";

const heard = () => {
  const clock = fakeClock();
  const said: string[] = [];
  const absences = openAbsences(clock.after, (text) => said.push(text));
  const hear = (type: string, player_id: number, more: object = {}) => {
    const message = { message_type: type, player_id, bot: false, ...more } as unknown as ServerMessage;
    const now = absences.filter(message, `${type} ${player_id}`);
    if (now !== null) said.push(now);
  };
  return { clock, said, absences, hear };
};

test("[W21] a short absence is not announced, a longer one is, and so is its end", () => {
  const { clock, said, hear } = heard();
  for (let minute = 0; minute < 5; minute += 1) {
    hear("player.leave", 2);
    clock.pass(9_000);
    hear("player.reconnect", 2);
    clock.pass(51_000);
  }
  expect(said).toEqual([]);
  hear("player.leave", 2);
  clock.pass(10_000);
  expect(said).toEqual(["player.leave 2"]);
  hear("player.reconnect", 2);
  expect(said).toEqual(["player.leave 2", "player.reconnect 2"]);
});

test("[W21] each seat has its own absence; a bot, a freed seat and a new holder are announced at once", () => {
  const { clock, said, absences, hear } = heard();
  hear("player.leave", 0);
  hear("player.leave", 1);
  hear("player.reconnect", 1);
  hear("player.reconnect", 0, { bot: true });
  hear("player.leave", 3);
  hear("player.leave", 3, { freed: true });
  hear("player.leave", 4);
  hear("seat.reissued", 4);
  hear("bid.placed", 4);
  clock.pass(60_000);
  expect(said).toEqual(["player.reconnect 0", "player.leave 3", "seat.reissued 4", "bid.placed 4"]);
  hear("player.leave", 0);
  absences.close();
  clock.pass(60_000);
  expect(said).toHaveLength(4);
});
