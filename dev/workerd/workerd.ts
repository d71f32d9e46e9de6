import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { transformWithOxc } from "vite";
import { familyOf } from "../torture/processes.ts";
import { isWorkerd } from "./processes.ts";
import { actionsIn, type StoredActions } from "./storage.ts";

/** A Worker to run in a separate workerd. */
export interface Program {
  readonly name: string;
  /** The file of the Worker: TypeScript or a bundle. */
  readonly worker: string;
  /** The file of a Worker that handles its requests first and imports it as "./worker.js". */
  readonly before: string | null;
  /** The classes of its Durable Objects by the names of their bindings. The default is the class of games. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
}

/** A running workerd. */
export interface Workerd {
  readonly pid: number;
  /** The socket of the Worker itself, without a proxy. */
  readonly url: URL;
  /** Evicts the object of a game from memory. Its sockets stay open. */
  readonly evict: (gameId: string) => Promise<void>;
  /** The address of the Worker for a debugger. */
  readonly inspector: () => Promise<URL>;
  /** Stops it. Resolves with the number of accepted actions in its storage. */
  readonly close: () => Promise<StoredActions>;
}

/** The class of a game's object. */
const GAME = "GameActor";
/** The same values as in wrangler.toml. */
const COMPATIBILITY = { compatibilityDate: "2026-11-01", compatibilityFlags: ["nodejs_compat"] };

/** Starts `program` through miniflare, with a separate storage that is deleted at the end. */
export const startWorkerd = async (program: Program): Promise<Workerd> => {
  const { name, worker, before } = program;
  const folder = mkdtempSync(join(tmpdir(), "briscola-bench-"));
  const others = workerds();
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    inspectorPort: 0,
    cf: false,
    logRequests: false,
    enableDevRegistry: false,
    telemetry: { enabled: false },
    // The log is not printed, because it has a line for each deal.
    handleStructuredLogs: () => {},
    resourcePersistencePath: folder,
    workers: [
      {
        config: {
          name,
          ...COMPATIBILITY,
          manifest: await manifestOf(worker, before),
          ...bindingsOf(program),
        },
        dev: { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] },
      },
    ],
  });
  await miniflare.ready;
  const pid = workerds().find((one) => !others.includes(one));
  if (pid === undefined) throw new Error("workerd did not start");
  return {
    pid,
    url: await miniflare.unsafeGetDirectURL(name),
    evict: (gameId) =>
      miniflare.unsafeEvictDurableObject(name, GAME, { name: gameId, webSockets: "hibernate" }),
    inspector: async () => new URL(`/core:user:${name}`, await miniflare.getInspectorURL()),
    close: async () => {
      await miniflare.dispose();
      const actions = actionsIn(folder);
      rmSync(folder, { recursive: true, force: true });
      return actions;
    },
  };
};

const workerds = (): readonly number[] => familyOf(process.pid).filter(isWorkerd);

/** The environment of the Worker, and the classes that it exports. */
const bindingsOf = ({ name, objects = { GAMES: GAME }, vars }: Program) => {
  const namespaces = Object.entries(objects).map(
    ([key, exportName]) => [key, { type: "durable-object" as const, worker: name, exportName }] as const,
  );
  const texts = Object.entries(vars).map(([key, value]) => [key, { type: "text" as const, value }] as const);
  const classes = Object.values(objects).map(
    (exportName) => [exportName, { type: "durable-object" as const, storage: "sqlite" as const }] as const,
  );
  return { env: Object.fromEntries([...namespaces, ...texts]), exports: Object.fromEntries(classes) };
};

const manifestOf = async (worker: string, before: string | null) => ({
  mainModule: before === null ? "worker.js" : "before.js",
  modules: {
    "worker.js": await moduleOf(worker),
    ...(before === null ? {} : { "before.js": await moduleOf(before) }),
  },
});

const moduleOf = async (file: string) => {
  const source = readFileSync(file, "utf8");
  const contents = file.endsWith(".ts") ? (await transformWithOxc(source, file)).code : source;
  return { type: "esm" as const, contents };
};
