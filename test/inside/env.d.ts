declare namespace Cloudflare {
  interface Env extends WorkerEnv {}
  interface GlobalProps {
    mainModule: typeof import("../../src/edge/worker.ts");
  }
}
type WorkerEnv = import("../../src/edge/env.ts").Env;
