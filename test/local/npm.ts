/**
 * The program and arguments that run npm. Under an npm script that is npm's own file by this Node, since Windows runs
 * `npm`, a batch file, by a shell alone.
 */
export const npm = (...args: string[]): [program: string, args: string[]] => {
  const file = process.env.npm_execpath ?? "";
  return /npm-cli\.c?js$/.test(file) ? [process.execPath, [file, ...args]] : ["npm", args];
};
