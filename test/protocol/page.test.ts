import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { asyncApiDescription } from "../../dev/describe/asyncapi.ts";
import { COMPONENTS } from "../../dev/describe/components.ts";
import { clientComponent, serverComponent } from "../../dev/describe/names.ts";
import { openApiDescription } from "../../dev/describe/openapi.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { CLOSE } from "../../src/shared/protocol/close.ts";
import { CODES } from "../../src/shared/protocol/refusal.ts";
import { SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version.ts";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const components: Readonly<Record<string, Frame>> = COMPONENTS;

interface Row {
  readonly table: string;
  readonly cells: readonly string[];
}

/** The rows of every table, each with the heading of its first column. */
const rows: readonly Row[] = [...page.matchAll(/(?:^\|.*\|\n)+/gm)].flatMap(([table]) => {
  const [head = "", , ...lines] = table.trim().split("\n");
  const cellsOf = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const heading = cellsOf(head)[0] ?? "";
  return lines.map((line) => ({ table: heading, cells: cellsOf(line) }));
});
const rowsOf = (table: string): ReadonlyMap<string, readonly string[]> =>
  new Map(rows.filter((row) => row.table === table).map(({ cells }) => [cells[0] ?? "", cells.slice(1)]));

const codes = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
/** The fields that a cell lists, apart from those that it lists in brackets as parts of another. */
const fieldsIn = (cell = ""): readonly string[] => codes(cell.replace(/\([^)]*\)/g, "")).toSorted();

/** The fields of a component, those that may be absent with a `?`; of a union, with one behind what not all have. */
const fieldsOf = (name: string, without: readonly string[] = []): readonly string[] => {
  const { oneOf, ...own } = components[name] as Frame;
  const forms: readonly Frame[] = own.properties ? [own] : oneOf;
  const fields = new Set(forms.flatMap(({ properties }) => Object.keys(properties)));
  const isSure = (field: string) => forms.every(({ required = [] }) => required.includes(field));
  return [...fields]
    .filter((field) => !without.includes(field))
    .map((field) => (isSure(field) ? field : `${field}?`))
    .toSorted();
};

const SENT = [
  "message_type",
  "action_id",
  "game_id",
  "player_id",
  "version",
  "expected_revision",
  "expected_turn",
];
const HEARD = ["message_type", "game_id", "version", "origin", "ts", "epoch", "revision", "turn"];

/** Every word of the schemas: components, fields, and what a field may be. */
const words = new Set<string>(["pong"]);
const collect = (part: unknown): void => {
  if (typeof part !== "object" || part === null) return;
  const { properties = {}, enum: choices = [], const: only } = part as Frame;
  for (const word of [...Object.keys(properties), ...choices, only]) words.add(String(word));
  for (const inner of Object.values(part)) collect(inner);
};
for (const [name, component] of Object.entries(components)) {
  words.add(name);
  collect(component);
}

