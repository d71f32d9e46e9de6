import { afterAll, beforeAll, expect, test } from "vitest";
import { call, expectRefusal } from "../../dev/clients/http.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import type { Frame } from "../../dev/clients/wire.ts";
import { asyncApiDescription } from "../../dev/describe/asyncapi.ts";
import { openApiDescription } from "../../dev/describe/openapi.ts";

const OPEN = "/api/openapi.json";
const ASYNC = "/api/asyncapi.json";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test("[P24] the OpenAPI description is served as it is made from the schemas", async () => {
  const { status, text } = await call(server, "GET", OPEN);
  expect(status).toBe(200);
  expect(text).toBe(JSON.stringify(openApiDescription()));
});

test("[P24] so is the AsyncAPI description, with the address of the server that is asked", async () => {
  const { status, text } = await call(server, "GET", ASYNC);
  expect(status).toBe(200);
  const { servers, ...rest } = asyncApiDescription() as Frame;
  const here = { ...servers.here, host: new URL(server.url).host, protocol: "ws" };
  expect(text).toBe(JSON.stringify({ ...rest, servers: { here } }));
});

test.each([OPEN, ASYNC])("[P24] %s may be read by pages of any origin, whole and as JSON", async (path) => {
  const origin = "https://page.example";
  const headers = { origin, "if-none-match": "*", range: "bytes=0-9" };
  const { status, headers: answered, body } = await call(server, "GET", path, { headers });
  expect(status).toBe(200);
  expect(body.info).toMatchObject({ title: "Briscola" });
  expect(answered.get("content-type")).toBe("application/json");
  expect(answered.get("access-control-allow-origin")).toBe("*");
  // The files of the page have these, and the calls of the API do not.
  for (const name of ["content-security-policy", "cache-control", "etag", "x-frame-options"])
    expect(answered.has(name), name).toBe(false);
});

test.each([OPEN, ASYNC])("[P24] %s answers HEAD as GET, without a body", async (path) => {
  const { status, headers, text } = await call(server, "HEAD", path);
  expect([status, headers.get("content-type"), text]).toEqual([200, "application/json", ""]);
});

test.each([OPEN, ASYNC])("[H9] %s has no other method and no other spelling", async (path) => {
  for (const method of ["POST", "PUT", "DELETE"])
    expectRefusal(await call(server, method, path), 404, "invalid_action");
  for (const other of [`${path}/`, path.replace(".json", ""), path.toUpperCase()])
    expectRefusal(await call(server, "GET", other), 404, "invalid_action");
});
