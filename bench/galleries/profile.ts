/** Where some time was spent: a stack, from the function that did it outwards, and how long, in ms. */
export interface Spent {
  readonly stack: readonly Frame[];
  readonly ms: number;
}
export interface Frame {
  readonly functionName: string;
  /** The module's. */
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
}

/** Looks at what a workerd does, through its inspector. */
export interface Profiler {
  readonly during: (work: () => Promise<void>) => Promise<readonly Spent[]>;
  readonly close: () => void;
}

interface Node {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
}
interface Recorded {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const EVERY_MICROSECONDS = 200;

/** Connects to the inspector of the Worker called `name`. */
export const openProfiler = async (inspector: URL, name: string): Promise<Profiler> => {
  const listed = await fetch(`http://${inspector.host}/json`);
  const targets = (await listed.json()) as { readonly id: string; readonly webSocketDebuggerUrl: string }[];
  const target = targets.find(({ id }) => id.endsWith(name));
  if (!target) throw new Error(`the inspector knows no ${name}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((open) => socket.addEventListener("open", open));
  const waiting = new Map<number, (answer: { readonly result: unknown }) => void>();
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data)) as { readonly id?: number; readonly result: unknown };
    waiting.get(answer.id ?? 0)?.(answer);
  });
  let asked = 0;
  const ask = async (method: string, params: object = {}) => {
    asked += 1;
    const id = asked;
    const answer = new Promise<{ readonly result: unknown }>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    return (await answer).result;
  };
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: EVERY_MICROSECONDS });
  return {
    during: async (work) => {
      await ask("Profiler.start");
      await work();
      const { profile } = (await ask("Profiler.stop")) as { readonly profile: Recorded };
      return spentIn(profile);
    },
    close: () => socket.close(),
  };
};

const spentIn = ({ nodes, samples, timeDeltas }: Recorded): readonly Spent[] => {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ms = new Map<number, number>();
  for (const [at, id] of samples.entries()) ms.set(id, (ms.get(id) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  const stackOf = (id: number): readonly Frame[] => {
    const stack: Frame[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      stack.push(frames.get(at) as Frame);
    return stack;
  };
  return [...ms].map(([id, spent]) => ({ stack: stackOf(id), ms: spent }));
};
