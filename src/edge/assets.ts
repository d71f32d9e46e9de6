import type { Ctx } from "./context.ts";

/*
 * The files that the build writes to dist/page and that the Worker returns itself. Like every other call, they are limited
 * and need valid settings [H11, H15].
 */

/** `/`, `/g/<id>` and `/w/<id>`: the page, which reads the game from its own address [W18]. Games are not to be indexed. */
export const page = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new Request(new URL("/", c.req.url), c.req.raw));
  const answer = new Response(file.body, file);
  if (c.req.path !== "/") answer.headers.set("x-robots-tag", "noindex");
  return answer;
};

/** `GET /api/openapi.json` [P24]. */
export const openApi = async (c: Ctx): Promise<Response> =>
  new Response((await description(c)).body, { headers: { "content-type": "application/json" } });

/** `GET /api/asyncapi.json`, with the address of this server in `servers` [P24]. */
export const asyncApi = async (c: Ctx): Promise<Response> => {
  const { host, protocol } = new URL(c.req.url);
  const document = await (await description(c)).json<{ readonly servers: { readonly here: object } }>();
  const here = { ...document.servers.here, host, protocol: protocol === "https:" ? "wss" : "ws" };
  return c.json({ ...document, servers: { here } });
};

/** The file at the path of the request. Request headers are not passed on, so the answer has the whole file. */
const description = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new URL(c.req.path, c.req.url));
  if (!file.ok) throw new Error("the build has written no description");
  return file;
};
