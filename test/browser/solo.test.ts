import { expect, test } from "vitest";
import {
  countAccepted,
  handOf,
  myTurn,
  newGame,
  playByItself,
  setStage,
  skip,
  still,
  toFirstCard,
} from "./stage.ts";

const stage = setStage();

test.skipIf(skip)("[W4, W10] one person plays a whole match with bots, and checks the deal", async () => {
  const page = await stage.person();
  await newGame(page, { bots: true, deals: 1 });
  expect(await page.locator(".seat").count()).toBe(5);
  await playByItself(page);
  await page.locator(".matchover").waitFor({ timeout: 60_000 });
  expect(await page.locator(".result tbody tr").count()).toBe(5);
  await page.locator(".result .more .button").first().click();
  await page.locator(".verdict").waitFor();
  expect(await page.locator(".verdict").innerText()).toMatch(/^Everything holds: 2[01] checks/);
  expect(await page.locator(".checks li[data-holds=true]").count()).toBeGreaterThanOrEqual(20);
  const seals = await page.locator(".seal code").allInnerTexts();
  expect(seals[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(seals[1]).toMatch(/^[0-9a-f]{64}(, –){4}$/);
  expect(await page.locator(".checks").innerText()).toContain("Your own number is the one your browser sent");
  expect(await page.locator(".checks").innerText()).toContain("this browser noted before the deal");
});

test.skipIf(skip)(
  "[W6] a reload in the middle of a trick returns to the seat, the hand and its order",
  async () => {
    const page = await stage.person();
    const accepted = countAccepted(page);
    await newGame(page, { bots: true });
    await toFirstCard(page);
    const earlier = accepted();
    await page.locator(".dock > .button").click();
    await page.locator(".hand button").last().click();
    await page.locator(".hand button").nth(6).waitFor();
    await expect.poll(() => page.locator(".hand button").count()).toBe(7);
    await expect.poll(accepted).toBe(earlier + 2);
    const before = await handOf(page);
    await page.reload();
    await page.locator(".hand button").nth(6).waitFor();
    expect(await handOf(page)).toEqual(before);
    expect(await page.locator(".seat[data-me=true]").getAttribute("aria-label")).toMatch(/^Ada, you/);
  },
);

test.skipIf(skip)(
  "[W7] a card dragged sideways stays where it was put, after a reload too; upwards it is played",
  async () => {
    const page = await stage.person();
    const accepted = countAccepted(page);
    await newGame(page, { bots: true });
    await toFirstCard(page);
    const earlier = accepted();
    const before = await handOf(page);
    const boxOf = async (at: number) => {
      await still(page);
      const box = await page.locator(".hand button").nth(at).boundingBox();
      return { x: (box?.x ?? 0) + 14, y: (box?.y ?? 0) + 60 };
    };
    const [from, to] = [await boxOf(1), await boxOf(6)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x + 30, to.y, { steps: 6 });
    await page.mouse.up();
    const after = [...before];
    after.splice(6, 0, ...after.splice(1, 1));
    await expect.poll(() => handOf(page)).toEqual(after);
    await expect.poll(accepted).toBe(earlier + 1);
    await page.reload();
    await page.locator(".hand button").nth(7).waitFor();
    expect(await handOf(page)).toEqual(after);

    await myTurn(page);
    const card = await boxOf(3);
    await page.mouse.move(card.x, card.y);
    await page.mouse.down();
    await page.mouse.move(card.x, card.y - 260, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => handOf(page)).toEqual(after.toSpliced(3, 1));
  },
);

test.skipIf(skip)(
  "[W5] a finished trick is held up with its winner and points, and is a tap away afterwards",
  async () => {
    const page = await stage.person();
    // What the mark said when it came, and when it came and went by the page's own clock: this process may look late.
    await page.addInitScript(() => {
      const taken = { text: "", seat: "", won: 0, shown: 0, gone: 0 };
      Object.assign(globalThis, { taken });
      new MutationObserver(() => {
        const mark = document.querySelector<HTMLElement>(".taken");
        if (!mark && taken.shown > 0) taken.gone ||= performance.now();
        if (!mark || taken.shown > 0) return;
        // Before the text, whose reading lays the page out.
        taken.shown = performance.now();
        taken.text = mark.innerText;
        taken.seat = mark.dataset.seat ?? "";
        taken.won = document.querySelectorAll(".played[data-won=true]").length;
      }).observe(document, { subtree: true, childList: true });
    });
    await newGame(page, { bots: true });
    await toFirstCard(page);
    await page.locator(".hand button").first().click();
    await expect
      .poll(
        async () => {
          // The blind trick may wait for the page's own call.
          if (await page.locator(".suits").count()) await page.locator(".suits button").last().click();
          return page.evaluate("taken.shown > 0");
        },
        { timeout: 20_000, interval: 20 },
      )
      .toBe(true);
    const text = await page.evaluate<string>("taken.text");
    expect(text).toMatch(/^\+?\d+$/);
    expect(await page.evaluate("taken.won")).toBe(1);
    const mine = await page.locator(".seat[data-me=true]").getAttribute("data-seat");
    if ((await page.evaluate("taken.seat")) === mine) {
      const isOld = () => page.evaluate("performance.now() - taken.shown > 2000");
      await expect.poll(isOld, { timeout: 5_000, interval: 50 }).toBe(true);
      expect(await page.locator(".taken").innerText()).toBe(text);
      expect(await page.evaluate("taken.gone")).toBe(0);
    } else {
      await expect.poll(() => page.evaluate("taken.gone > 0"), { timeout: 5_000, interval: 20 }).toBe(true);
      expect(await page.evaluate("taken.gone - taken.shown")).toBeGreaterThan(1_400);
    }
    await page.locator("[data-opens=history]").click();
    expect(await page.locator(".history > li").count()).toBe(1);
  },
);

test.skipIf(skip)(
  "[W4, B2] how well bots play is chosen where they are seated, sent with them, and kept by the browser",
  async () => {
    const page = await stage.person();
    const asked: unknown[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/bots")) asked.push(request.postDataJSON());
    });
    const chosen = () => page.locator(".segments input:checked").inputValue();
    await page.goto("/");
    expect(await chosen()).toBe("medium");
    await page.getByRole("radio", { name: "strong" }).check();
    await page.getByText("They think ahead").waitFor();
    await page.reload();
    expect(await chosen()).toBe("strong");
    await newGame(page, { bots: true });
    expect(await page.locator(".seat").count()).toBe(5);

    await newGame(page);
    expect(await chosen()).toBe("strong");
    await page.getByRole("radio", { name: "easy" }).check();
    await page.getByRole("button", { name: "Fill with bots" }).click();
    await page.locator(".board").waitFor();
    expect(asked).toEqual([{ level: "search" }, { level: "casual" }]);
    await page.goto("/");
    expect(await chosen()).toBe("easy");
  },
);

test.skipIf(skip).each([1, 4])(
  "[W7] one press is one choice: a double click or a held key makes no second one, on a processor %d times slower",
  async (rate) => {
    const page = await stage.person();
    const chrome = await page.context().newCDPSession(page);
    await chrome.send("Emulation.setCPUThrottlingRate", { rate });
    await newGame(page, { bots: true });
    await page.locator(".ladder").waitFor();
    await page.locator(".amount").press("End");
    const twice = async (selector: string) => {
      await still(page);
      const box = await page.locator(selector).first().boundingBox();
      await page.mouse.dblclick((box?.x ?? 0) + 12, (box?.y ?? 0) + 30, { delay: 200 });
    };
    await twice(".panel .button.main");
    await page.locator(".ranks").waitFor();
    await twice(".ranks button");
    await myTurn(page);
    expect(await page.locator(".hand button").count()).toBe(8);
    await twice(".hand button");
    await page.locator(".suits").waitFor();
    expect(await page.locator(".hand button").count()).toBe(7);
    await twice(".suits button");
    await myTurn(page);
    await page.locator(".hand button").first().focus();
    const before = await page.locator(".hand button").count();
    for (const end = performance.now() + 1_500; performance.now() < end; ) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    expect(await page.locator(".hand button").count()).toBe(before - 1);
    await myTurn(page);
    await page.locator(".hand button").first().focus();
    for (const end = performance.now() + 1_500; performance.now() < end; ) await page.keyboard.down("Space");
    await page.keyboard.up("Space");
    await expect.poll(() => page.locator(".hand button").count()).toBe(before - 2);
  },
);
