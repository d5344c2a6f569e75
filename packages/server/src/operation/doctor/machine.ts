import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { OperationParts } from "../parts.ts";
import type { Check, Finding } from "./finding.ts";

const OLDEST_NODE = 24;
const MEBIBYTE = 1024 * 1024;
const TOO_LITTLE = 200 * MEBIBYTE;
const LITTLE = 1024 * MEBIBYTE;

/** What Gatehouse stands on: Node, the data directory, the disk. */
export const machineChecks: Record<string, Check<OperationParts>> = {
  node: () => nodeFinding(process.versions.node),
  "data directory": async ({ settings, store }) => [
    ...(await privacyOf(settings.dataDir, "data directory")),
    ...(store.kind === "sqlite" ? await privacyOf(join(settings.dataDir, "gatehouse.db"), "database file") : []),
  ],
  "disk space": async ({ settings }) => {
    const { bavail, bsize } = await statfs(settings.dataDir);
    return spaceFinding(bavail * bsize);
  },
};

export function nodeFinding(version: string): Finding[] {
  const isOld = Number.parseInt(version, 10) < OLDEST_NODE;
  return [
    {
      check: "node",
      result: isOld ? "problem" : "ok",
      detail: `Node ${version}`,
      ...(isOld && { advice: `Use Node ${OLDEST_NODE} or newer.` }),
    },
  ];
}

export function spaceFinding(free: number): Finding[] {
  const check = "disk space";
  const detail = `${Math.floor(free / MEBIBYTE).toLocaleString("en")} MiB free`;
  const advice = "Make room, or move the data directory (DATA_DIR): a full disk stops every write.";
  if (free < TOO_LITTLE) return [{ check, result: "problem", detail, advice }];
  if (free < LITTLE) return [{ check, result: "warning", detail, advice }];
  return [{ check, result: "ok", detail }];
}

/** Password hashes and secrets lie there: nobody else on the machine may read them. */
async function privacyOf(path: string, check: string): Promise<Finding[]> {
  const { mode } = await stat(path);
  const others = mode & 0o077;
  const detail = `${path}, mode ${(mode & 0o777).toString(8).padStart(4, "0")}`;
  if (others === 0) return [{ check, result: "ok", detail }];
  return [{ check, result: "warning", detail, advice: `Others on this machine can get at it: chmod go-rwx '${path}'` }];
}
