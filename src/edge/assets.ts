import type { Ctx } from "./context.ts";
import { withPreview } from "./link-preview.ts";

/*
 * The files of dist/page that only the Worker returns, so that nothing is served without valid settings [H15].
 */

/** `/`, `/g/<id>`, `/w/<id>` and `/r`: the page, which reads game or deal from its own address [W18]. Search engines skip games. */
export const page = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new Request(new URL("/", c.req.url), c.req.raw));
  const answer = new Response(file.body, file);
  if (c.req.path !== "/") answer.headers.set("x-robots-tag", "noindex");
  return answer;
};

/** The page at `/g/<id>`, with a preview of the game for those to whom the link is sent [H23]. */
export const invitation = async (c: Ctx): Promise<Response> =>
  withPreview(c, c.req.param("id") ?? "", await page(c));

/** Whether a browser has opened this path, rather than a program called it. */
export const isForPerson = ({ req }: Ctx): boolean =>
  req.method === "GET" &&
  (req.header("accept") ?? "").includes("text/html") &&
  !/^\/(?:api|briscola|ws|assets)\//.test(req.path);

/** The page with status 404. It says that there is nothing at this address [W18]. */
export const pageOfNothing = async (c: Ctx): Promise<Response> => {
  // It is fetched without the request's headers, so it is never an empty 304.
  const file = await c.env.ASSETS.fetch(new URL("/", c.req.url));
  const answer = new Response(file.body, { status: 404, headers: file.headers });
  answer.headers.set("x-robots-tag", "noindex");
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

/** The file at the path of the request. It is fetched without the request's headers, so it is always the whole file. */
const description = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new URL(c.req.path, c.req.url));
  if (!file.ok) throw new Error("the build has written no description");
  return file;
};
