import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { SourceFailed, type SourceRemark } from "./source.ts";

export interface FolderEntry {
  name: string;
  /** Without a link in it. */
  path: string;
  kind: "file" | "folder";
  size: number;
}

/** What lies in a folder, by name. A link that leads out of `root` is left out, and told. */
export async function entriesOf(folder: string, root: string, remarks: SourceRemark[]): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const given = join(folder, name);
    const path = (await lstat(given)).isSymbolicLink() ? await realpath(given).catch(() => null) : given;
    if (path === null || !path.startsWith(root + sep)) {
      remarks.push({ code: "link-left-out", found: `\`${given}\` leads out of \`${root}\`` });
      continue;
    }
    const found = await stat(path);
    if (found.isFile()) entries.push({ name, path, kind: "file", size: found.size });
    if (found.isDirectory()) entries.push({ name, path, kind: "folder", size: 0 });
  }
  return entries;
}

/** What a person named, without a link in it. @throws {SourceFailed} `not-found` */
export async function placeOnDisk(at: string): Promise<{ path: string; kind: "file" | "folder"; size: number }> {
  try {
    const path = await realpath(at);
    const found = await stat(path);
    if (found.isDirectory()) return { path, kind: "folder", size: 0 };
    if (found.isFile()) return { path, kind: "file", size: found.size };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw new SourceFailed("file-unreadable", `\`${at}\` cannot be read: ${message}`, { cause: error });
    }
    throw new SourceFailed(
      "not-found",
      `there is no \`${at}\`: give a folder or archive of mongodump, a file or folder of mongoexport, or a mongodb:// address`,
      { cause: error },
    );
  }
  throw new SourceFailed("not-a-dump", `\`${at}\` is neither a file nor a folder`);
}
