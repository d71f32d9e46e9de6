import { buildPage } from "../../dev/build/page.ts";

/** Builds the page once before the servers start, so that none of them builds it or finds it incomplete. */
export const setup = (): Promise<void> => buildPage();
