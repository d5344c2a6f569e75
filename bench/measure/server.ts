import { type ChildProcess, fork, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "packages/server/dist/bundle/main.js");
const START_WITHIN_MS = 60_000;

export interface RunningServer {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Default: the embedded database. */
  databaseUrl?: string | undefined;
  /** Its `librechat.yaml`. */
  yaml?: string;
  /** Settings besides. */
  env?: Record<string, string>;
  /** Where it runs, with its data in `data`; default: a folder of its own, which goes when it stops. */
  folder?: string;
}

/** The built server as it is shipped, logging every request to a file. */
export async function startGatehouse({
  databaseUrl,
  yaml,
  env = {},
  folder: given,
}: ServerOptions = {}): Promise<RunningServer> {
  const folder = given ?? mkdtempSync(join(tmpdir(), "gatehouse-bench-server-"));
  const logPath = join(folder, "log");
  const log = openSync(logPath, "a");
  const port = await freePort();
  if (yaml !== undefined) writeFileSync(join(folder, "librechat.yaml"), yaml);
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      DATA_DIR: join(folder, "data"),
      PORT: String(port),
      LOG_LEVEL: "info",
      ...env,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const stop = async () => {
    await ended(child, "SIGTERM");
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const giveUpAt = performance.now() + START_WITHIN_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return { port, pid: child.pid ?? 0, stop };
    if (child.exitCode !== null || performance.now() > giveUpAt) {
      const said = readFileSync(logPath, "utf8");
      await stop();
      throw new Error(`the server did not start:\n${said}`);
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** A `node:http` server that answers everything with `bodyBytes` bytes. */
export const startBare = (bodyBytes: number): Promise<RunningServer> => startChild("bare.ts", String(bodyBytes));

/** A server in a process of its own, which tells its port. @param script of `children/` */
export async function startChild(script: string, ...args: string[]): Promise<RunningServer> {
  const child = fork(join(import.meta.dirname, "../children", script), args, { execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("exit", () => reject(new Error(`${script} did not start`)));
  });
  return { port, pid: child.pid ?? 0, stop: () => ended(child, "SIGTERM") };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
