import { describe, expect, test } from "vitest";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { seeded } from "../../dev/clients/random.ts";
import { openGameClient } from "../../src/client/game-client.ts";
import { openNonces } from "../../src/client/nonces.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type FakeSocket, fakeEnvironment } from "../support/fake-socket.ts";
import { auction, inEnd, playUntil, seatedTable } from "../support/table.ts";

/** The client of seat 2 at a game in `end`, whose server is this test. */
const sit = () => {
  const { world, clock, sockets } = fakeEnvironment();
  const table = playUntil(auction(seatedTable({ seed: 3 }), 0), inEnd, seeded(3));
  const nonces = openNonces();
  const client = openGameClient({ baseUrl: "http://server.example", token: "a.token", world, nonces });
  const socket = () => sockets.at(-1) as FakeSocket;
  const end = table.view(2);
  /** The snapshot of the shuffle after this deal, with `commitment` in the place of seat 2. */
  const shuffle = (commitment: string, epoch = 1): Snapshot => {
    const { end_state: _end, ...rest } = end;
    return {
      ...rest,
      ...{ phase: "shuffle", epoch, deal_number: 2, shuffle_deadline: 5_000 },
      nonce_commitments: ["", "", commitment, "", ""],
    };
  };
  const say = (message_type: "join.ok" | "sync", snapshot: Snapshot) => {
    const { epoch, revision, turn } = snapshot;
    socket().say({ message_type, epoch, revision, turn, snapshot });
  };
  const join = (snapshot: Snapshot) => {
    socket().open();
    say("join.ok", snapshot);
  };
  const answer = (action_id: string, part: object = { status: "ok", effects: {} }) =>
    socket().say({ message_type: "action.result", action_id, epoch: 1, revision: end.revision, ...part });
  const reveals = () => socket().sent.filter(({ message_type }) => message_type === "reveal");
  join(end);
  return { client, nonces, clock, socket, end, shuffle, say, join, answer, reveals };
};

describe("[P43] the client", () => {
  test("[P43] commits when it asks for the next deal, unless the caller adds something", () => {
    const { client, nonces, socket } = sit();
    void client.act({ message_type: "next-deal" });
    void client.act({ message_type: "next-deal", nonce: "ab" });
    void client.act({ message_type: "next-deal", nonce_commitment: "cd".repeat(32) });
    const [own, open, given] = socket().sent;
    expect(commitmentOf(nonces.find(own?.nonce_commitment) ?? "")).toBe(own?.nonce_commitment);
    expect(open).not.toHaveProperty("nonce_commitment");
    expect(given).toMatchObject({ nonce_commitment: "cd".repeat(32) });
  });

  test("[P43] reveals when it hears of the shuffle, and notes that it did", async () => {
    const { client, nonces, socket, shuffle, say, reveals, answer, end } = sit();
    const asked = client.act({ message_type: "next-deal" });
    const [{ nonce_commitment, action_id }] = socket().sent as [
      { nonce_commitment: string; action_id: string },
    ];
    answer(action_id);
    await asked;
    const { end_state: _end, ...fields } = shuffle(nonce_commitment);
    socket().say({ message_type: "phase.change", ...fields, revision: end.revision + 1 });
    expect(reveals()).toMatchObject([{ nonce: nonces.find(nonce_commitment) }]);
    expect(nonces.noted().get(2)?.own?.revealed).toBe(true);
    say("sync", shuffle(commitmentOf("ff")));
    expect(reveals()).toHaveLength(1);
  });

  test("[P43] does not reveal for a commitment that is not its own", () => {
    const { nonces, shuffle, say, reveals } = sit();
    nonces.commit();
    for (const commitment of ["", commitmentOf("ff")]) say("sync", shuffle(commitment));
    expect(reveals()).toEqual([]);
  });

  test("[P43] repeats the same message until it has an answer, and reveals again in a new epoch", async () => {
    const { nonces, clock, shuffle, say, join, answer, reveals, socket } = sit();
    const commitment = nonces.commit();
    say("sync", shuffle(commitment));
    say("sync", shuffle(commitment));
    const [first, second] = reveals();
    expect(second).toEqual(first);
    socket().drop(1006);
    clock.pass(1_000);
    join(shuffle(commitment));
    expect(reveals()).toEqual([first]);
    answer(first?.action_id ?? "");
    await Promise.resolve();
    await Promise.resolve();
    say("sync", shuffle(commitment));
    expect(reveals()).toHaveLength(1);
    say("sync", shuffle(commitment, 2));
    expect(reveals()).toHaveLength(2);
    expect(reveals()[1]?.nonce).toBe(first?.nonce);
    expect(reveals()[1]?.action_id).not.toBe(first?.action_id);
  });

  test("[P43] a refusal is an answer", async () => {
    const { nonces, shuffle, say, answer, reveals } = sit();
    const commitment = nonces.commit();
    say("sync", shuffle(commitment));
    const refused = { status: "error", code: "invalid_action", reason: "late", recovery: "noop" };
    answer(reveals()[0]?.action_id ?? "", refused);
    await Promise.resolve();
    await Promise.resolve();
    say("sync", shuffle(commitment));
    expect(reveals()).toHaveLength(1);
  });
});
