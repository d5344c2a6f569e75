import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";

const SLOTS = 16_384;

/** A program that serves Redis, on this machine; undefined if there is none. */
export const redisServer: string | undefined = ["valkey-server", "redis-server"]
  .flatMap((name) => [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"].map((folder) => join(folder, name)))
  .find(isExecutable);

interface Cluster {
  uri: string;
  stop(): Promise<void>;
}

const ATTEMPTS = 5;
/** Nodes that find each other do so within a second or two. */
const LONGEST_START_MS = 6_000;

/**
 * Two nodes, each with half of the keys; they end with this process, if not before. A port that was free a moment ago may be somebody else's
 * when a node wants it: then it is begun anew, on other ports.
 */
export async function startCluster(program: string): Promise<Cluster> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const cluster = await tryCluster(program);
    if (cluster) return cluster;
  }
  throw new Error(`no cluster came about in ${ATTEMPTS} attempts`);
}

async function tryCluster(program: string): Promise<Cluster | null> {
  const directory = await mkdtemp(join(tmpdir(), "gatehouse-cluster-"));
  const children: ChildProcess[] = [];
  const stop = async () => {
    process.off("exit", end);
    await Promise.all(
      children.map(
        (child) => child.exitCode ?? child.signalCode ?? new Promise((ended) => child.once("exit", ended).kill()),
      ),
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
  const isJoined = await Promise.race([joined(first, second), wait(LONGEST_START_MS).then(() => false)]);
  for (const node of nodes) node.disconnect();
  if (isJoined) return { uri: ports.map((port) => `redis://127.0.0.1:${port}`).join(","), stop };
  await stop();
  return null;
}

/** @returns whether they are one cluster */
async function joined(first: Redis, second: Redis): Promise<boolean> {
  try {
    await meet(first, second);
    return true;
  } catch {
    // One of them is not there, or was given up.
    return false;
  }
}

async function meet(first: Redis, second: Redis): Promise<void> {
  await first.call("CLUSTER", "ADDSLOTSRANGE", 0, SLOTS / 2 - 1);
  await second.call("CLUSTER", "ADDSLOTSRANGE", SLOTS / 2, SLOTS - 1);
  // The other's port within the cluster is told as well: it is none that could be worked out.
  const other = /:(\d+)@(\d+)/.exec(String(await second.call("CLUSTER", "NODES")));
  await first.call("CLUSTER", "MEET", "127.0.0.1", other?.[1] ?? "", other?.[2] ?? "");
  for (const node of [first, second])
    while (!String(await node.call("CLUSTER", "INFO")).includes("cluster_state:ok")) await wait(50);
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
