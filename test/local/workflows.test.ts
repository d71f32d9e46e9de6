import { existsSync, globSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { z } from "zod";

// The parser's JSON imports lack the attribute that Node asks for.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  "@actions/workflow-parser"
);
hooks.deregister();

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

const yamlIn = (file: string): unknown => {
  const document = parseDocument(read(file), { version: "1.2", uniqueKeys: true });
  expect([...document.errors, ...document.warnings], file).toEqual([]);
  return document.toJS();
};

type Step = { uses?: string; run?: string; env?: Record<string, string> };
type Matrix = Readonly<Record<string, readonly string[]>>;
type Job = { uses?: string; steps?: Step[]; strategy?: { matrix: Matrix } } & Record<string, unknown>;
type Workflow = { jobs: Record<string, Job> } & Record<string, unknown>;

const files = globSync(".github/workflows/*", { cwd: root }).map((file) => file.replaceAll("\\", "/"));
const workflows = Object.fromEntries(files.map((file) => [file, yamlIn(file) as Workflow]));
const jobsOf = (workflow: Workflow | undefined): readonly [string, Job][] =>
  Object.entries(workflow?.jobs ?? {});
const stepsOf = (workflow: Workflow | undefined): readonly Step[] =>
  jobsOf(workflow).flatMap(([, { steps = [] }]) => steps);

/** The commands of a job, once for each value of the one matrix entry that a command names. */
const commandsOf = ({ steps = [], strategy }: Job): readonly string[] =>
  steps.flatMap(({ run = "" }) => {
    const [place = "", name = ""] = /\$\{\{ matrix\.(\w+) \}\}/.exec(run) ?? [];
    const values = strategy?.matrix[name];
    return values === undefined ? [run] : values.map((value) => run.replaceAll(place, value));
  });
const scriptsIn = (commands: readonly string[]): readonly string[] =>
  commands.flatMap((command) =>
    [...command.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => script),
  );
const scriptsOf = (file: string): readonly string[] =>
  jobsOf(workflows[file]).flatMap(([, job]) => scriptsIn(commandsOf(job)));

/** What GitHub's own parser says of a workflow: structure, keys, and the names that an expression may use. */
const errorsIn = async (name: string, content: string): Promise<readonly string[]> => {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
};

