// Moving in from a dump, by the command line, as an operator does it: documents a second, and the most memory that it takes.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownDatabase } from "../measure/database.ts";
import { Figures } from "../measure/measurement.ts";
import { writeDump } from "../world/librechatDump.ts";

const [, , , kind = "sqlite", pace = ""] = process.argv;
const size =
  pace === "quick"
    ? { people: 10_000, agents: 5_000, messages: 100_000 }
    : { people: 100_000, agents: 50_000, messages: 1_000_000 };
const GATEHOUSE = join(import.meta.dirname, "../../packages/cli/bin/gatehouse.mjs");

const figures = new Figures(0);
const name = kind === "postgres" ? "PostgreSQL" : "SQLite";
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-moving-"));
const database = kind === "postgres" ? await ownDatabase(process.env.TEST_DATABASE_URL ?? "") : undefined;
try {
  const documents = await writeDump(join(folder, "dump"), size);
  const began = performance.now();
  const { megabytes, said } = await moveIn();
  const seconds = (performance.now() - began) / 1_000;
  const report = JSON.parse(said) as { collections: { brought: number }[] };
  const brought = report.collections.reduce((sum, one) => sum + one.brought, 0);
  if (brought < documents * 0.9) throw new Error(`only ${brought} of ${documents} documents came: ${said}`);
  const remark = `${documents.toLocaleString("en")} documents of ${size.people.toLocaleString("en")} people, its start included`;
  figures.add(`moving in, ${name}`, documents / seconds, "per second", remark);
  figures.add(`moving in, ${name}: most memory`, megabytes, "MB", remark);
} finally {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
}
figures.send();

async function moveIn(): Promise<{ megabytes: number; said: string }> {
  const args = [GATEHOUSE, "migrate", "librechat", "./dump", "--super-admin", "person1@example.com", "--json"];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...(database && { DATABASE_URL: database.url }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (piece: Buffer) => (said += piece));
  let megabytes = 0;
  const looking = setInterval(() => (megabytes = Math.max(megabytes, peakOf(child.pid ?? 0))), 200);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(looking);
  if (code !== 0) throw new Error(`it ended with ${String(code)}: ${said}`);
  return { megabytes, said };
}

/** The most that a process ever had in memory, in megabytes. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  } catch {
    return 0; // it has just ended
  }
}
