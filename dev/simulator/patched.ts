// Loads the source with a fault: SIMULATION_PATCH=<a patch as JSON> node --import …/patched.ts …
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import type { Patch } from "./patches.ts";

const { file, find, replace } = JSON.parse(process.env.SIMULATION_PATCH ?? "") as Patch;
const url = new URL(`../../${file}`, import.meta.url);
if (readFileSync(url, "utf8").split(find).length !== 2) throw new Error(`${file} has not one "${find}"`);

registerHooks({
  load: (loading, context, nextLoad) => {
    const loaded = nextLoad(loading, context);
    if (loading !== url.href) return loaded;
    return { ...loaded, source: String(loaded.source).replace(find, () => replace) };
  },
});
