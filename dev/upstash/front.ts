import { setTimeout as wait } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { Backend } from "./backend.ts";
import type { Fault, Faults } from "./faults.ts";
import { subscription } from "./subscribe.ts";
import { type Command, encode, type Outcome, readCommand } from "./wire.ts";

type Env = { Bindings: HttpBindings };
type Call = {
  readonly commands: readonly Command[];
  readonly apply: () => Promise<Outcome | readonly Outcome[]>;
};

type FrontOptions = {
  readonly backend: Backend;
  readonly token: string;
  readonly faults: Faults;
  /**
   * Is called with the commands of each request. The returned function is called after the answer, or when there will
   * be none.
   */
  readonly begin: (commands: readonly Command[]) => () => void;
};

/** The part of Upstash's REST interface that the game uses, over any backend, with fault injection. */
export function createFront(options: FrontOptions): Hono<Env> {
  const { backend, token, faults } = options;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    if (faults.isOut()) return reset(c);
    if (c.req.header("authorization") !== `Bearer ${token}`) return c.json({ error: "Unauthorized" }, 401);
    return next();
  });
  app.post("/", (c) => answer(c, options, (body) => single(backend, body)));
  app.post("/pipeline", (c) =>
    answer(c, options, (body) => several(body, (commands) => inOrder(backend, commands))),
  );
  app.post("/multi-exec", (c) =>
    answer(c, options, (body) =>
      several(body, async (commands) => {
        const outcomes = await backend.transaction(commands);
        return "error" in outcomes ? { error: outcomes.error } : outcomes;
      }),
    ),
  );
  app.on(["GET", "POST"], "/subscribe/:channel", (c) => subscription(c, backend, c.req.param("channel")));
  app.notFound((c) => c.json({ error: "Not Found" }, 404));
  // The message of such an error may contain the server's address, so the answer contains only its name.
  app.onError((error, c) => c.json({ error: `ERR Redis is unreachable (${error.name})` }, 503));
  return app;
}

async function answer(
  c: Context<Env>,
  { faults, begin }: FrontOptions,
  read: (body: unknown) => Call | { readonly error: string },
): Promise<Response> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    return c.json({ error: "ERR failed to parse the body as JSON" }, 400);
  }
  const call = read(body);
  if ("error" in call) return c.json(call, 400);
  const end = begin(call.commands);
  // A client that has left in the meantime has closed the response already.
  if (c.env.outgoing.closed) end();
  else c.env.outgoing.once("close", end);
  const fault = faults.take({ path: c.req.path, commands: call.commands });
  const early = await before(c, fault);
  if (early) return early;
  const answers = await call.apply();
  if (fault?.kind === "hold") fault.applied?.();
  if (fault?.kind === "reset") return reset(c);
  if (fault?.kind === "silence") {
    end();
    return silence(c);
  }
  const last = fault?.kind === "twice" ? await call.apply() : answers;
  const coded = c.req.header("upstash-encoding") === "base64" ? encode : (outcome: Outcome) => outcome;
  if (!isOne(last)) return c.json(last.map(coded));
  return c.json(coded(last), "error" in last ? 400 : 200);
}

const isOne = (answers: Outcome | readonly Outcome[]): answers is Outcome => !Array.isArray(answers);

/** The faults that apply before the request, or replace it. */
async function before(c: Context<Env>, fault: Fault | undefined): Promise<Response | undefined> {
  if (fault?.kind === "status") return c.json({ error: "ERR injected failure" }, fault.status);
  if (fault?.kind === "html") return c.html("<html><body><h1>502 Bad Gateway</h1></body></html>", 502);
  if (fault?.kind === "reset" && fault.when === "before") return reset(c);
  if (fault?.kind === "delay") await wait(fault.ms);
  if (fault?.kind === "hold") await fault.until;
  return undefined;
}

function reset(c: Context<Env>): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Waits until the client has closed the connection. */
async function silence(c: Context<Env>): Promise<Response> {
  const { socket } = c.env.incoming;
  if (!socket.destroyed) await new Promise<void>((done) => socket.once("close", () => done()));
  return RESPONSE_ALREADY_SENT;
}

function single(backend: Backend, body: unknown): Call | { readonly error: string } {
  const command = readCommand(body);
  if ("error" in command) return command;
  return { commands: [command], apply: () => backend.run(command) };
}

function several(
  body: unknown,
  apply: (commands: readonly Command[]) => Promise<Outcome | readonly Outcome[]>,
): Call | { readonly error: string } {
  if (!Array.isArray(body) || body.length === 0) return { error: "ERR a pipeline is a non-empty JSON array" };
  const commands: Command[] = [];
  for (const item of body as unknown[]) {
    const command = readCommand(item);
    if ("error" in command) return command;
    commands.push(command);
  }
  return { commands, apply: () => apply(commands) };
}

async function inOrder(backend: Backend, commands: readonly Command[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const command of commands) outcomes.push(await backend.run(command));
  return outcomes;
}
