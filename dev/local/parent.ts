/**
 * Ends this process with SIGTERM once the shell that npm has started it in is gone. npm passes a SIGTERM to that shell,
 * and a shell that has not been replaced by its last command keeps it to itself.
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
