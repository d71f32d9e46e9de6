import { expect, test } from "vitest";
import { TABLES } from "../../../src/shared/game/tables.ts";
import { verify } from "../../../src/shared/verify/verify.ts";
import { sitDown } from "../five-people.ts";
import { keptBy, newGame, playByItself, setStage, skip } from "../stage.ts";

const stage = setStage();

test.skipIf(skip).each(["classica", "siciliana"] as const)(
  "[W28, G32, G33] five people play a deal of %s, which the browser keeps as their game",
  async (table) => {
    const host = await stage.person();
    const gameId = await newGame(host, { table, deals: 1 });
    const people = await sitDown(stage, host, gameId);
    await Promise.all(people.map(playByItself));
    for (const page of people) await page.locator(".result").waitFor({ timeout: 60_000 });

    const { token } = await keptBy(host, gameId);
    const replay = await stage.server.api.replay(gameId, token);
    if (!replay.ok) throw new Error(replay.error.reason);
    expect(replay.value.rules).toMatchObject(TABLES[table]);
    expect(verify(replay.value).filter(({ holds }) => !holds)).toEqual([]);
    const [deal] = replay.value.deals;
    const first = deal?.bids.find(({ bid }) => bid !== -1);
    if (table === "classica") expect(first).toMatchObject({ bid: 61, rank: 1 });
    else expect(first).not.toHaveProperty("rank");
    expect(deal?.partner_rank).toBe(1);
    await host.goto("/");
    expect(await host.locator(`.tables input[value=${table}]`).isChecked()).toBe(true);
  },
);
