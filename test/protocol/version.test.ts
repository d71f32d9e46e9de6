import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { ANSWERS } from "../../src/shared/protocol/answers.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import {
  botsBody,
  changeBody,
  createBody,
  joinBody,
  observerTokenBody,
  seatCodeBody,
  tokensBody,
} from "../../src/shared/protocol/http.ts";
import { OLD_ANSWERS, oldObserverBody, oldTokenBody } from "../../src/shared/protocol/predecessor.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import { isSameMajor, PROTOCOL_VERSION } from "../../src/shared/protocol/version.ts";

/** The version and the shape it stands for: they change together. */
const PUBLISHED = {
  version: "1.1.0",
  schemas: "317e04536d7f9d8db73ec52f8fef9131eec8590d3e1c36463badaac900d3efe4",
};

const BODIES = {
  botsBody,
  changeBody,
  createBody,
  joinBody,
  observerTokenBody,
  seatCodeBody,
  tokensBody,
  oldObserverBody,
  oldTokenBody,
};

const shapeOf = (schemas: Readonly<Record<string, z.ZodMiniType>>) =>
  Object.entries(schemas)
    .map(([name, schema]) => [name, z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

test("[P1] the schemas of all messages and bodies are those of the published version", () => {
  const shapes = [CLIENT_MESSAGES, SERVER_MESSAGES, BODIES, ANSWERS, OLD_ANSWERS].map(shapeOf);
  const schemas = createHash("sha256").update(JSON.stringify(shapes)).digest("hex");
  expect(
    { version: PROTOCOL_VERSION, schemas },
    "A schema of the wire has changed. Raise PROTOCOL_VERSION in src/shared/protocol/version.ts, add a line to the " +
      "history above it, and put the new version and the hash shown here into PUBLISHED.",
  ).toEqual(PUBLISHED);
});

test("[P1] every schema takes part in that hash: none is empty, none is left out", () => {
  for (const [name, shape] of [CLIENT_MESSAGES, SERVER_MESSAGES, BODIES, ANSWERS, OLD_ANSWERS].flatMap(
    shapeOf,
  )) {
    const text = JSON.stringify(shape);
    expect(text.length, name).toBeGreaterThan(60);
    if (name in CLIENT_MESSAGES || name in SERVER_MESSAGES) expect(text, name).toContain(`"${name}"`);
  }
});

test.each([
  ["1.0.0", true],
  ["1", true],
  ["1.99.3", true],
  ["1.0.0-beta", true],
  ["2.0.0", false],
  ["0.9", false],
  ["10.0.0", false],
  ["01.0", false],
  ["v1", false],
  ["", false],
  [" 1", false],
])("[P16] version %j is %s of this server's major", (version, same) => {
  expect(isSameMajor(version)).toBe(same);
});
