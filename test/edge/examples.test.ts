import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { EXAMPLES } from "../../dev/describe/components.ts";
import { type Examples, playExamples, shapeOf } from "../../dev/describe/play.ts";

let server: TestServer;
let fresh: Examples;
beforeAll(async () => {
  server = await startServer();
  fresh = await playExamples(server);
});
afterAll(() => server.close());

test("[P24] the examples have the shapes of what a real deal says; `npm run describe` plays another", () => {
  const shapes = (examples: Examples) =>
    Object.fromEntries(Object.entries(examples).map(([name, list]) => [name, list.map(shapeOf)]));
  expect(shapes(EXAMPLES)).toEqual(shapes(fresh));
});

test("[P24] a deal is no copy of the last one", () => {
  expect(fresh.Replay).not.toEqual(EXAMPLES.Replay);
});
