import { delimiter, dirname } from "node:path";

/**
 * An environment in which `node` is the Node of this process, regardless of the PATH of `env`. Wrangler runs the build
 * command of wrangler.toml in a shell.
 */
export function ownNodeFirst(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows uses the name Path.
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const folders = [dirname(process.execPath), env[name] ?? ""].filter(Boolean);
  return { ...env, [name]: folders.join(delimiter) };
}
