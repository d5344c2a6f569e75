import type { OrganizationAccess } from "../../access/index.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";

/**
 * Why an account may do nothing at all now (decision step 2), or null.
 * Any question would do: what is asked here is only whether the subject may ask.
 */
export function standingOf(access: OrganizationAccess, account: string, now: number): Problem | null {
  const { reason } = access.engine.check(account, "access:admin", undefined, { now });
  switch (reason) {
    case "subject-banned": {
      // Of what every active subject may, so that the end of the ban is when the answer changes.
      const end = fromExpiry(access.engine.check(account, "create", "conversation", { now }).until);
      return problem("account-banned", {
        detail: end === null ? "the account is banned" : `the account is banned until ${end}`,
        extra: { until: end },
      });
    }
    case "subject-unverified":
      return problem("account-not-verified");
    case "subject-deactivated":
      return problem("account-deactivated");
    case "unknown-subject":
    case "visitor":
      return problem("token-invalid");
    default:
      return null;
  }
}

/** Is this an account that may do something now, as far as this server has heard? */
export function isActive(access: OrganizationAccess, account: string, now: number): boolean {
  access.requireCurrent();
  return standingOf(access, account, now) === null;
}

/**
 * An account that this server has not heard of yet may have been made by another one: the log is read before it is refused. A server that
 * has not heard from the log for too long does not know who was banned since: it lets nobody in.
 * @throws {Problem} `not-current`, `account-banned`, `account-not-verified`, `account-deactivated`, `token-invalid` for one that is gone
 */
export async function requireActive(access: OrganizationAccess, account: string, now: number): Promise<void> {
  access.requireCurrent();
  let refused = standingOf(access, account, now);
  if (refused?.code === "token-invalid") {
    await access.catchUp();
    refused = standingOf(access, account, now);
  }
  if (refused) throw refused;
}
