// `npm run bench [-- --quick]`: measures Gatehouse beside its peers and writes bench/results/latest.md and .json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureInChild } from "./measure/child.ts";
import type { Measurement } from "./measure/measurement.ts";
import { machine } from "./report/machine.ts";
import { reportOf } from "./report/report.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Only what is named: engine, simulate, sql, libraries, http, agents, tables, files, revocation, gateway, moving. */
    only: { type: "string" },
    /** Sizes of the world instead of the usual ones, separated by commas. */
    grants: { type: "string" },
    /** Where the results go. */
    out: { type: "string", default: join(import.meta.dirname, "results") },
  },
});
const isQuick = values.quick;
const parts = new Set(
  values.only?.split(",") ?? [
    "engine",
    "simulate",
    "sql",
    "libraries",
    "http",
    "agents",
    "tables",
    "files",
    "revocation",
    "gateway",
    "moving",
  ],
);
/** Only these parts take a world from a snapshot. */
const takesWorld = parts.has("engine") || parts.has("sql");
const usual = isQuick ? [50_000, 1_000_000] : [50_000, 1_000_000, 10_000_000];
const sizes = takesWorld ? (values.grants?.split(",").map(Number) ?? usual) : [];
/** Above this a database takes longer to fill than everything else together. */
const LARGEST_IN_SQL = 1_000_000;
const LIBRARY_GRANTS = 5_000;
const databases = process.env.TEST_DATABASE_URL ? ["sqlite", "postgres"] : ["sqlite"];
/** Of which lists over HTTP show a page. */
const AGENTS = [10_000, 100_000, 1_000_000];

const began = performance.now();
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
const figures: Measurement[] = [];
try {
  for (const grants of sizes) {
    const snapshot = join(folder, `${grants}.snapshot`);
    await run("build", grants, snapshot);
    if (parts.has("engine"))
      for (const what of ["load", "checks", "lists", "writes"]) await run(what, grants, snapshot);
    if (parts.has("sql") && grants <= LARGEST_IN_SQL) await run("sql", grants, snapshot);
    rmSync(snapshot);
  }
  if (parts.has("simulate")) await run("simulate", 0, "");
  if (parts.has("libraries")) await run("libraries", LIBRARY_GRANTS, "");
  if (parts.has("http")) for (const kind of databases) await run("http", 0, kind);
  if (parts.has("revocation")) for (const kind of databases) await run("revocation", 0, kind);
  if (parts.has("gateway")) for (const kind of databases) await run("gateway", 0, kind);
  if (parts.has("moving")) for (const kind of databases) await run("moving", 0, kind);
  if (parts.has("agents")) for (const agents of AGENTS) await run("agents", agents, "");
  if (parts.has("tables")) await run("tables", 0, "");
  if (parts.has("files")) await run("files", 0, "");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const report = reportOf(figures, { ...machine(), isQuick, minutes: (performance.now() - began) / 60_000 });
console.log(`\n${report}`);
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, "latest.md"), report);
writeFileSync(
  join(values.out, "latest.json"),
  `${JSON.stringify({ machine: machine(), isQuick, figures }, null, 2)}\n`,
);

async function run(what: string, grants: number, source: string): Promise<void> {
  console.error(`measuring: ${what}${grants > 0 ? `, ${grants.toLocaleString("en")}` : ` ${source}`}`);
  figures.push(...(await measureInChild(what, [String(grants), source, isQuick ? "quick" : "full"])));
}
