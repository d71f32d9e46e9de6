// The Worker that is counted: the product's bundle or the bare one, which stands under this name beside `counted`.
import { DurableObject } from "cloudflare:workers";

export class GameActor extends DurableObject<unknown> {}

declare const worker: {
  fetch(request: Request, env: unknown, ctx: ExecutionContext): Response | Promise<Response>;
};
export default worker;
