import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, settle, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, onTurn, type Party, playUntil } from "../support/party.ts";
import { shuffleByHand } from "../support/referee.ts";

let server: TestServer;
let party: Party;
let observer: Wire;
const PUBLIC = /^(player\.|phase\.change|bid\.|trick\.|score\.|game\.)/;
const isPublic = (frame: Frame) => PUBLIC.test(frame.message_type);
const ofType = (wire: Wire, type: string) => wire.frames.filter((frame) => frame.message_type === type);
const everyone = () => [...party.wires, observer];

/** Two deals by five players with nonces, before an observer; with reorders, refusals and a reconnection in between. */
beforeAll(async () => {
  server = await startServer({ FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0" });
  const created = await server.api.create({ nonce: "c0ffee" });
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, host_token: hostToken, player } = created.value;
  const tokens = [player?.token ?? ""];
  const wires: Wire[] = [];
  observer = await joinWire(server, await observerToken(server, gameId));
  wires[0] = await joinWire(server, tokens[0] as string);
  for (let more = 1; more < 5; more += 1) {
    const joined = await server.api.join(gameId, more === 2 ? { nonce: "2B" } : {});
    if (!joined.ok) throw new Error(joined.error.reason);
    const { player_id, token } = joined.value;
    tokens[player_id] = token;
    wires[player_id] = await joinWire(server, token);
  }
  party = { gameId, hostToken, tokens, wires, close: () => wires.forEach((wire) => void wire.close()) };
  await playUntil(party, ({ phase }) => phase === "play-tricks");
  const turn = await onTurn(party);
  const other = party.wires.find((wire) => wire !== turn) as Wire;
  const { hand } = await turn.snapshot();
  await turn.act({ message_type: "reorder", hand: hand.toReversed() });
  await other.act({ message_type: "play", card: 0 });
  await turn.act({ message_type: "bid", bid: 120 });
  const leaver = party.wires.indexOf(other);
  other.close();
  await observer.next("player.leave");
  party.wires[leaver] = await joinWire(server, tokens[leaver] as string);
  await playUntil(party, ({ phase }) => phase === "end");
  for (const [seat, wire] of party.wires.entries())
    await wire.act({ message_type: "next-deal", ...(seat === 4 ? { nonce: "feed" } : {}) });
  await playUntil(party, ({ phase }) => phase === "end");
  await settle(everyone());
});
afterAll(async () => {
  await server.close();
});

describe("[P3] revision", () => {
  test("[P3] is 0 for a new game and 1 after the first message that everyone can see", async () => {
    const created = await server.api.create({ seat: false });
    if (!created.ok) throw new Error(created.error.reason);
    const { game_id: id } = created.value;
    expect(await server.api.status(id)).toMatchObject({ value: { revision: 0, epoch: 1 } });
    const joined = await server.api.join(id);
    expect(await server.api.status(id)).toMatchObject({ value: { revision: 0 } });
    const wire = await joinWire(server, joined.ok ? joined.value.token : "");
    expect(wire.frames[0]).toMatchObject({ revision: 1, snapshot: { revision: 1 } });
    wire.close();
  });

  test("[P3] rises by exactly one with each public message, and stands still with every other", () => {
    for (const { frames } of everyone()) {
      let current = frames[0]?.revision;
      for (const [index, frame] of frames.entries()) {
        if (index === 0) continue;
        if (isPublic(frame)) current += 1;
        // A result carries the revision after its action, ahead of the events that lead there [P6].
        if (frame.message_type === "action.result" && frame.status === "ok") continue;
        expect(frame, `message ${index}, ${frame.message_type}`).toMatchObject({
          revision: current,
          epoch: 1,
        });
        if (frame.snapshot) expect(frame.snapshot.revision).toBe(current);
      }
    }
  });
});

test("[P6] every action gets exactly one result, before the events it caused, with the revision after them", () => {
  const events = observer.frames.filter(isPublic);
  const results = party.wires.flatMap((wire) =>
    ofType(wire, "action.result").map((result) => ({ wire, result })),
  );
  expect(results.length).toBeGreaterThan(90);
  const ids = results.map(({ result }) => result.action_id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { wire, result } of results) {
    const at = wire.frames.indexOf(result);
    const heard = (frames: Frame[]) => frames.filter(isPublic).map(({ revision }) => revision);
    const before = Math.max(wire.frames[0]?.revision, ...heard(wire.frames.slice(0, at)));
    if (result.status === "error") {
      expect(result.revision).toBe(before);
      continue;
    }
    // Everything from the last event heard to the result's revision comes behind the result, and at once.
    const caused = heard(wire.frames.slice(at + 1, at + 20)).filter(
      (revision) => revision <= result.revision,
    );
    expect(caused).toEqual(
      Array.from({ length: result.revision - before }, (_, index) => before + index + 1),
    );
    if (caused.length > 0)
      expect(events.at(result.revision - (events[0]?.revision ?? 0))?.ts).toBe(result.ts);
  }
});

test("[P7] all sockets see the same public messages in the same order", () => {
  const seen = (wire: Wire) => wire.frames.filter(isPublic);
  /** What only the holder of the called card may see differently [V3]. */
  const alike = ({ partner_id: _, ...frame }: Frame) => frame;
  const all = seen(observer);
  expect(new Set(all.map(({ message_type }) => message_type))).toEqual(
    new Set([
      ...["player.join", "player.leave", "player.reconnect", "player.ready", "phase.change"],
      ...["bid.placed", "trick.played", "trick.won", "score.update"],
    ]),
  );
  for (const wire of party.wires) {
    const from = wire.frames[0]?.revision;
    expect(seen(wire).map(alike)).toEqual(all.filter(({ revision }) => revision > from).map(alike));
  }
});

test("[P8] everyone is sent their own snapshot, unasked, on entering trick-won and end", () => {
  const entered = observer.frames.filter(
    ({ message_type, phase }) =>
      message_type === "phase.change" && (phase === "trick-won" || phase === "end"),
  );
  expect(entered.map(({ phase }) => phase)).toEqual(
    [1, 2].flatMap(() => [...Array.from({ length: 7 }, () => "trick-won"), "end"]),
  );
  for (const wire of everyone()) {
    const from = wire.frames[0]?.revision;
    const unasked = ofType(wire, "sync").filter(({ action_id }) => action_id === undefined);
    expect(unasked.map(({ revision }) => revision)).toEqual(
      entered.map(({ revision }) => revision).filter((revision) => revision > from),
    );
    for (const { snapshot, player_id, role, revision } of unasked) {
      const who = wire === observer ? { role: "observer" } : { player_id: party.wires.indexOf(wire) };
      expect({ ...snapshot }).toMatchObject({ ...who, revision });
      expect({ player_id, role }).toMatchObject(who);
      expect("hand" in snapshot).toBe(wire !== observer);
    }
  }
});

test("[P9] hand.update follows each deal, own play and reorder, and goes to the owner alone", () => {
  expect(ofType(observer, "hand.update")).toEqual([]);
  for (const [seat, wire] of party.wires.entries()) {
    const updates = ofType(wire, "hand.update");
    expect(updates.every(({ player_id }) => player_id === seat)).toBe(true);
    const first = wire.frames.indexOf(updates[0] as Frame);
    let held: number | null = null;
    let expected = 0;
    for (const frame of wire.frames.slice(first - 1)) {
      if (frame.message_type === "phase.change" && frame.phase === "bid") expected += 1;
      if (frame.message_type === "trick.played" && frame.player_id === seat) expected += 1;
      if (frame.message_type === "action.result" && frame.effects?.hand) expected += 1;
      if (frame.message_type === "hand.update") held = frame.hand.length;
    }
    expect(held).toBe(0);
    // The seat that reconnected began in the middle of a trick.
    expect(Math.abs(updates.length - expected)).toBeLessThanOrEqual(1);
  }
  const reordered = party.wires.flatMap((wire) => {
    const at = wire.frames.findIndex(({ effects }) => effects?.hand);
    return at < 0 ? [] : [wire.frames.slice(at, at + 2)];
  });
  const [[result, update] = []] = reordered;
  expect(update).toMatchObject({ message_type: "hand.update", revision: result?.revision });
  expect(update?.hand.map((card: Frame) => card.card_id)).toEqual(
    result?.effects.hand.map((card: Frame | number) => (typeof card === "number" ? card : card.card_id)),
  );
});

test("[P10] join and sync are answered under their action_id and by no action.result", async () => {
  for (const wire of [party.wires[1] as Wire, observer]) {
    wire.send({ message_type: "sync", action_id: "the sync" });
    wire.send({ message_type: "join", action_id: "the join" });
    const sync = await wire.next(({ action_id }) => action_id === "the sync");
    const join = await wire.next(({ action_id }) => action_id === "the join");
    expect(sync).toMatchObject({ message_type: "sync", snapshot: { phase: "end" } });
    expect(join).toMatchObject({ message_type: "join.ok", snapshot: sync.snapshot });
    const who = wire === observer ? { role: "observer" } : { player_id: 1 };
    expect(sync).toMatchObject(who);
    expect(join).toMatchObject(who);
    await wire.snapshot();
    const about = wire.frames.filter(({ action_id }) => action_id === "the sync" || action_id === "the join");
    expect(about).toHaveLength(2);
  }
});

describe("[P13] the reveal", () => {
  /** The shuffle as its document has it, by node's own cryptography. */
  const dealt = (gameId: string, { deal_number, attempt, secret, nonces }: Frame): number[][] =>
    shuffleByHand(gameId, deal_number, attempt, secret, nonces);
  const reveals = () =>
    observer.frames.filter(({ message_type, phase }) => message_type === "phase.change" && phase === "end");

  test("[P13] lets anyone repeat the shuffle of both deals, with the nonces that were sent", () => {
    const ends = reveals();
    expect(ends.map(({ end_state }) => end_state.deal_reveal.deal_number)).toEqual([1, 2]);
    const nonces = ends.map(({ end_state }) => end_state.deal_reveal.nonces);
    expect(nonces[0]?.filter((nonce: string) => nonce !== "").toSorted()).toEqual(["2B", "c0ffee"]);
    expect(nonces[1]).toEqual(["", "", "", "", "feed"]);
    // What each seat said it held in the end equals the cards it played.
    for (const { end_state, revision } of ends) {
      const { snapshot } = observer.frames.find(
        (frame) => frame.message_type === "sync" && frame.revision === revision,
      ) as Frame;
      const played = [0, 1, 2, 3, 4].map((seat) =>
        snapshot.trick_history
          .flatMap((trick: Frame) => trick.cards)
          .filter((one: Frame) => one.player_id === seat)
          .map((one: Frame) => one.card.card_id)
          .toSorted((a: number, b: number) => a - b),
      );
      const hands = dealt(party.gameId, end_state.deal_reveal);
      expect(played).toEqual(hands.map((hand) => hand.toSorted((a, b) => a - b)));
    }
    const update = party.wires.flatMap((wire) => ofType(wire, "hand.update").slice(0, 1));
    const first = dealt(party.gameId, ends[0]?.end_state.deal_reveal);
    for (const { player_id, hand } of update.filter(({ hand }) => hand.length === 8))
      expect(hand.map((card: Frame) => card.card_id)).toEqual(first[player_id]);
  });

  test("[P13] fits the commitment made before, and commits to the next deal", () => {
    const [one, two] = reveals().map(({ end_state }) => end_state);
    const hash = (secret: string) => createHash("sha256").update(Buffer.from(secret, "hex")).digest("hex");
    const promised = observer.frames.flatMap(({ message_type, phase, deal_number, deal_commitment }) =>
      message_type === "phase.change" && phase === "bid" ? [[deal_number, deal_commitment]] : [],
    );
    expect(new Map(promised as [number, string][])).toEqual(
      new Map([
        [1, hash(one.deal_reveal.secret)],
        [2, hash(two.deal_reveal.secret)],
      ]),
    );
    expect(observer.frames[0]?.snapshot.deal_commitment).toBe(hash(one.deal_reveal.secret));
    expect(one.next_deal_commitment).toBe(hash(two.deal_reveal.secret));
    expect(two.next_deal_commitment).not.toBe(hash(two.deal_reveal.secret));
  });

  test("[P13] is in no message before the end of its deal", () => {
    const secrets = reveals().map(({ end_state }) => end_state.deal_reveal.secret as string);
    const ends = reveals().map(({ revision }) => revision as number);
    for (const { frames, texts } of everyone()) {
      for (const [index, text] of texts.entries()) {
        const { revision, status } = frames[index] as Frame;
        if (status === "ok") expect(text).not.toContain("secret");
        for (const [deal, secret] of secrets.entries())
          if (revision < (ends[deal] as number)) expect(text.includes(secret)).toBe(false);
      }
    }
  });
});
