import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { joinWire, type Wire } from "../../dev/clients/wire.ts";
import { fillHall, INSIDE } from "../support/hall.ts";
import { BATCH, observerToken, type Party, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const say = (phrase: string) => ({ message_type: "say", phrase });
const said = ({ frames }: Wire) => frames.filter(({ message_type }) => message_type === "player.said");
const batched = ({ tokens }: Party, seat: number) => joinWire(server, tokens[seat] as string, BATCH);

describe("[P28] phrases", () => {
  test("[P28] reach all who get batches, the speaker behind its answer, and nobody else", async () => {
    const party = await seatFive(server);
    const speaker = await batched(party, 1);
    const player = await batched(party, 2);
    const observer = await joinWire(server, await observerToken(server, party.gameId), BATCH);
    const before = await speaker.snapshot();
    const from = speaker.texts.length;
    expect(await speaker.act(say("well_played"))).toMatchObject({
      status: "ok",
      effects: { phrase: "well_played" },
      revision: before.revision,
      turn: before.turn,
    });
    const types = JSON.parse(speaker.texts[from] ?? "").map(
      (one: { message_type: string }) => one.message_type,
    );
    expect(types).toEqual(["action.result", "player.said"]);
    const after = await speaker.snapshot();
    expect(after).toEqual(before);
    for (const wire of [speaker, player, observer]) {
      await wire.snapshot();
      expect(said(wire)).toEqual([
        expect.objectContaining({ player_id: 1, phrase: "well_played", revision: before.revision }),
      ]);
    }
    const plain = party.wires[0] as Wire;
    await plain.snapshot();
    expect(said(plain)).toEqual([]);
    for (const wire of [speaker, player, observer]) wire.close();
    party.close();
  });

  test("[P28] come once in two seconds from each player; the same request again is no second one", async () => {
    const party = await seatFive(server);
    const listener = await batched(party, 4);
    const [one, other] = party.wires as [Wire, Wire];
    expect(await one.act({ ...say("hello"), action_id: "first" })).toMatchObject({ status: "ok" });
    expect(await one.act({ ...say("hello"), action_id: "first" })).toMatchObject({ status: "ok" });
    expect(await one.act(say("thanks"))).toMatchObject({
      status: "error",
      code: "invalid_action",
      recovery: "retry",
    });
    expect(await other.act(say("hello"))).toMatchObject({ status: "ok" });
    await listener.snapshot();
    expect(said(listener).map(({ player_id, phrase }) => [player_id, phrase])).toEqual([
      [0, "hello"],
      [1, "hello"],
    ]);
    listener.close();
    party.close();
  });

  test("[P28] are refused where the rules have none, and so is what is no phrase, and an observer", async () => {
    const party = await seatFive(server, { rules: { phrases: false } });
    const [wire] = party.wires as [Wire];
    expect((await wire.snapshot()).rules.phrases).toBe(false);
    expect(await wire.act(say("hello"))).toMatchObject({ code: "invalid_action", recovery: "noop" });
    expect(await wire.act(say("shut_up"))).toMatchObject({ code: "invalid_action" });
    const observer = await joinWire(server, await observerToken(server, party.gameId), BATCH);
    expect(await observer.act(say("hello"))).toMatchObject({ code: "forbidden" });
    observer.close();
    party.close();
  });

  test("[P28, H6] may be said over HTTP", async () => {
    const party = await seatFive(server);
    const listener = await batched(party, 4);
    const answer = await call(server, "POST", `/api/games/${party.gameId}/actions`, {
      token: party.tokens[3] as string,
      json: { ...say("ouch"), action_id: "o" },
    });
    expect(answer.body).toMatchObject({ status: "ok", effects: { phrase: "ouch" } });
    await listener.next("player.said");
    listener.close();
    party.close();
  });

  test.each(["socket", "HTTP"] as const)(
    "[P28, C4] by %s also from a seat whose bot they send away, and with the same limit",
    async (way) => {
      const party = await seatFive(server);
      const [, , , token = ""] = party.tokens;
      const speaker = await batched(party, 3);
      const listener = await batched(party, 4);
      const act = async (phrase: string) =>
        way === "socket"
          ? speaker.act(say(phrase))
          : (
              await call(server, "POST", `/api/games/${party.gameId}/actions`, {
                token,
                json: { ...say(phrase), action_id: phrase },
              })
            ).body;
      const isHanded = async () => (await listener.snapshot()).players[3].bot;
      const hand = () => call(server, "DELETE", `/api/games/${party.gameId}/seats/3`, { token });
      await hand();
      expect(await isHanded()).toBe(true);
      expect(await act("hello")).toMatchObject({ status: "ok", effects: { phrase: "hello" } });
      expect(await isHanded()).toBe(false);
      const { revision } = await listener.snapshot();
      expect(said(listener)).toEqual([expect.objectContaining({ player_id: 3, phrase: "hello", revision })]);
      await hand();
      expect(await act("thanks")).toMatchObject({ code: "invalid_action", recovery: "retry" });
      expect(await isHanded()).toBe(true);
      await listener.snapshot();
      expect(said(listener)).toHaveLength(1);
      for (const wire of [speaker, listener]) wire.close();
      party.close();
    },
  );

  test("[P28, O4] reach those in a gallery who get batches", async () => {
    const hall = await fillHall(server, 1);
    const { party, token } = hall;
    const plain = hall.watchers[INSIDE] as Wire;
    const wire = await joinWire(server, token, BATCH);
    await expect.poll(() => server.galleries(party.gameId)).toHaveLength(1);
    await (party.wires[0] as Wire).act(say("goodbye"));
    expect(await wire.next("player.said")).toMatchObject({ player_id: 0, phrase: "goodbye" });
    await plain.snapshot();
    expect(said(plain)).toEqual([]);
    wire.close();
    hall.close();
  });
});
