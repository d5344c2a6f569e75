import { EngineError } from "@gatehouse/engine";
import { contextOf, isSuperAdmin, type OrganizationAccess, whyNot } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { addressKey, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { signedInThere } from "./queries.ts";
import { type AddressRange, holds } from "./range.ts";

/** Each of them is judged; behind an address with more there is an office, and not somebody who floods. */
const MOST_JUDGED = 300;

/**
 * Why somebody does not ban an address: it would sign out people whose account they may not ban, or whom nobody may be without. Names nobody.
 * The operator of the installation may, at the machine: they lift it there as well.
 * @param ip from where whoever asks comes
 */
export async function whyNotThere(
  tx: Tx,
  { identity, access }: { identity: Identity; access: OrganizationAccess },
  { actor, ip, range }: { actor: Actor; ip: string | undefined; range: AddressRange },
): Promise<Problem | null> {
  const isItself = actor.name.startsWith("system:");
  if (isOperator(actor) && !isItself) return null;
  const now = identity.now();
  const there = await signedInThere(tx, access.id, range, { now, most: MOST_JUDGED + 1 });
  if (there.length > MOST_JUDGED)
    return problem("hand-on-refused", {
      detail: `more than ${MOST_JUDGED} people are signed in from there: ban a smaller range, or at the machine with \`gatehouse address ban\``,
    });
  if (isItself) {
    const isAbove = (subject: string) => isSuperAdmin(identity.access, { ...actor, subject });
    return there.some(isAbove) ? problem("hand-on-refused", { detail: "a super admin is signed in from there" }) : null;
  }
  const isKept = (account: string) =>
    account !== actor.subject &&
    whyNot(access, actor, (may) => may.actOn(actor.subject, account, "ban:users", contextOf(actor))) !== null;
  if (there.some(isKept))
    return problem("hand-on-refused", { detail: "somebody is signed in from there whose account you may not ban" });
  const key = ip === undefined ? null : addressKey(ip);
  const isIn = key !== null && holds(range, key);
  return wouldBeWithoutSuperAdmin(access, new Set([...there, ...(isIn ? [actor.subject] : [])]))
    ? problem("last-super-admin", { detail: "the last super admin is signed in from there" })
    : null;
}

/** Asked as if their accounts were banned. */
function wouldBeWithoutSuperAdmin(access: OrganizationAccess, accounts: ReadonlySet<string>): boolean {
  const bans = [...accounts]
    .filter((account) => account.startsWith("user:"))
    .map((account) => ({ kind: "ban-set", account, until: null }) as const);
  try {
    access.engine.suppose(bans, () => null);
    return false;
  } catch (error) {
    if (error instanceof EngineError && error.code === "last-super-admin") return true;
    throw error;
  }
}
