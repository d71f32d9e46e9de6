import { delimiter, dirname } from "node:path";

/**
 * An environment whose `node` is the Node of this process, whatever the PATH of `env` says: wrangler runs the build
 * command of wrangler.toml by a shell.
 */
export function ownNodeFirst(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows spells it Path.
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const folders = [dirname(process.execPath), env[name] ?? ""].filter(Boolean);
  return { ...env, [name]: folders.join(delimiter) };
}
