import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, settle, type Wire } from "../../dev/clients/wire.ts";
import { openApi } from "../../src/client/api.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import { openNonces } from "../../src/client/nonces.ts";
import { verify } from "../../src/shared/verify/verify.ts";
import { BATCH, observerToken, type Party, playUntil } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0", BOT_PAUSE_MS: "0" });
});
afterAll(() => server.close());

/** What the five add in the order in which they sit down: two commit to a nonce, one sends it openly, two have none. */
const COMMITTED = ["c0ffee", "", "", "D0d0", ""];
const OPEN = ["", "", "2b", "", ""];
const ALL = COMMITTED.map((nonce, at) => nonce || (OPEN[at] as string));

interface Told {
  readonly party: Party;
  /** The sockets in the order in which the five sat down. */
  readonly inOrder: readonly Wire[];
  readonly former: Wire;
  readonly observer: Wire;
}

/** Five people, of whom two have committed, in the shuffle. The second and the third have sockets without batches. */
const seatWithCommitments = async (): Promise<Told> => {
  const created = await server.api.create({ seat: false, rules: { deals: 1 } });
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, host_token: hostToken } = created.value;
  const former = await joinWire(server, await observerToken(server, gameId));
  const observer = await joinWire(server, await observerToken(server, gameId), BATCH);
  const [tokens, wires, inOrder]: [string[], Wire[], Wire[]] = [[], [], []];
  const ways = COMMITTED.map((nonce, at) => ({
    ...(nonce === "" ? {} : { nonce_commitment: commitmentOf(nonce) }),
    ...(OPEN[at] === "" ? {} : { nonce: OPEN[at] as string }),
  }));
  for (const [at, added] of ways.entries()) {
    const joined = await server.api.join(gameId, added);
    if (!joined.ok) throw new Error(joined.error.reason);
    const { player_id, token } = joined.value;
    tokens[player_id] = token;
    inOrder[at] = await joinWire(server, token, at === 1 || at === 2 ? ["briscola.v1"] : BATCH);
    wires[player_id] = inOrder[at] as Wire;
  }
  const close = () => {
    for (const wire of [...wires, former, observer]) wire.close();
  };
  return { party: { gameId, hostToken, tokens, wires, close }, inOrder, former, observer };
};
/** `values`, which are in the order in which the five sat down, by seat. */
const bySeat = ({ party, inOrder }: Told, values: readonly string[]): string[] =>
  party.wires.map((wire) => values[inOrder.indexOf(wire)] as string);
const changes = ({ frames }: Wire) => frames.filter(({ message_type }) => message_type === "phase.change");

