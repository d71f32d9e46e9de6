// Builds the page and the descriptions of the protocol in dist/page, unless they are up to date. wrangler runs this before
// it starts, after each change, and before it deploys.
import { buildPage } from "../dev/build/page.ts";

try {
  await buildPage();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
