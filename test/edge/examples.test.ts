import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { EXAMPLES } from "../../dev/describe/components.ts";
import { type Examples, playExamples } from "../../dev/describe/play.ts";

let server: TestServer;
let fresh: Examples;
beforeAll(async () => {
  server = await startServer();
  fresh = await playExamples(server);
});
afterAll(() => server.close());

/** The paths of all fields in `value`. All items of a list count as one. */
const shapeOf = (value: unknown): readonly string[] => {
  const paths = new Set<string>();
  const look = (part: unknown, path: string): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      const here = Array.isArray(part) ? `${path}[]` : `${path}.${key}`;
      paths.add(here);
      look(inner, here);
    }
  };
  look(value, "");
  return [...paths].sort();
};

test("[P24] the examples have the shapes of what a real deal says; `npm run describe` plays another", () => {
  const shapes = (examples: Examples) =>
    Object.fromEntries(Object.entries(examples).map(([name, list]) => [name, list.map(shapeOf)]));
  expect(shapes(EXAMPLES)).toEqual(shapes(fresh));
});

test("[P24] a deal is no copy of the last one", () => {
  expect(fresh.Replay).not.toEqual(EXAMPLES.Replay);
});
