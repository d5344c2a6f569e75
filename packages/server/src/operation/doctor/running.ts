import { StoreError } from "../../store/index.ts";
import type { Check, Checks } from "./check.ts";
import { type Finding, type Found, warning, wrong } from "./finding.ts";

export interface Running {
  /** How long one check may take. */
  limitMs: number;
  /** A check that failed, for the log. */
  failed(check: string, error: unknown): void;
}

/** Each beside the others: they wait for something else. In the order of the checks. */
export async function sideBySide<Parts>(checks: Checks<Parts>, parts: Parts, running: Running): Promise<Finding[]> {
  const found = Object.entries(checks).map(([name, check]) => findingsOf(name, check, parts, running));
  return (await Promise.all(found)).flat();
}

/** One after the other, so that a busy server keeps serving: they read much. */
export async function oneByOne<Parts>(checks: Checks<Parts>, parts: Parts, running: Running): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(checks)) findings.push(...(await findingsOf(name, check, parts, running)));
  return findings;
}

/** A check that fails, or does not answer, is a finding too: the others are still wanted. */
async function findingsOf<Parts>(
  name: string,
  check: Check<Parts>,
  parts: Parts,
  { limitMs, failed }: Running,
): Promise<Finding[]> {
  const limit = new AbortController();
  const { promise: tooLong, resolve } = Promise.withResolvers<Found[]>();
  // Whoever is told that the time is over has a tenth of it more, to say what was found until then.
  const timers = [
    setTimeout(() => limit.abort(), limitMs),
    setTimeout(() => resolve([gaveUp(limitMs)]), limitMs * 1.1),
  ];
  const found = await Promise.race([look(), tooLong]);
  for (const timer of timers) clearTimeout(timer);
  return found.map((one) => ({ check: name, ...one }));

  async function look(): Promise<Found[]> {
    try {
      return await check(parts, limit.signal);
    } catch (error) {
      if (limit.signal.aborted) return [gaveUp(limitMs)];
      failed(name, error);
      return [couldNotBeLookedAt(error)];
    }
  }
}

const gaveUp = (limitMs: number): Found =>
  warning({
    code: "check-took-too-long",
    detail: `nothing was found within ${limitMs / 1_000} s`,
    cause: "What it asks does not answer, or is very busy or very large.",
    advice: "Look again when there is less to do.",
  });

const couldNotBeLookedAt = (error: unknown): Found =>
  wrong({
    code: "check-failed",
    detail: "it could not be looked at",
    cause: inSafeWords(error),
    advice: "The log of the server says more.",
  });

/** Of words that are not ours nobody knows whether a password stands in them, as in the address of a database. */
function inSafeWords(error: unknown): string {
  if (error instanceof StoreError) return `${error.message}.`;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
  return code === undefined ? "It failed unexpectedly." : `It failed with ${code}.`;
}
