import { defineConfig, type Plugin } from "vite";
import { serviceWorkerOf } from "./scripts/build/shell.ts";
import { spriteOfCards } from "./src/table/art/sprite.ts";

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

export default defineConfig({
  plugins: [cards(), shell()],
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
