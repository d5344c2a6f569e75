import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "packages/server/dist/bundle/main.js");

export interface RunningServer {
  url: string;
  dataDir: string;
  /** Everything that it printed. */
  output(): string;
  /** Ends it by a signal; resolves to its exit code, null if the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface ServerWishes {
  dataDir?: string;
  /** The text of a `librechat.yaml`. */
  yaml?: string;
  env?: Record<string, string>;
  port?: number;
}

const started = new Set<() => Promise<unknown>>();

/** The built artefact as a process of its own, on a free port, on data of its own. */
export async function startServer({ dataDir, yaml, env = {}, port }: ServerWishes = {}): Promise<RunningServer> {
  if (!existsSync(MAIN)) throw new Error("the server is not built; run `npm run build`");
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), "gatehouse-e2e-")));
  if (yaml !== undefined) await writeFile(join(folder, "librechat.yaml"), yaml);
  const chosen = port ?? (await freePort());
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      HOME: folder,
      DATA_DIR: join(folder, "data"),
      PORT: String(chosen),
      LOG_LEVEL: "warn",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    started.delete(stop);
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  started.add(async () => {
    await stop("SIGKILL");
    if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${chosen}`;
  await ready(url, child, () => printed);
  return { url, dataDir: join(folder, "data"), output: () => printed, stop };
}

/** For `afterAll`: ends what is left and removes its data. */
export async function stopServers(): Promise<void> {
  const all = [...started];
  started.clear();
  await Promise.all(all.map((end) => end()));
}

async function ready(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${printed()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`the server did not get ready:\n${printed()}`);
}

export function freePort(): Promise<number> {
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
