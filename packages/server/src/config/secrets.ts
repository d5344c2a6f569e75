import { isLoopback } from "./loopback.ts";
import type { Problem } from "./problem.ts";
import type { Secrets, Settings } from "./settings.ts";

/** The values of LibreChat's published `.env.example`: known to everybody, so no secrets. */
export const exampleSecrets: Readonly<Record<string, string>> = {
  JWT_SECRET: "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef",
  JWT_REFRESH_SECRET: "eaa5191f2914e30b9387fd84e254e4ba6fc51b4654968a9b0803b456a54b8418",
  CREDS_KEY: "f34be427ebb29de8d88c107a71546019685ed8b241d8f2ed00c3df97ad2566f0",
  CREDS_IV: "e2341419ec3dd3d19b13a1a87fafcbfb",
};

/** What people write in place of a secret. */
const placeholders = [
  "secret",
  "changeme",
  "change_me",
  "change-me",
  "your_jwt_secret",
  "your_jwt_refresh_secret",
  "password",
];

const variables: readonly (readonly [keyof Secrets, string])[] = [
  ["jwtSecret", "JWT_SECRET"],
  ["jwtRefreshSecret", "JWT_REFRESH_SECRET"],
  ["credsKey", "CREDS_KEY"],
  ["credsIv", "CREDS_IV"],
];

/** Secrets that everybody knows, by the variable that holds them. */
export function knownSecrets(secrets: Secrets): string[] {
  const known = new Set([...Object.values(exampleSecrets), ...placeholders]);
  return variables.flatMap(([part, variable]) => (known.has(secrets[part]?.toLowerCase() ?? "") ? [variable] : []));
}

/** The problems that stop a start beyond loopback: known secrets let anybody make themselves a session. Empty on loopback. */
export function dangerousSecrets(settings: Settings): Problem[] {
  if (isLoopback(settings.http.host)) return [];
  return knownSecrets(settings.secrets).map((key) => ({
    file: null,
    line: null,
    key,
    found: `a published example value, while HOST is ${settings.http.host}`,
    allowed: "a secret of your own (leave it empty: one is generated), or HOST=127.0.0.1",
  }));
}
