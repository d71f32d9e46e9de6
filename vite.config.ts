import { defineConfig, type Plugin } from "vite";
import { noticesWith } from "./dev/build/licences.ts";
import { serviceWorkerOf } from "./dev/build/shell.ts";
import { spriteOfCards } from "./src/web/art/sprite.ts";

/** The drawn cards as one file, whose address `virtual:cards` gives. */
const cards = (): Plugin => ({
  name: "cards",
  resolveId: (id) => (id === "virtual:cards" ? "\0cards" : null),
  load(id) {
    if (id !== "\0cards") return null;
    const reference = this.emitFile({ type: "asset", name: "cards.svg", source: spriteOfCards() });
    return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
  },
});

/** The service worker, which has to know every file of the build. */
const shell = (): Plugin => ({
  name: "shell",
  generateBundle(_options, bundle) {
    const files = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
    const source = serviceWorkerOf(files.map((name) => `/${name}`).sort());
    this.emitFile({ type: "asset", fileName: "sw.js", source });
  },
});

/** The file with the notices of all that is in the page. */
const LICENCES = "licences.txt";

const licences = (): Plugin => ({
  name: "licences",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const file = bundle[LICENCES];
      if (file?.type !== "asset") throw new Error(`${LICENCES} has not been written`);
      file.source = noticesWith(String(file.source));
    },
  },
});

export default defineConfig({
  plugins: [cards(), shell(), licences()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    license: { fileName: LICENCES },
    // Written after the minifier, which takes other comments away.
    rolldownOptions: { output: { postBanner: `/*! Licences: /${LICENCES} */` } },
  },
});
