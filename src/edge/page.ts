import type { Ctx } from "./context.ts";

/** `/g/<id>` and `/w/<id>`: the page, which finds the game by its own address; search engines need not keep either. */
export const page = async (c: Ctx): Promise<Response> => {
  const file = await c.env.ASSETS.fetch(new URL("/", c.req.url));
  const answer = new Response(file.body, file);
  answer.headers.set("x-robots-tag", "noindex");
  return answer;
};
