import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  copyDatabase,
  createGatehouse,
  fillStore,
  type Gatehouse,
  hasInstallation,
  loadSettings,
  openStore,
  StoreError,
} from "@gatehouse/server";
import { failure } from "../failure.ts";
import type { Surroundings } from "../session.ts";

/** Straight on the database, in this process: no server is asked, and of the embedded one none may run. */
export async function onDatabase<T>(
  { env, cwd }: Surroundings,
  work: (gatehouse: Gatehouse) => Promise<T>,
): Promise<T> {
  const gatehouse = await createGatehouse({ env: { ...env, LOG_LEVEL: "silent" }, cwd }).catch((error: unknown) => {
    throw error instanceof StoreError && error.code === "data-directory-in-use" ? inUse(error) : error;
  });
  try {
    return await work(gatehouse);
  } finally {
    await gatehouse.close();
  }
}

/** The same in a copy of the database, which goes again: whatever is done, nothing was. */
export async function onCopy<T>(surroundings: Surroundings, work: (gatehouse: Gatehouse) => Promise<T>): Promise<T> {
  const { env, cwd } = surroundings;
  const { settings } = loadSettings({ env, cwd });
  const { dataDir, databaseUrl } = settings;
  const copy = await mkdtemp(join(tmpdir(), "gatehouse-dry-run-"));
  try {
    if (await hasInstallation({ dataDir, databaseUrl })) {
      const from = await openStore({ dataDir, databaseUrl }).catch((error: unknown) => {
        throw error instanceof StoreError && error.code === "data-directory-in-use" ? inUse(error) : error;
      });
      try {
        await fillStore({ dataDir: copy }, (to) => copyDatabase(from, to));
      } finally {
        await from.close();
      }
    }
    return await onDatabase({ ...surroundings, env: { ...env, DATA_DIR: copy, DATABASE_URL: "" } }, work);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const inUse = (cause: unknown) =>
  failure(
    "data-directory-in-use",
    "A server has the embedded database in use.\nStop it first; it may run again as soon as this is done.",
    { cause },
  );
