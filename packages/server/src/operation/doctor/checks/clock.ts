import type { Check, DoctorParts } from "../check.ts";
import { fine, wrong } from "../finding.ts";
import { newestChangeAt } from "../queries.ts";

const CLOCKS_DIFFER_MS = 2_000;

/** Against the newest change, and against the database's own clock; the OpenID provider's is looked at with the provider. */
export const clock: Check<DoctorParts> = async ({ store, now }) => {
  const aheadMs = (await newestChangeAt(store.db)) - now();
  if (aheadMs > CLOCKS_DIFFER_MS) return [differs("clock-behind", `${seconds(aheadMs)} s behind the newest change`)];
  const before = now();
  const there = await store.inspection.clock();
  const after = now();
  if (there !== null && there < before - CLOCKS_DIFFER_MS)
    return [differs("clock-differs", `${seconds(before - there)} s before the database's`)];
  if (there !== null && there > after + CLOCKS_DIFFER_MS)
    return [differs("clock-differs", `${seconds(there - after)} s behind the database's`)];
  return [fine(new Date(after).toISOString())];
};

const seconds = (ms: number): number => Math.round(ms / 1_000);

const differs = (code: string, how: string) =>
  wrong({
    code,
    detail: `this machine's clock is ${how}`,
    cause: "What expires is judged by it, and servers with different clocks judge differently.",
    advice: "Set the clocks of all machines (NTP).",
    command: "timedatectl set-ntp true",
  });