describe("a table on which two have committed", () => {
  let told: Told;
  beforeAll(async () => {
    told = await seatWithCommitments();
    const [first, , , fourth] = told.inOrder as [Wire, Wire, Wire, Wire, Wire];
    const one = first.act({ message_type: "reveal", nonce: COMMITTED[0] as string, action_id: "mine" });
    await settle([first]);
    const other = fourth.act({ message_type: "reveal", nonce: COMMITTED[3] as string, action_id: "mine" });
    await Promise.all([one, other]);
    await settle([...told.party.wires, told.former, told.observer]);
  });
  afterAll(() => told.party.close());

  test("[G41] everyone with batches is told of the shuffle with all commitments, and then of the bid", () => {
    const { inOrder, observer } = told;
    const commitments = bySeat(told, ALL).map((nonce) => (nonce === "" ? "" : commitmentOf(nonce)));
    const [first, , , fourth, fifth] = inOrder as [Wire, Wire, Wire, Wire, Wire];
    for (const wire of [first, fourth, observer]) {
      const [begun, ...rest] = changes(wire);
      expect(begun).toMatchObject({ phase: "shuffle", deal_number: 1, nonce_commitments: commitments });
      expect(begun?.shuffle_deadline).toBe(begun?.ts + 5_000);
      expect(rest.at(-1)).toMatchObject({ phase: "bid", turn: expect.any(Number) });
    }
    // The fifth comes when the shuffle has begun.
    expect(fifth.frames[0]?.snapshot).toMatchObject({ phase: "shuffle", nonce_commitments: commitments });
  });

  test("[P41] who has revealed gets the answer in the frame that deals, in front of it", () => {
    const [first, , , fourth] = told.inOrder as [Wire, Wire, Wire, Wire];
    for (const wire of [first, fourth]) {
      const frame = wire.texts
        .map((text) => [JSON.parse(text)].flat())
        .find((all) => all.at(-1).message_type === "hand.update");
      expect(frame?.[0]).toMatchObject({ message_type: "action.result", action_id: "mine", status: "ok" });
      expect(frame?.at(-2)).toMatchObject({ message_type: "phase.change", phase: "bid" });
      expect(frame?.[0].revision).toBe(frame?.at(-2).revision);
    }
  });

  test("[P40] sockets without batches are told `ready` with the same revision, and get a sync with the bid", async () => {
    const { inOrder, former, observer } = told;
    const [, second, third] = inOrder as [Wire, Wire, Wire];
    const [begun] = changes(observer) as [Frame];
    for (const wire of [second, third, former]) {
      const [first] = changes(wire) as [Frame];
      expect(first).toMatchObject({
        phase: "ready",
        revision: begun.revision,
        deal_commitment: begun.deal_commitment,
      });
      expect(wire.texts.join()).not.toContain("shuffle");
      expect(wire.texts.join()).not.toContain("nonce_commitments");
      expect(changes(wire).map(({ revision }) => revision)).toEqual(
        changes(observer).map(({ revision }) => revision),
      );
      const dealt = wire.frames.findIndex(({ phase }) => phase === "bid");
      const unasked = wire.frames
        .slice(dealt)
        .filter(({ message_type, action_id }) => message_type === "sync" && !action_id);
      expect(unasked).toHaveLength(1);
      expect(unasked[0]?.snapshot.phase).toBe("bid");
    }
    expect(
      observer.frames.filter(({ message_type, action_id }) => message_type === "sync" && !action_id),
    ).toEqual([]);
  });

  test("[G42] [P25] at the end some lines of any language repeat the shuffle from the replay", async () => {
    const { party } = told;
    await playUntil(party, ({ phase }) => phase === "end");
    const token = party.tokens[0] as string;
    const replay = await server.api.replay(party.gameId, token);
    if (!replay.ok) throw new Error(replay.error.reason);
    const [deal] = replay.value.deals as unknown as [Frame];
    const { secret, nonces, commitments, shuffle, attempt } = deal.deal_reveal;
    expect(shuffle).toBe(2);
    expect(nonces).toEqual(bySeat(told, ALL));

    // Written from the text of the protocol alone.
    const sha = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
    expect(sha(Buffer.from(secret, "hex"))).toBe(deal.deal_commitment);
    expect(commitments).toEqual(nonces.map((nonce: string) => (nonce === "" ? "" : sha(nonce))));
    const words = (function* () {
      for (let block = 0; ; block += 1) {
        const text = [party.gameId, 1, attempt, sha(nonces.join(",")), block].join(":");
        const bytes = createHmac("sha256", Buffer.from(secret, "hex")).update(text).digest();
        for (let at = 0; at < 32; at += 4) yield bytes.readUInt32BE(at);
      }
    })();
    const cards = Array.from({ length: 40 }, (_, card) => card);
    for (let place = 39; place > 0; ) {
      const word = words.next().value as number;
      if (word >= 2 ** 32 - (2 ** 32 % (place + 1))) continue;
      const at = word % (place + 1);
      [cards[place], cards[at]] = [cards[at] as number, cards[place] as number];
      place -= 1;
    }
    expect(deal.hands.flatMap((hand: Frame) => hand.cards.map((card: Frame) => card.card_id))).toEqual(cards);
    expect(verify(replay.value).filter(({ holds }) => !holds)).toEqual([]);
  });
});

