import type { Workerd } from "../dev/workerd/workerd.ts";

/** The interval of requests to an idle Worker, in ms, so that it handles messages of its debugger. */
const KNOCK_MS = 20;

/** A debugger of a running Worker. */
export interface Inspector {
  readonly collectGarbage: () => Promise<void>;
  /** Samples the Worker's JavaScript during `work`. Returns a CPU profile in the format of Chrome's tools. */
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
  /** Microseconds between a sample and the previous one. */
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
    // A Worker without work does not handle messages of its debugger.
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
