import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Redis } from "ioredis";

const SLOTS = 16_384;

/** A program that serves Redis, on this machine; undefined if there is none. */
export const redisServer: string | undefined = ["valkey-server", "redis-server"]
  .flatMap((name) => [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"].map((folder) => join(folder, name)))
  .find(isExecutable);

/** Two nodes, each with half of the keys; they end with this process, if not before. */
export async function startCluster(program: string): Promise<{ uri: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-cluster-"));
  const children: ChildProcess[] = [];
  const stop = async () => {
    process.off("exit", end);
    await Promise.all(
      children.map((child) => child.exitCode ?? new Promise((ended) => child.once("exit", ended).kill())),
    );
    await rm(directory, { recursive: true, force: true });
  };
  const end = () => {
    for (const child of children) child.kill();
  };
  process.on("exit", end);
  const ports = [await freePort(), await freePort()];
  for (const port of ports) {
    const args = [
      [
        "--port",
        port,
        "--bind",
        "127.0.0.1",
        "--cluster-enabled",
        "yes",
        "--cluster-config-file",
        `nodes-${port}.conf`,
      ],
      ["--cluster-port", await freePort(), "--dir", directory, "--save", "", "--appendonly", "no"],
    ];
    children.push(spawn(program, args.flat().map(String), { stdio: "ignore" }));
  }
  const nodes = ports.map((port) => new Redis(port, "127.0.0.1").on("error", () => undefined));
  const [first, second] = nodes;
  if (!first || !second) throw new Error("there are two nodes");
  await first.call("CLUSTER", "ADDSLOTSRANGE", 0, SLOTS / 2 - 1);
  await second.call("CLUSTER", "ADDSLOTSRANGE", SLOTS / 2, SLOTS - 1);
  // The other's port within the cluster is told as well: it is none that could be worked out.
  const other = /:(\d+)@(\d+)/.exec(String(await second.call("CLUSTER", "NODES")));
  await first.call("CLUSTER", "MEET", "127.0.0.1", other?.[1] ?? "", other?.[2] ?? "");
  for (const node of nodes)
    while (!String(await node.call("CLUSTER", "INFO")).includes("cluster_state:ok"))
      await new Promise((wake) => setTimeout(wake, 50));
  for (const node of nodes) node.disconnect();
  return { uri: ports.map((port) => `redis://127.0.0.1:${port}`).join(","), stop };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
