import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { joinWire, type Wire } from "../../dev/clients/wire.ts";
import { confirmed, storedState } from "../support/copies.ts";
import { observerToken, type Party, seatFive } from "../support/party.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const make = ({ gameId, tokens }: Pick<Party, "gameId" | "tokens">, seat: number) =>
  call(server, "POST", `/api/games/${gameId}/seat-code`, { token: tokens[seat] as string });
const redeem = (gameId: string, code: unknown) =>
  call(server, "POST", `/api/games/${gameId}/seat-code/redeem`, { json: { code } });
/** A code that is certainly another one. */
const other = (code: string) => `${code.startsWith("0") ? "1" : "0"}${code.slice(1)}`;

describe("[T12] a seat code", () => {
  test("[T12] gives the own seat to another device, and the older token stays good", async () => {
    const party = await seatFive(server);
    const before = Date.now();
    const made = await make(party, 2);
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    expect(made.body).toEqual({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{6}$/),
      expires_at: expect.any(Number),
    });
    expect(made.body.expires_at - before).toBeGreaterThan(590_000);
    expect(made.body.expires_at - before).toBeLessThan(610_000);
    const mine = await (party.wires[2] as (typeof party.wires)[number]).snapshot();
    const given = await redeem(party.gameId, made.body.code.toLowerCase());
    expect(given.status).toBe(200);
    expect(given.headers.get("cache-control")).toBe("no-store");
    expect(given.body).toEqual({
      game_id: party.gameId,
      player_id: 2,
      role: "player",
      name: mine.players[2].name,
      token: expect.any(String),
    });
    const phone = await joinWire(server, given.body.token);
    expect((await phone.snapshot()).hand).toEqual(mine.hand);
    const laptop = await joinWire(server, party.tokens[2] as string);
    expect((await laptop.snapshot()).hand).toEqual(mine.hand);
    phone.close();
    laptop.close();
    party.close();
  });

  test("[T12] is good once, and only the latest of a seat", async () => {
    const party = await seatFive(server);
    const first = (await make(party, 0)).body.code;
    const second = (await make(party, 0)).body.code;
    expect((await redeem(party.gameId, first)).status).toBe(401);
    expect((await redeem(party.gameId, second)).status).toBe(200);
    const again = await redeem(party.gameId, second);
    expect(again.status).toBe(401);
    expect(again.body).toMatchObject({ code: "unauthorized", recovery: "noop" });
    party.close();
  });

  test("[T12] is void with all others of the game after five wrong ones", async () => {
    const party = await seatFive(server);
    const codes = [(await make(party, 0)).body.code, (await make(party, 1)).body.code];
    for (let tries = 0; tries < 5; tries += 1)
      expect((await redeem(party.gameId, other(codes[tries % 2]))).status).toBe(401);
    for (const code of codes) expect((await redeem(party.gameId, code)).status).toBe(401);
    const fresh = (await make(party, 1)).body.code;
    expect((await redeem(party.gameId, fresh)).body).toMatchObject({ player_id: 1 });
    party.close();
  });

  test("[T12] is void when the seat's tokens are replaced", async () => {
    const party = await seatFive(server);
    const { code } = (await make(party, 3)).body;
    const minted = await call(server, "POST", `/api/games/${party.gameId}/tokens`, {
      token: party.hostToken,
      json: { role: "player", player_id: 3 },
    });
    expect(minted.status).toBe(201);
    expect((await redeem(party.gameId, code)).status).toBe(401);
    party.close();
  });

  test("[T12] survives a sleep and a loss of the storage, and is nowhere in the clear", async () => {
    const party = await seatFive(server);
    const [wire] = party.wires as [Wire];
    const { code } = (await make(party, 4)).body;
    const rows = await server.sql(party.gameId, "SELECT row FROM log");
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(code);
    await confirmed(server, party.gameId, await wire.snapshot(), wire);
    await server.evict(party.gameId);
    await wire.snapshot();
    const copy = await storedState(server, party.gameId);
    expect(copy).not.toBeNull();
    expect(JSON.stringify(copy)).not.toContain(code);
    await server.sql(party.gameId, "DROP TABLE log");
    await server.evict(party.gameId, "close");
    expect((await redeem(party.gameId, code)).body).toMatchObject({ player_id: 4 });
    party.close();
  });

  test("[T12] is for players, of that game, and one that is none is refused", async () => {
    const party = await seatFive(server);
    for (const token of [party.hostToken, await observerToken(server, party.gameId)]) {
      const made = await call(server, "POST", `/api/games/${party.gameId}/seat-code`, { token });
      expect(made.status).toBe(403);
    }
    expect((await call(server, "POST", `/api/games/${party.gameId}/seat-code`)).status).toBe(401);
    for (const code of ["", "12345", "1234567", "ILOU00", "💥💥💥"])
      expect((await redeem(party.gameId, code)).status, code).toBe(401);
    for (const code of [undefined, 123_456, null])
      expect((await redeem(party.gameId, code)).status).toBe(400);
    expect((await redeem("000000", "ABCDEF")).status).toBe(404);
    const others = await seatFive(server);
    const { code } = (await make(others, 1)).body;
    expect((await redeem(party.gameId, code)).status).toBe(401);
    others.close();
    party.close();
  });
});
