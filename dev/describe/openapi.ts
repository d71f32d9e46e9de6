import { type Bearer, type Call, REFUSALS } from "./call.ts";
import { CALLS } from "./calls.ts";
import { EXAMPLES, usedBy } from "./components.ts";
import { type ComponentName, INFO, type Json, refTo } from "./names.ts";
import { OLD_CALLS } from "./old-calls.ts";

/** The OpenAPI 3.1 description of every HTTP call [P24]. */
export const openApiDescription = (): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const call of [...CALLS, ...OLD_CALLS]) {
    paths[call.path] ??= {};
    Object.assign(paths[call.path] as object, { [call.method]: operation(call) });
  }
  const responses = Object.fromEntries(
    Object.entries(REFUSALS).map(([status, { name, ...refused }]) => [
      name,
      {
        description: refused.meaning,
        ...(status === "429" ? { headers: { "Retry-After": RETRY_AFTER } } : {}),
        content: {
          "application/json": { schema: refTo("Refusal"), ...examplesOf([`Refusal${status}`]) },
        },
      },
    ]),
  );
  return {
    openapi: "3.1.0",
    info: {
      ...INFO,
      summary: "Briscola Chiamata for five players: games, tokens, and all other HTTP calls.",
      description:
        "Requests and answers are JSON; a body has at most 8 KiB. The game is played over a WebSocket, which " +
        "`/api/asyncapi.json` describes. The answer to a refused request is `{code, reason, recovery}`; it changes nothing.",
    },
    externalDocs: { url: "/api/asyncapi.json", description: "The messages of the WebSocket." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: usedBy({ paths, responses }),
      responses,
      securitySchemes: Object.fromEntries(
        Object.entries(BEARERS).map(([role, description]) => [
          role,
          {
            type: "http",
            scheme: "bearer",
            ...(role === "operator" ? {} : { bearerFormat: "JWT" }),
            description,
          },
        ]),
      ),
    },
  };
};

const BEARERS = {
  player: "A player's token, from creating or joining a game or from `/tokens`. It acts for its seat.",
  observer: "An observer's token. It sees the game; all its actions are refused.",
  host: "The host's token, from creating a game. It issues tokens, seats bots, frees seats and ends the game.",
  operator: "The operator's token, from the settings of the server.",
} as const satisfies Record<Bearer, string>;

const RETRY_AFTER: Json = {
  description: "When to try again, in seconds.",
  schema: { type: "integer", minimum: 1 },
};

const operation = ({ id, summary, by, parameters = [], body, answers, refused, deprecated }: Call): Json => ({
  operationId: id,
  summary,
  ...(deprecated ? { deprecated } : {}),
  security: by === "anyone" ? [] : by.map((role) => ({ [role]: [] })),
  ...(parameters.length > 0 ? { parameters } : {}),
  ...(body ? { requestBody: { required: body.required, content: jsonOf(body.schemas) } } : {}),
  responses: {
    ...Object.fromEntries(
      answers.map(({ status, meaning, schemas, fits }) => [
        status,
        { description: meaning, ...(schemas ? { content: jsonOf(schemas, fits) } : {}) },
      ]),
    ),
    ...Object.fromEntries(
      refused.map((status) => [status, { $ref: `#/components/responses/${REFUSALS[status].name}` }]),
    ),
  },
});

/** A JSON body of one of `schemas`, with the examples that `fits` selects. */
const jsonOf = (schemas: readonly ComponentName[], fits?: (example: Json) => boolean): Json => {
  const [only, ...others] = schemas;
  const schema = only && others.length === 0 ? refTo(only) : { anyOf: schemas.map(refTo) };
  return { "application/json": { schema, ...examplesOf(schemas, fits) } };
};

const examplesOf = (names: readonly string[], fits: (example: Json) => boolean = () => true): Json => {
  const examples = names.flatMap((name) =>
    (EXAMPLES[name] ?? [])
      .filter(fits)
      .map((value, at) => [at === 0 ? name : `${name}-${at + 1}`, { value }]),
  );
  return examples.length > 0 ? { examples: Object.fromEntries(examples) } : {};
};
