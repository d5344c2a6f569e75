import { setTimeout as wait } from "node:timers/promises";
import { createGatehouse, type Gatehouse, StoreError } from "@gatehouse/server";
import type { Wire } from "./wire.ts";

const ATTEMPTS = 10;
const PAUSE_MS = 300;

/**
 * The same server in the command's own process, straight on the database.
 * @throws {StoreError} `data-directory-in-use` if another process has it and does not give it back within seconds
 */
export async function ownWire({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): Promise<Wire> {
  const gatehouse = await open(env, cwd);
  return {
    send: async ({ method, url, headers, body }) => {
      const answer = await gatehouse.operatorInject({
        method,
        url,
        headers,
        ...(body !== undefined && { payload: body }),
      });
      return { status: answer.statusCode, body: answer.body };
    },
    open: async ({ method, url, headers }) => {
      const answer = await gatehouse.operatorInject({ method, url, headers, payloadAsStream: true });
      return { status: answer.statusCode, body: answer.stream() };
    },
    close: () => gatehouse.close(),
  };
}

async function open(env: NodeJS.ProcessEnv, cwd: string): Promise<Gatehouse> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The log goes to standard output, which belongs to the command's answer.
      return await createGatehouse({ env: { ...env, LOG_LEVEL: "silent" }, cwd });
    } catch (error) {
      const isInUse = error instanceof StoreError && error.code === "data-directory-in-use";
      // Another command may be at work, or the server just stopping.
      if (!isInUse || attempt === ATTEMPTS) throw error;
      await wait(PAUSE_MS);
    }
  }
}