describe("docs/protocol.md", () => {
  test("[P24] tells the version", () => expect(page).toContain(`Version ${PROTOCOL_VERSION}`));

  test("[P24] has every message that clients send, with its fields", () => {
    const table = rowsOf("you send");
    expect([...table.keys()].toSorted()).toEqual(
      Object.keys(CLIENT_MESSAGES)
        .map((type) => `\`${type}\``)
        .toSorted(),
    );
    for (const type of Object.keys(CLIENT_MESSAGES)) {
      expect(fieldsIn(table.get(`\`${type}\``)?.[0]), type).toEqual(fieldsOf(clientComponent(type), SENT));
    }
  });

  test("[P24] has every message that clients hear, with its fields", () => {
    const table = rowsOf("you hear");
    const types = [...Object.keys(SERVER_MESSAGES), "pong"];
    expect([...table.keys()].toSorted()).toEqual(types.map((type) => `\`${type}\``).toSorted());
    for (const type of types) {
      expect(fieldsIn(table.get(`\`${type}\``)?.[0]), type).toEqual(fieldsOf(serverComponent(type), HEARD));
    }
  });

  test("[P24] has the fields that are on each message", () => {
    const [sent, heard] = [...rowsOf("on each").values()].map(([cell]) => fieldsIn(cell));
    expect(sent).toEqual(fieldsOf("ClientBid", ["bid", "rank"]));
    const envelope = new Set(HEARD);
    expect(heard).toEqual(fieldsOf("ServerGameEnded").filter((field) => envelope.has(field)));
  });

  test("[P24] has every other object, with its fields", () => {
    const table = rowsOf("object");
    const objects = Object.keys(components).filter((name) => !/^(Client|Server|CardInput)/.test(name));
    expect([...table.keys()].toSorted()).toEqual(objects.map((name) => `\`${name}\``).toSorted());
    for (const name of objects) {
      expect(fieldsIn(table.get(`\`${name}\``)?.[0]), name).toEqual(fieldsOf(name));
    }
  });

  test("[P24] has every call, with its body and its answer", () => {
    const paths = openApiDescription().paths as Frame;
    const described = Object.entries<Frame>(paths).flatMap(([path, calls]) =>
      Object.entries<Frame>(calls).map(
        ([method, call]) => [`\`${method.toUpperCase()} ${path}\``, call] as const,
      ),
    );
    const table = rowsOf("call");
    const asObserver = "`POST /api/games/{game_id}/join?role=observer`";
    expect([...table.keys()].filter((call) => call !== asObserver).toSorted()).toEqual(
      described.map(([call]) => call).toSorted(),
    );
    const namesIn = (content: unknown): readonly string[] =>
      [...JSON.stringify(content ?? {}).matchAll(/schemas\/(\w+)/g)].map(([, name = ""]) => name);
    for (const [call, { requestBody, responses, security }] of described) {
      const [token = "", body = "", answer = ""] = table.get(call) ?? [];
      const status = Object.keys(responses).find((code) => code.startsWith("20")) ?? "101";
      for (const name of codes(body)) expect(namesIn(requestBody), call).toContain(name);
      for (const name of codes(answer)) {
        if (name !== "action.result") expect(namesIn(responses[status]), call).toContain(name);
      }
      if (status === "201") expect(answer, call).toContain("201");
      const roles = security.flatMap(Object.keys);
      if (roles.length === 3) expect(token, call).toBe("any");
      else for (const role of roles) expect(token, call).toContain(role);
    }
    expect(codes(table.get(asObserver)?.join() ?? "")).toEqual(["ObserverTokenBody", "Observing"]);
  });

  test("[P24] has every code of a refusal, with its statuses", () => {
    const table = rowsOf("code");
    expect([...table.keys()].toSorted()).toEqual(CODES.map((code) => `\`${code}\``).toSorted());
    const { paths, components: parts } = openApiDescription() as Frame;
    const statuses = new Map<string, Set<string>>(CODES.map((code) => [code, new Set()]));
    const note = (status: string, described: Frame) => {
      if (status.startsWith("2")) return;
      for (const code of codes(described.description)) {
        statuses.get(code)?.add(status);
      }
    };
    for (const { responses } of Object.values<Frame>(paths).flatMap(Object.values<Frame>)) {
      for (const [status, response] of Object.entries<Frame>(responses)) {
        note(status, response.$ref ? parts.responses[response.$ref.split("/").at(-1)] : response);
      }
    }
    for (const [code, [cell = ""]] of table) {
      const told = [...cell.matchAll(/\d{3}/g)].map(String);
      const unknownPath = code === "`invalid_action`" ? ["404"] : [];
      const described = statuses.get(codes(code)[0] ?? "") ?? [];
      expect(told, code).toEqual([...new Set([...described, ...unknownPath])].toSorted());
    }
  });

  test("[P24] has every closing code", () => {
    expect([...rowsOf("close").keys()].toSorted()).toEqual(Object.values(CLOSE).map(String).toSorted());
  });

  test("[P24] has every field of every schema somewhere", () => {
    const { info, channels } = asyncApiDescription() as Frame;
    expect(info.version).toBe(PROTOCOL_VERSION);
    for (const { way, query } of channels.table["x-ways-to-connect"]) {
      for (const name of Object.keys(query)) expect(page, way).toContain(`?${name}=`);
    }
    const told = new Set(
      rows.flatMap(({ cells }) => cells.flatMap(codes)).map((code) => code.replace("?", "")),
    );
    const fields = new Set<string>();
    const look = (part: unknown): void => {
      if (typeof part !== "object" || part === null) return;
      for (const name of Object.keys((part as Frame).properties ?? {})) fields.add(name);
      for (const inner of Object.values(part)) look(inner);
    };
    look(components);
    expect([...fields].filter((field) => !told.has(field))).toEqual([]);
  });

  test("[P24] has no word in its tables that the schemas do not have", () => {
    const OTHER = [/^(GET|POST|PATCH|DELETE) \//, /^\{"message_type":"ping"\}$/, /^Retry-After$/];
    const unknown = rows
      .flatMap(({ cells }) => cells.flatMap(codes))
      .map((code) => code.replace(/\?$/, ""))
      .filter((code) => !words.has(code) && !OTHER.some((pattern) => pattern.test(code)));
    expect(unknown).toEqual([]);
  });
});
