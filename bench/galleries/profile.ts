/** Processor time in JavaScript and in what it calls, by where it was entered, in ms. */
export type Profile = ReadonlyMap<string, number>;

/** Looks at what a workerd does, through its inspector. */
export interface Profiler {
  readonly during: (work: () => Promise<void>) => Promise<Profile>;
  readonly close: () => void;
}

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string };
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
      return entered(profile);
    },
    close: () => socket.close(),
  };
};

/** The time of each sample goes to the outermost function of its stack. */
const entered = ({ nodes, samples, timeDeltas }: Recorded): Profile => {
  const outermost = new Map<number, string>();
  const [root] = nodes;
  const below = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, name: string) => {
    outermost.set(id, name);
    for (const child of below.get(id)?.children ?? []) visit(child, name);
  };
  for (const child of root?.children ?? []) visit(child, below.get(child)?.callFrame.functionName ?? "");
  const spent = new Map<string, number>();
  for (const [at, sample] of samples.entries()) {
    const name = outermost.get(sample) ?? "(root)";
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
  }
  return spent;
};
