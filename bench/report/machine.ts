import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";

/** On what, and with which versions, it was measured. */
export interface Machine {
  date: string;
  cpu: string;
  memoryGb: number;
  /** How much else was running: the mean of the last minute, when the report was written. */
  load: number;
  versions: Record<string, string>;
}

export function machine(): Machine {
  const all = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: `${all.length} × ${all[0]?.model ?? "unknown"}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] ?? 0,
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      sqlite: process.versions.sqlite ?? "none",
      ...Object.fromEntries(["@gatehouse/engine", "casbin", "@casl/ability"].map((name) => [name, versionOf(name)])),
    },
  };
}

/** The version of an installed package, which need not export its package.json. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
      return String(version);
    } catch {
      // not in this folder: the next above
    }
  }
  return "not installed";
}
