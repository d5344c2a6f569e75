import { randomBytes } from "node:crypto";
import type { Settings } from "../config/index.ts";
import { ensureInstallation, type Store } from "../store/index.ts";

export interface InstallationSecrets {
  jwtSecret: string;
  jwtRefreshSecret: string;
  cursorSecret: string;
  /** 64 hexadecimal digits. */
  credsKey: string;
  /** What results of access reviews are signed with: the seed of an Ed25519 key, 64 hexadecimal digits. */
  reviewSeed: string;
}

/**
 * The secrets that the operator set; those that are not set are generated once and kept in the database, which several servers share
 * (the embedded one is a file of mode 0600).
 */
export async function installationSecrets(store: Store, settings: Settings): Promise<InstallationSecrets> {
  return store.transact(async (tx) => {
    const kept = (key: string) => ensureInstallation(tx, `secrets/${key}`, randomBytes(32).toString("hex"));
    return {
      jwtSecret: settings.secrets.jwtSecret ?? (await kept("jwt")),
      jwtRefreshSecret: settings.secrets.jwtRefreshSecret ?? (await kept("jwt-refresh")),
      cursorSecret: await kept("cursor"),
      credsKey: settings.secrets.credsKey ?? (await kept("creds")),
      reviewSeed: await kept("reviews"),
    };
  });
}
