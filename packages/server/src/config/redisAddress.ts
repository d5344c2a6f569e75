import type { serverVariables } from "./catalogue/server.ts";
import type { Findings } from "./findings.ts";
import type { Values } from "./variables.ts";

/** REDIS_URI with REDIS_USERNAME and REDIS_PASSWORD put in where it names nobody; undefined where USE_REDIS says no. */
export function redisAddress(server: Values<typeof serverVariables>, findings: Findings): string | undefined {
  const { REDIS_URI, USE_REDIS, REDIS_USERNAME, REDIS_PASSWORD } = server;
  if (USE_REDIS === undefined) findings.effective("USE_REDIS", REDIS_URI !== undefined, { kind: "default" });
  if (USE_REDIS === true && REDIS_URI === undefined)
    findings.warnings.push("USE_REDIS is true, but REDIS_URI is not set: counters stay in memory.");
  if (USE_REDIS === false || REDIS_URI === undefined) return undefined;
  return REDIS_URI.split(",")
    .map((address) => {
      const parsed = new URL(address);
      if (parsed.username === "" && parsed.password === "") {
        parsed.username = REDIS_USERNAME ?? "";
        parsed.password = REDIS_PASSWORD ?? "";
      }
      return parsed.href;
    })
    .join(",");
}
