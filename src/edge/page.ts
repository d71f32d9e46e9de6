import type { Ctx } from "./context.ts";

/**
 * `/`, `/g/<id>` and `/w/<id>`: the page, which finds the game by its own address [W18]. Search engines need not keep
 * somebody's game.
 */
export const page = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new Request(new URL("/", c.req.url), c.req.raw));
  const answer = new Response(file.body, file);
  if (c.req.path !== "/") answer.headers.set("x-robots-tag", "noindex");
  return answer;
};
