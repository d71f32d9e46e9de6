// What `npm start` runs. Plain JavaScript that any Node can read, so that an old one gets a sentence, not a stack.
const [major, minor] = process.versions.node.split(".").map(Number);
// 22.18 and 23.6 are the first of their lines that run TypeScript without a flag.
if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) {
  import("./dev.ts");
} else {
  console.error(
    `Node ${process.versions.node} is too old: run "npm ci" and then "npm start", which bring and use Node 24, or install Node 22.18 or newer.`,
  );
  process.exitCode = 1;
}
