// Makes the page in dist/page, unless it is there already as its sources have it. wrangler runs this before it starts,
// after each change, and before it deploys.
import { buildPage } from "../dev/build/page.ts";

try {
  await buildPage();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
