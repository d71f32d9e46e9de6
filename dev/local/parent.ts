/**
 * Ends this process with SIGTERM when the shell that npm started it in has ended. npm sends a SIGTERM to that shell,
 * and a shell that runs the command as a child does not forward it.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}
