import { buildPage } from "../../dev/build/page.ts";

/** The page is made once before the servers start, so that none of them has to, or finds it half made. */
export const setup = (): Promise<void> => buildPage();
