import type { Page } from "playwright-core";
import type { Stage } from "./stage.ts";

/** Five people at one table, the first of whom has made it. */
export const sitDown = async (stage: Stage, host: Page, gameId: string): Promise<readonly Page[]> => {
  const people = [host];
  for (const name of ["Bea", "Carlo", "Dora", "Ezio"]) {
    const page = await stage.person();
    await page.goto(`/g/${gameId}`);
    await page.locator(".sitting").waitFor();
    await page.locator("input[name=nickname]").fill(name);
    await page.locator(".join .button.main").click();
    people.push(page);
    if (name !== "Ezio") await host.locator(".round").getByText(name).waitFor();
  }
  for (const page of people) await page.locator(".hand button").nth(7).waitFor();
  return people;
};
