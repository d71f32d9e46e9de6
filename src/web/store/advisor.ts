import type { Advice } from "../../bot/advice/advice.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Answer, Question } from "../worker/advice.ts";

/** Asks the strong bot in a worker of this browser. Nothing is sent to the server. */
export interface Advisor {
  /** The advice for the seat that has `view`; null when it has no choice. Rejects when the worker cannot be loaded. */
  readonly ask: (view: Snapshot, seed: number, care: Question["care"]) => Promise<Advice | null>;
  readonly close: () => void;
}

export const openAdvisor = (): Advisor => {
  const worker = new Worker(new URL("../worker/advice.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, PromiseWithResolvers<Advice | null>>();
  let asked = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.resolve(data.advice);
    waiting.delete(data.id);
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("the advice has failed"));
    waiting.clear();
  });
  return {
    ask: (view, seed, care) => {
      asked += 1;
      const answer = Promise.withResolvers<Advice | null>();
      waiting.set(asked, answer);
      worker.postMessage({ id: asked, view, seed, care } satisfies Question);
      return answer.promise;
    },
    close: () => worker.terminate(),
  };
};
