import { createServer } from "node:net";

/** Opens and closes the port on one address. Resolves with the system's error code, or with the opened port. */
function probe(port: number, host: string): Promise<{ readonly code: string } | { readonly port: number }> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done({ code: error.code ?? "unknown" }));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const opened = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => done({ port: opened }));
    });
  });
}

/** A currently free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  const found = await probe(0, "127.0.0.1");
  if ("code" in found) throw new Error(`No free port on 127.0.0.1 (${found.code})`);
  return found.port;
}

/**
 * A sentence that says why the port is not available on 127.0.0.1, or on all addresses with `lan`; undefined when it is
 * available.
 */
export async function portProblem(
  port: number,
  { lan }: { readonly lan: boolean } = { lan: false },
): Promise<string | undefined> {
  const four = await probe(port, lan ? "0.0.0.0" : "127.0.0.1");
  // A browser may try ::1 first for localhost and reach another program. A machine without IPv6 is acceptable.
  const six = await probe(port, "::1");
  if ("code" in four && four.code !== "EADDRINUSE")
    return `Port ${port} can't be opened (${four.code}); set PORT to another one.`;
  if ("code" in four || ("code" in six && six.code === "EADDRINUSE"))
    return `Port ${port} is taken; stop what is using it or set PORT to another one.`;
  return undefined;
}
