import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Frame } from "../../dev/clients/frame.ts";

/*
 * A client that uses only its server's two descriptions. It contains no path, method, message or field, and finds them
 * in the descriptions.
 */

/** A described HTTP call. */
export interface DescribedCall {
  /** Makes the call and checks the answer against the schema for its status. */
  readonly ask: (question?: {
    readonly parameters?: Frame;
    readonly token?: string;
    readonly body?: Frame;
  }) => Promise<Frame>;
}

export interface Described {
  readonly call: (operationId: string) => DescribedCall;
  readonly open: (way: string, values: Frame) => Promise<DescribedSocket>;
  /** The number of messages and answers that were checked against a schema, by name. */
  readonly checked: ReadonlyMap<string, number>;
}

export interface DescribedSocket {
  /** Sends the message `name` with `fields`. Resolves with the described answer. */
  readonly say: (name: string, fields?: Frame) => Promise<Frame>;
  /** The entry of `allowed` as a message. Every field with choices gets the first of them. */
  readonly firstChoice: (allowed: Frame) => Frame;
  readonly heard: readonly Frame[];
  /** The first matching message, received already or in the future. */
  readonly until: (fits: (message: Frame) => boolean) => Promise<Frame>;
  readonly closed: Promise<{ readonly code: number; readonly meaning: string | undefined }>;
  readonly close: () => void;
}

const WITHIN_MS = 5_000;
const refName = (ref: string): string => ref.split("/").at(-1) as string;
const filled = (template: string, values: Frame): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

