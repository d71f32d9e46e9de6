import { request } from "node:http";
import { expect } from "vitest";
import type { TestServer } from "./server.ts";
import type { Frame } from "./wire.ts";

/** An HTTP response. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; empty when it is not JSON. */
  readonly body: Frame;
}

export interface Question {
  readonly token?: string;
  /** The body, sent as JSON. */
  readonly json?: unknown;
  /** The body, sent unchanged. */
  readonly body?: string | Uint8Array | ReadableStream;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the server without code of the product. */
export const call = async (
  server: Pick<TestServer, "url">,
  method: string,
  path: string,
  { token, json, body, headers = {} }: Question = {},
): Promise<Answer> => {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body, duplex: "half" }),
  } as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
};

const parsed = (text: string): Frame => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** Every code of a refusal, from the protocol's list. */
export const ELEVEN_CODES = [
  "unauthorized",
  "join_failed",
  "duplicate_connection_handled",
  "invalid_turn",
  "invalid_card",
  "invalid_bid",
  "invalid_action",
  "forbidden",
  "desync",
  "game_unavailable",
  "routing_failed",
];

/** Expects that `answer` is this refusal, with a readable reason and no other fields. */
export const expectRefusal = (answer: Answer, status: number, code: string): void => {
  expect(answer.body, answer.text).toEqual({
    code,
    reason: expect.any(String),
    recovery: expect.stringMatching(/^(sync|retry|noop)$/),
  });
  expect(ELEVEN_CODES).toContain(answer.body.code);
  expect(answer.status, answer.text).toBe(status);
  expectPlain(answer.body.reason);
};

/** Expects that `reason` is a sentence without a stack, the path of a source file or a token. */
export const expectPlain = (reason: string): void => {
  expect(reason.length).toBeGreaterThan(0);
  expect(reason).not.toMatch(/\n|\bat .*:\d+|\.ts\b|Error:|eyJ|undefined|\[object/);
};

/** The response of a server to an upgrade: its status and headers. The socket is closed before any frame. */
export const upgradeStatus = (
  server: Pick<TestServer, "url">,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly headers: Frame; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asking = request(server.url + path, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        ...headers,
      },
    });
    asking.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: "" });
    });
    asking.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asking.on("error", reject);
    asking.end();
  });