describe("[L21] the workflows", () => {
  it("[L21] are ci, nightly and release", () => {
    expect(files.toSorted()).toEqual(
      ["ci", "nightly", "release"].map((name) => `.github/workflows/${name}.yml`),
    );
  });

  it.each(files)("[L21] %s is valid", async (file) => expect(await errorsIn(file, read(file))).toEqual([]));

  it.each([
    ["an unknown key", "bogus: 1", /Unexpected value 'bogus'/],
    ["an unknown context", "if: nothing.here == 1", /Unrecognized named-value: 'nothing'/],
    ["a wrong type", "timeout-minutes: soon", /soon/],
    ["an unknown permission", "permissions: { contents: often }", /often/],
  ])("[L21] and %s would be seen", async (_, line, sentence) => {
    const job = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    ${line}\n    steps: [{ run: "true" }]\n`;
    expect((await errorsIn("a.yml", job)).join("\n")).toMatch(sentence);
  });

  it.each(files)("[L21] %s runs scripts that exist, and installs by npm ci alone", (file) => {
    for (const script of scriptsOf(file)) expect(Object.keys(scripts)).toContain(script);
    const npm = stepsOf(workflows[file]).flatMap(({ run = "" }) => run.match(/\bnpm \w+/g) ?? []);
    expect(npm.filter((command) => !["npm ci", "npm run"].includes(command))).toEqual([]);
  });

  it("[L21] give each stage of the tests a job", () => {
    const stages = Object.entries(scripts).filter(
      ([name, script]) => name.startsWith("test:") && !/\bnpm( run |:)/.test(script),
    );
    const stage = workflows[".github/workflows/ci.yml"]?.jobs.stage as Job;
    expect(scriptsIn(commandsOf(stage)).toSorted()).toEqual(
      ["check", ...stages.map(([name]) => name)].toSorted(),
    );
    expect(new Set(scriptsOf(".github/workflows/nightly.yml"))).toEqual(new Set(["nightly", "bench"]));
  });

  it("[L21] name a redis-server where a stage fails without one", () => {
    const matrix = workflows[".github/workflows/ci.yml"]?.jobs.stage?.strategy?.matrix as unknown as {
      include: readonly { stage: string; packages: string }[];
    };
    const given = matrix.include.filter(({ packages }) => packages.includes("redis-server"));
    const needing = globSync("test/*/*.test.ts", { cwd: root })
      .filter((file) => /\bneeds\("redis-server"/.test(read(file)))
      .map((file) => `test:${file.split(/[\\/]/)[1]}`);
    expect(new Set(given.map(({ stage }) => stage))).toEqual(
      new Set(needing.filter((stage) => stage in scripts)),
    );
  });

  it.each(files)("[L21] %s may only read, and no job of it runs without a bound", (file) => {
    const workflow = workflows[file];
    expect(workflow).toMatchObject({ permissions: { contents: "read" }, concurrency: expect.anything() });
    for (const [name, job] of jobsOf(workflow)) {
      if (job.uses === undefined) expect(job["timeout-minutes"], name).toBeGreaterThan(0);
      else expect(existsSync(join(root, job.uses)), job.uses).toBe(true);
      if (name !== "release") expect(job.permissions, name).toBeUndefined();
    }
    for (const { uses } of stepsOf(workflow))
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });

  it("[L21] deploy by hand alone, and give secrets to nothing else", () => {
    const secret = (part: unknown): boolean => JSON.stringify(part).includes("secrets.");
    const jobs = Object.values(workflows).flatMap(jobsOf);
    expect(jobs.filter(([, job]) => secret(job)).map(([name]) => name)).toEqual(["deploy"]);
    const deploy = workflows[".github/workflows/release.yml"]?.jobs.deploy;
    expect(deploy?.if).toBe("github.event_name == 'workflow_dispatch' && inputs.deploy");
    expect(deploy?.steps?.filter(secret).map(({ run }) => run)).toEqual([
      'npm run deploy -- --message "$VERSION"',
    ]);
  });
});

const text = z.string().min(1);
const dependabot = z.strictObject({
  version: z.literal(2),
  updates: z.array(
    z.strictObject({
      "package-ecosystem": z.enum(["npm", "github-actions"]),
      directory: z.literal("/"),
      schedule: z.strictObject({ interval: z.enum(["daily", "weekly", "monthly"]) }),
      "versioning-strategy": z.enum(["increase", "auto", "lockfile-only"]).optional(),
      groups: z.record(text, z.strictObject({ patterns: z.array(text).min(1) })).optional(),
    }),
  ),
});

const field = <T extends string, A extends z.ZodRawShape>(type: T, attributes: A) =>
  z.strictObject({
    type: z.literal(type),
    id: z.string().regex(/^[\w-]+$/),
    attributes: z.strictObject({ label: text, description: text.optional(), ...attributes }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
const form = z.strictObject({
  name: text,
  description: text,
  title: text.optional(),
  labels: z.array(text).optional(),
  body: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: text }) }),
      field("input", { placeholder: text.optional(), value: text.optional() }),
      field("textarea", { placeholder: text.optional(), value: text.optional(), render: text.optional() }),
      field("dropdown", { options: z.array(text).min(1), multiple: z.boolean().optional() }),
    ]),
  ),
});

describe("[L21] what else GitHub reads", () => {
  it("[L21] Dependabot looks at npm and at the workflows' actions each week", () => {
    const { updates } = dependabot.parse(yamlIn(".github/dependabot.yml"));
    expect(updates.map((update) => [update["package-ecosystem"], update.schedule.interval])).toEqual([
      ["npm", "weekly"],
      ["github-actions", "weekly"],
    ]);
  });

  it.each(["bug", "feature"])("[L21] the form %s is valid, and no two of its fields share an id", (name) => {
    const { body } = form.parse(yamlIn(`.github/ISSUE_TEMPLATE/${name}.yml`));
    const ids = body.flatMap((part) => ("id" in part ? [part.id] : []));
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("[L21] an issue has to use a form", () => {
    expect(yamlIn(".github/ISSUE_TEMPLATE/config.yml")).toEqual({ blank_issues_enabled: false });
  });

  it("[L21] .editorconfig says what the formatter does", () => {
    const { formatter } = JSON.parse(read("biome.json"));
    const [, everywhere = ""] = /^\[\*\]\n([^[]*)/m.exec(read(".editorconfig")) ?? [];
    const said = [...everywhere.matchAll(/^(\w+) = (\S+)$/gm)].map(([, name = "", value]) => [name, value]);
    expect(Object.fromEntries(said)).toMatchObject({
      charset: "utf-8",
      end_of_line: "lf",
      indent_style: formatter.indentStyle,
      indent_size: `${formatter.indentWidth}`,
      max_line_length: `${formatter.lineWidth}`,
    });
  });
});
