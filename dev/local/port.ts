import { createServer } from "node:net";

/** Opens and closes the port on one address; resolves with the system's error code, or with the port it was given. */
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

/** A port of 127.0.0.1 that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const found = await probe(0, "127.0.0.1");
  if ("code" in found) throw new Error(`No free port on 127.0.0.1 (${found.code})`);
  return found.port;
}

/** Why the port can't be had on this machine, in a sentence; undefined = it can. */
export async function portProblem(port: number): Promise<string | undefined> {
  const four = await probe(port, "127.0.0.1");
  // A browser may try ::1 first for localhost, and would meet somebody else there. A machine without IPv6 is fine.
  const six = await probe(port, "::1");
  if ("code" in four && four.code !== "EADDRINUSE")
    return `Port ${port} can't be opened (${four.code}); set PORT to another one.`;
  if ("code" in four || ("code" in six && six.code === "EADDRINUSE"))
    return `Port ${port} is taken; stop what is using it or set PORT to another one.`;
  return undefined;
}
