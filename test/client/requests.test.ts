import { expect, test } from "vitest";
import { openRequests } from "../../src/client/requests.ts";
import type { ServerMessage } from "../../src/shared/protocol/server.ts";

const answer = { message_type: "action.result", action_id: "same", status: "ok" } as unknown as ServerMessage;

test("[P6] both of two actions with one action_id get the one answer, and the first is sent again", async () => {
  const requests = openRequests();
  const first = { action_id: "same", message_type: "bid", bid: 61 };
  const both = [requests.act(first), requests.act({ action_id: "same", message_type: "bid" })];
  expect(requests.unanswered()).toEqual([first]);
  requests.answer(answer);
  expect(await Promise.all(both)).toEqual([
    { ok: true, value: answer },
    { ok: true, value: answer },
  ]);
  expect(requests.unanswered()).toEqual([]);
});

test("[P6] both of them end with the connection", async () => {
  const requests = openRequests();
  const both = [
    requests.act({ action_id: "same", message_type: "bid" }),
    requests.act({ action_id: "same", message_type: "bid" }),
  ];
  const over = { name: "closed" } as never;
  requests.end(over);
  expect(await Promise.all(both)).toEqual([
    { ok: false, error: over },
    { ok: false, error: over },
  ]);
});
