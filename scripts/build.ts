// Builds the page and the descriptions of the protocol in dist/page, unless they are up to date. Wrangler runs this
// before it starts, after each change, and before each deployment.
import { buildPage } from "../dev/build/page.ts";

try {
  await buildPage();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
