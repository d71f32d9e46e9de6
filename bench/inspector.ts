import type { Workerd } from "../dev/workerd/workerd.ts";

/** How often an idle Worker is knocked at, so that it hears its debugger, in ms. */
const KNOCK_MS = 20;

/** A debugger on a running Worker. */
export interface Inspector {
  readonly collectGarbage: () => Promise<void>;
  /** Samples the Worker's JavaScript while `work` is done; a CPU profile as Chrome's tools read it. */
  readonly profile: (work: () => Promise<void>) => Promise<CpuProfile>;
  readonly close: () => void;
}

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds between a sample and the one before. */
  readonly timeDeltas: readonly number[];
}

/** Connects to the Worker of `workerd`. */
export const openInspector = async ({ inspector, url }: Workerd): Promise<Inspector> => {
  const address = await inspector();
  address.protocol = "ws:";
  const socket = new WebSocket(address);
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("no debugger may connect")));
  });
  let calls = 0;
  const call = async (method: string, params: object = {}): Promise<unknown> => {
    calls += 1;
    const id = calls;
    const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    // A Worker without work does not look at what its debugger asks.
    const knocking = setInterval(() => void fetch(url).catch(() => {}), KNOCK_MS);
    try {
      return await answer;
    } finally {
      clearInterval(knocking);
      waiting.delete(id);
    }
  };
  return {
    collectGarbage: async () => {
      await call("HeapProfiler.enable");
      await call("HeapProfiler.collectGarbage");
    },
    profile: async (work) => {
      await call("Profiler.enable");
      await call("Profiler.setSamplingInterval", { interval: 200 });
      await call("Profiler.start");
      await work();
      return ((await call("Profiler.stop")) as { profile: CpuProfile }).profile;
    },
    close: () => socket.close(),
  };
};