describe("what players add", () => {
  test("[G40] a nonce beside a commitment, and a commitment that is none, are 400 and name the field", async () => {
    const commitment = commitmentOf("ab");
    const bodies: readonly [object, string][] = [
      [{ nonce: "ab", nonce_commitment: commitment }, "nonce: "],
      [{ nonce_commitment: "ab" }, "nonce_commitment: "],
      [{ nonce_commitment: commitment.toUpperCase() }, "nonce_commitment: "],
      [{ nonce_commitment: "" }, "nonce_commitment: "],
    ];
    const open = await server.api.create({});
    if (!open.ok) throw new Error(open.error.reason);
    for (const [body, named] of bodies) {
      const created = await server.api.create(body as Parameters<TestServer["api"]["create"]>[0]);
      const joined = await server.api.join(
        open.value.game_id,
        body as Parameters<TestServer["api"]["join"]>[1],
      );
      for (const answer of [created, joined]) {
        expect(answer).toMatchObject({ ok: false, error: { status: 400, code: "invalid_action" } });
        expect(answer.ok ? "" : answer.error.reason).toContain(named);
      }
    }
  });

  test("[G40] with next-deal both are refused, and either is accepted; HTTP says shuffle", async () => {
    const created = await server.api.create({ rules: { deals: 1 } });
    if (!created.ok || !created.value.player) throw new Error("no game");
    const { game_id: gameId, host_token, player } = created.value;
    const api = openApi(server.url);
    await api.seatBots(gameId, host_token, {});
    const wire = await joinWire(server, player.token, BATCH);
    const party: Party = {
      gameId,
      hostToken: host_token,
      tokens: [player.token],
      wires: [wire, wire, wire, wire, wire],
      close: wire.close,
    };
    await playUntil(party, ({ phase }) => phase === "end");
    const nonce_commitment = commitmentOf("5eed");
    expect(await wire.act({ message_type: "next-deal", nonce: "5eed", nonce_commitment })).toMatchObject({
      ...{ status: "error", code: "invalid_action", recovery: "retry" },
      reason: expect.stringContaining("nonce: "),
    });
    expect(await wire.act({ message_type: "next-deal", nonce_commitment })).toMatchObject({
      effects: { ready: true },
    });
    expect(await api.status(gameId)).toMatchObject({ value: { phase: "shuffle" } });
    expect(await api.snapshot(gameId, player.token)).toMatchObject({
      value: { phase: "shuffle", allowed: [{ message_type: "reveal" }] },
    });
    const revealed = await api.act(gameId, player.token, {
      message_type: "reveal",
      nonce: "5eed",
      action_id: "by HTTP",
    });
    expect(revealed).toMatchObject({ value: { status: "ok", effects: { revealed: true } } });
    expect(await api.status(gameId)).toMatchObject({ value: { phase: "bid" } });
    wire.close();
  });
});

test("[P43] five of the typed clients play two deals, and each can hold the server to its own nonces", async () => {
  const all = Array.from({ length: 5 }, () => openNonces());
  const gameId = await (async () => {
    const created = await server.api.create({ seat: false, rules: { deals: 2 } });
    return created.ok ? created.value.game_id : "";
  })();
  const seated: { token: string; client: GameClient }[] = [];
  for (const nonces of all) {
    const joined = await server.api.join(gameId, { nonce_commitment: nonces.commit() });
    if (!joined.ok) throw new Error(joined.error.reason);
    seated.push({
      token: joined.value.token,
      client: openGameClient({ baseUrl: server.url, token: joined.value.token, nonces }),
    });
  }
  const phases = new Set<string>();
  const answered = new Map<GameClient, string>();
  const isOver = new Promise<void>((tell) => {
    for (const { client } of seated)
      client.onSnapshot((snapshot) => {
        phases.add(snapshot.phase);
        if (snapshot.end_state?.match_over) return tell();
        const question = `${snapshot.turn} ${snapshot.phase} ${snapshot.allowed?.length}`;
        if (answered.get(client) === question) return;
        answered.set(client, question);
        const [first] = snapshot.allowed ?? [];
        if (first?.message_type === "bid")
          void client.act({ message_type: "bid", bid: snapshot.bids?.length ? -1 : 61 });
        if (first?.message_type === "call-partner-rank")
          void client.act({ message_type: "call-partner-rank", partner_rank: 1 });
        if (first?.message_type === "call-partner-suit")
          void client.act({ message_type: "call-partner-suit", partner_suit: "cups" });
        if (first?.message_type === "play")
          void client.act({ message_type: "play", card: first.cards?.[0] as number });
        if (first?.message_type === "next-deal") void client.act({ message_type: "next-deal" });
      });
  });
  await isOver;
  expect(phases).toContain("shuffle");
  const replay = await server.api.replay(gameId, seated[0]?.token as string);
  if (!replay.ok) throw new Error(replay.error.reason);
  for (const nonces of all) {
    const checks = verify(replay.value, nonces.noted());
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(checks.filter(({ step }) => step === "silence")).toHaveLength(2);
  }
  for (const { client } of seated) client.close();
});
