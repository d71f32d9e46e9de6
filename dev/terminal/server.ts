import { fileURLToPath } from "node:url";
import { leash } from "../local/child.ts";

/** The maximum time until a started server is ready, in ms. */
const START_WITHIN_MS = 60_000;

export const isUp = async (url: string): Promise<boolean> => {
  try {
    await fetch(new URL("/health", url), { signal: AbortSignal.timeout(10_000) });
    return true;
  } catch {
    return false;
  }
};

/** Starts the server of this directory at `url`. Returns the function that stops it, or null when it does not start. */
export const startServer = async (url: string): Promise<(() => Promise<void>) | null> => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const server = leash(process.execPath, ["scripts/start.mjs"], { cwd: root, graceMs: 10_000 });
  server.stderr.pipe(process.stderr);
  server.stdout.resume();
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await isUp(url))) {
    if (ended) return null;
    if (Date.now() > deadline) {
      await server.end();
      return null;
    }
    await new Promise((resume) => setTimeout(resume, 200));
  }
  return () => server.end();
};
