import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Check, Ground } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";

const MEBIBYTE = 1024 * 1024;
const TOO_LITTLE = 200 * MEBIBYTE;
const LITTLE = 1024 * MEBIBYTE;

export const diskSpace: Check<Ground> = async ({ settings }) => {
  const { bavail, bsize } = await diskOf(settings.dataDir);
  return [spaceFinding(bavail * bsize)];
};

export function spaceFinding(free: number): Found {
  const detail = `${Math.floor(free / MEBIBYTE).toLocaleString("en")} MiB free`;
  if (free >= LITTLE) return fine(detail);
  const trouble = {
    detail,
    cause: "A full disk stops every write.",
    advice: "Make room, or move the data directory (DATA_DIR).",
  };
  return free < TOO_LITTLE
    ? wrong({ code: "disk-nearly-full", ...trouble })
    : warning({ code: "disk-space-low", ...trouble });
}

/** Of a directory that is not there yet, the disk on which it would be made. */
async function diskOf(path: string): Promise<StatsFs> {
  try {
    return await statfs(path);
  } catch (error) {
    if (dirname(path) === path) throw error;
    return diskOf(dirname(path));
  }
}
