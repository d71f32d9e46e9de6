import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, type Party, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const connectionOf = ({ frames }: Wire): string => (frames[0] as Frame).connection;

/** Comes back to seat 0 as the connection `resume`; by the address, or by a message. */
const comeBack = async (
  { gameId, tokens }: Party,
  resume: string,
  way: "address" | "message" = "address",
): Promise<Wire> => {
  const [token] = tokens as [string];
  if (way === "address")
    return openWire(server, `/ws/client?resume=${resume}`, ["briscola.v1", `bearer.${token}`]);
  const wire = await openWire(server, `/ws/client?game_id=${gameId}`, ["briscola.v1"]);
  wire.send({ message_type: "join", token, resume });
  return wire;
};

describe("[S22] a connection that comes back", () => {
  test("[S22] each connection of a player has a name of its own, and an observer's none", async () => {
    const party = await seatFive(server);
    const again = await joinWire(server, party.tokens[0] as string);
    const names = [...party.wires, again].map(connectionOf);
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(name).toMatch(/^[\x21-\x7e]{1,64}$/);
    const observer = await joinWire(server, await observerToken(server, party.gameId));
    expect(observer.frames[0]).not.toHaveProperty("connection");
    again.send({ message_type: "join" });
    expect((await again.next(({ message_type }) => message_type === "join.ok")).connection).toBe(names[5]);
    again.close();
    observer.close();
    party.close();
  });

  test.each(["address", "message"] as const)(
    "[S22] does not take the seat from a later one that is open, by the %s",
    async (way) => {
      const party = await seatFive(server);
      const phone = connectionOf(party.wires[0] as Wire);
      const laptop = await joinWire(server, party.tokens[0] as string);
      const back = await comeBack(party, phone, way);
      expect(await back.next("error")).toMatchObject({ code: "duplicate_connection_handled" });
      // Locally the close of a socket on which its client never wrote arrives late.
      if (way === "message") expect((await back.closed).code).toBe(4002);
      expect((await laptop.snapshot()).players[0].connected).toBe(true);
      laptop.close();
      party.close();
    },
  );

  test.each(["address", "message"] as const)(
    "[S22] has the seat again when the later one has closed, by the %s",
    async (way) => {
      const party = await seatFive(server);
      const phone = connectionOf(party.wires[0] as Wire);
      const laptop = await joinWire(server, party.tokens[0] as string);
      laptop.close();
      await (party.wires[1] as Wire).next(
        ({ message_type, player_id }) => message_type === "player.leave" && player_id === 0,
      );
      const back = await comeBack(party, phone, way);
      expect(await back.next("join.ok")).toMatchObject({ player_id: 0 });
      back.close();
      party.close();
    },
  );

  test("[S22] takes its own place while its older socket is not known to be gone", async () => {
    const party = await seatFive(server);
    const back = await comeBack(party, connectionOf(party.wires[0] as Wire));
    expect(await back.next("join.ok")).toMatchObject({ player_id: 0 });
    back.close();
    party.close();
  });

  test.each(["nonsense", "1.3.1", "2.0.1", "1.0.x", "9".repeat(200)])(
    "[S22] is let in with an unknown name, such as %s",
    async (name) => {
      const party = await seatFive(server);
      const back = await comeBack(party, name);
      expect(await back.next("join.ok")).toMatchObject({ player_id: 0 });
      back.close();
      party.close();
    },
  );

  test("[S22] still counts after a sleep", async () => {
    const party = await seatFive(server);
    const phone = connectionOf(party.wires[0] as Wire);
    const laptop = await joinWire(server, party.tokens[0] as string);
    await server.evict(party.gameId);
    const back = await comeBack(party, phone);
    expect(await back.next("error")).toMatchObject({ code: "duplicate_connection_handled" });
    laptop.close();
    party.close();
  });
});