/** A client of the server with descriptions at these addresses. */
export const describedClient = async (openApiUrl: string, asyncApiUrl: string): Promise<Described> => {
  const [http, socket] = (await Promise.all(
    [openApiUrl, asyncApiUrl].map(async (url) => (await fetch(url)).json()),
  )) as [Frame, Frame];
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...http, $id: "http" }).addSchema({ ...socket, $id: "socket" });
  const checked = new Map<string, number>();
  const hold = (what: string, pointer: string, value: unknown): void => {
    const validate = ajv.getSchema(pointer) as ValidateFunction | undefined;
    if (!validate) throw new Error(`${what} is not described`);
    if (!validate(value)) {
      throw new Error(
        `${what} is not as described: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`,
      );
    }
    checked.set(what, (checked.get(what) ?? 0) + 1);
  };
  const escaped = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

  const call = (operationId: string): DescribedCall => {
    for (const [path, calls] of Object.entries<Frame>(http.paths)) {
      for (const [method, operation] of Object.entries<Frame>(calls)) {
        if (operation.operationId !== operationId) continue;
        return { ask: (question = {}) => askAs(path, method, operation, question) };
      }
    }
    throw new Error(`no operation ${operationId}`);
  };

  const askAs = async (
    path: string,
    method: string,
    operation: Frame,
    { parameters = {}, token, body }: { parameters?: Frame; token?: string; body?: Frame },
  ): Promise<Frame> => {
    const headers: Record<string, string> = {};
    const url = new URL(filled(path, parameters), new URL(http.servers[0].url, openApiUrl));
    for (const { name, in: place } of operation.parameters ?? []) {
      if (parameters[name] === undefined) continue;
      if (place === "query") url.searchParams.set(name, parameters[name]);
      if (place === "header") headers[name] = parameters[name];
    }
    if (token !== undefined) {
      const [scheme] = Object.keys(operation.security[0]);
      headers.authorization = `${http.components.securitySchemes[scheme as string].scheme} ${token}`;
    }
    if (body) {
      const [type] = Object.keys(operation.requestBody.content);
      headers["content-type"] = type as string;
      const at = `http#/paths/${escaped(path)}/${method}/requestBody/content/${escaped(type as string)}/schema`;
      hold(`${operation.operationId} body`, at, body);
    }
    const init = { method: method.toUpperCase(), headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(url, init);
    const answer = (await response.json()) as Frame;
    const described = operation.responses[response.status];
    if (!described) throw new Error(`${operation.operationId} is not described to answer ${response.status}`);
    const [type] = (response.headers.get("content-type") ?? "").split(";");
    const there = described.$ref
      ? described.$ref
      : `#/paths/${escaped(path)}/${method}/responses/${response.status}`;
    hold(
      `${operation.operationId} ${response.status}`,
      `http${there}/content/${escaped(type as string)}/schema`,
      answer,
    );
    return answer;
  };

  const [channel] = Object.values<Frame>(socket.channels) as [Frame];
  const [server] = Object.values<Frame>(socket.servers) as [Frame];
  const messageAt = (ref: string): Frame =>
    socket.components.messages[refName(channel.messages[refName(ref)].$ref)];
  const operations = Object.values<Frame>(socket.operations);
  const received = operations.filter(({ action }) => action === "receive");
  const sent = new Map(
    [
      ...operations.filter(({ action }) => action === "send").flatMap(({ messages }) => messages),
      ...received.flatMap(({ reply }) => reply.messages),
    ].map(({ $ref }: Frame) => [messageAt($ref).name, messageAt($ref)]),
  );
  const schemaOf = (message: Frame): Frame => socket.components.schemas[refName(message.payload.$ref)];
  /** The field that distinguishes messages: the one that is constant in all of them. */
  const nameField = Object.entries<Frame>(
    schemaOf(sent.values().next().value as Frame).properties ?? {},
  ).find(([, field]) => field.const !== undefined)?.[0] as string;
  const numberField = (message: Frame): string | undefined => message.correlationId?.location.split("#/")[1];

  const open = async (way: string, values: Frame): Promise<DescribedSocket> => {
    const how = channel["x-ways-to-connect"].find((one: Frame) => one.way === way) as Frame;
    const url = new URL(`${server.protocol}://${server.host}${channel.address}`);
    for (const [name, value] of Object.entries<string>(how.query))
      url.searchParams.set(name, filled(value, values));
    const webSocket = new WebSocket(
      url,
      how.subprotocols.map((protocol: string) => filled(protocol, values)),
    );
    const heard: Frame[] = [];
    const wrong: Error[] = [];
    const waiting = new Set<() => void>();
    const wake = () => {
      for (const look of [...waiting]) look();
    };
    webSocket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as Frame;
      try {
        const described = sent.get(message[nameField]);
        if (!described) throw new Error(`${message[nameField]} is not described to be sent`);
        hold(message[nameField], `socket${described.payload.$ref}`, message);
      } catch (error) {
        wrong.push(error as Error);
      }
      heard.push(message);
      wake();
    });
    const closed = new Promise<{ code: number; meaning: string | undefined }>((resolve) => {
      webSocket.addEventListener("close", ({ code }) => {
        const known = channel["x-close-codes"].find((one: Frame) => one.code === code);
        resolve({ code, meaning: known?.meaning });
      });
    });
    const until = (fits: (message: Frame) => boolean) =>
      new Promise<Frame>((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = () => {
          const found = heard.find(fits);
          if (!wrong[0] && !found) return;
          stop();
          if (wrong[0]) reject(wrong[0]);
          else resolve(found as Frame);
        };
        // biome-ignore lint/style/noRestrictedGlobals: the limit of a wait
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`nothing that fits within ${WITHIN_MS} ms`));
        }, WITHIN_MS);
        waiting.add(look);
        look();
      });

    const operationOf = (name: string): Frame => {
      const found = received.find(({ messages }) => messageAt(messages[0].$ref).name === name);
      if (!found) throw new Error(`no message ${name} is described to be received`);
      return found;
    };
    const say = async (name: string, fields: Frame = {}): Promise<Frame> => {
      const { messages, reply } = operationOf(name);
      const message = messageAt(messages[0].$ref);
      const number = numberField(message);
      const id = crypto.randomUUID();
      const frame = { [nameField]: name, ...(number ? { [number]: id } : {}), ...fields };
      hold(`${name} said`, `socket${message.payload.$ref}`, frame);
      webSocket.send(JSON.stringify(frame));
      const answers = reply.messages.map(({ $ref }: Frame) => messageAt($ref));
      return until((said) =>
        answers.some(
          (answer: Frame) =>
            answer.name === said[nameField] &&
            (number === undefined || said[numberField(answer) ?? ""] === id),
        ),
      );
    };
    const firstChoice = (allowed: Frame): Frame => {
      const message = messageAt(operationOf(allowed[nameField]).messages[0].$ref);
      const fields: Frame = {};
      for (const [field, { "x-choices": choices }] of Object.entries<Frame>(schemaOf(message).properties)) {
        if (choices) fields[field] = Object.values(allowed[choices])[0];
      }
      return fields;
    };
    await new Promise<void>((resolve, reject) => {
      webSocket.addEventListener("open", () => resolve());
      webSocket.addEventListener("error", () => reject(new Error(`no socket by way ${way}`)));
    });
    if (how.first) await say(how.first, { token: values.token });
    return { say, firstChoice, heard, until, closed, close: () => webSocket.close() };
  };
  return { call, open, checked };
};
