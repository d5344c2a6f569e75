import { ConfigurationError } from "../config/index.ts";
import type { App } from "../http/types.ts";

/**
 * @returns the address
 * @throws {ConfigurationError} where the machine does not let it listen there
 */
export async function listenOn(app: App, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const wrong = whatIsWrong(error, host, port);
    if (!wrong) throw error;
    throw new ConfigurationError([{ file: null, line: null, ...wrong }]);
  }
}

function whatIsWrong(error: unknown, host: string, port: number) {
  switch (error instanceof Error && "code" in error && error.code) {
    case "EADDRINUSE":
      return {
        key: "PORT",
        found: `${port}, on which something listens already`,
        allowed: "a port that is free; or stop what uses this one",
      };
    case "EACCES":
      return { key: "PORT", found: `${port}, which this user may not listen on`, allowed: "1024 or more" };
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return {
        key: "HOST",
        found: `${JSON.stringify(host)}, which is no address of this machine`,
        allowed: "an address of this machine, like 127.0.0.1 or 0.0.0.0",
      };
    default:
      return undefined;
  }
}
