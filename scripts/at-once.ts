// Runs npm scripts at the same time: node scripts/at-once.ts <script> <script> … The first one's words are shown as they
// come, the others' when they have ended. Fails if one of them does.
import { spawn } from "node:child_process";

const run = (script: string, isShown: boolean): Promise<number> =>
  new Promise((done) => {
    const said: Buffer[] = [];
    const child = spawn("npm", ["run", "--silent", script], {
      stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => said.push(part));
    child.on("error", () => done(1));
    child.on("close", (code) => {
      process.stdout.write(Buffer.concat(said));
      if (code !== 0) console.error(`npm run ${script} has failed`);
      done(code ?? 1);
    });
  });

const codes = await Promise.all(process.argv.slice(2).map((script, at) => run(script, at === 0)));
process.exitCode = codes.find((code) => code !== 0) ?? 0;
