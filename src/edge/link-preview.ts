import { gameIdOf } from "../shared/protocol/ids.ts";
import { actorOf, ask } from "./actors.ts";
import type { Ctx } from "./context.ts";
import { isWithin } from "./http.ts";
import { type PreviewLanguage, previewLanguage, previewOf } from "./preview-words.ts";

/*
 * What a messenger shows of an invitation [H23]: the page at `/g/<id>` with the game's own Open Graph fields. They say no
 * more than the public status.
 */

/** How long the page waits for the game, in ms. */
const PATIENCE_MS = 300;
const IMAGE = "/icon-512.png";

/** The parts of the public status that the preview tells. */
interface Told {
  readonly seats: readonly { readonly name: string | null; readonly bot: boolean }[];
}

/**
 * `page` with the preview of the game `id`; `page` itself when it is no whole file, when no game has such an id, when the
 * client is over the limit of reads, or when the game does not answer in time [H23].
 */
export const withPreview = async (c: Ctx, id: string, page: Response): Promise<Response> => {
  const gameId = gameIdOf(id);
  if (!gameId || page.status !== 200 || !(await isWithin(c, "READ_LIMIT"))) return page;
  const status = await inTime(c, gameId);
  if (!status) return page;
  const language = previewLanguage(c.req.header("accept-language"));
  const answer = rewritten(page, fieldsOf(c, { gameId, status, language }));
  // The body is no longer the file's: it is this game's at this moment, and in one language.
  answer.headers.delete("etag");
  answer.headers.set("cache-control", "private, no-cache");
  answer.headers.append("vary", "accept-language");
  return answer;
};

/** The game's public status; null if there is none in time. The call goes on, so that the game is never left in the middle of it. */
const inTime = async (c: Ctx, gameId: string): Promise<Told | null> => {
  const asked = ask(gameId, () => actorOf(c.env, gameId).status(gameId));
  c.executionCtx.waitUntil(asked);
  const answer = await Promise.race([asked, scheduler.wait(PATIENCE_MS)]);
  return answer?.ok ? answer.value : null;
};

interface Invitation {
  readonly gameId: string;
  readonly status: Told;
  readonly language: PreviewLanguage;
}

/** The fields by their names, as plain text. */
const fieldsOf = (c: Ctx, { gameId, status, language }: Invitation): ReadonlyMap<string, string> => {
  const names = status.seats.flatMap(({ name, bot }) => (name === null || bot ? [] : [name]));
  const free = status.seats.filter(({ name }) => name === null).length;
  const { title, description } = previewOf(language, { gameId, names, free });
  const at = (path: string) => new URL(path, c.req.url).href;
  return new Map([
    ["og:title", title],
    ["og:description", description],
    ["og:image", at(IMAGE)],
    ["og:url", at(`/g/${gameId}`)],
  ]);
};

/** `page` with these Open Graph fields instead of its own of the same names. */
const rewritten = (page: Response, fields: ReadonlyMap<string, string>): Response =>
  new HTMLRewriter()
    .on("meta[property]", {
      element: (meta) => {
        if (fields.has(meta.getAttribute("property") ?? "")) meta.remove();
      },
    })
    .on("head", {
      element: (head) => {
        for (const [name, text] of fields)
          head.append(`<meta property="${name}" content="${escaped(text)}" />`, { html: true });
      },
    })
    .transform(page);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
