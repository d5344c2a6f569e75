import { isToldOf } from "../../access/administered.ts";
import { administered, type OrganizationAccess } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { addRefused, type Refused } from "../../limits/index.ts";
import type { SpendingParts } from "../parts.ts";
import { keyNames } from "./queries.ts";
import type { LimitedAnswer, LimitedView } from "./schemas.ts";

const MANAGE = "manage:balances";
/** Stands for whom a limit is of where that is not told. */
const WITHHELD = "withheld";

/** Who is being limited now, for whoever manages limits. */
export class LimitedNow {
  private readonly parts: SpendingParts;

  constructor(parts: SpendingParts) {
    this.parts = parts;
  }

  /**
   * Whoever manages the balances of some people hears of these alone, and of whose limits these met as far as they may see them. An address is told to those who see addresses elsewhere: in the trail, and where
   * they are banned. @throws {Problem} `forbidden`
   */
  async list(actor: Actor): Promise<LimitedAnswer> {
    const access = this.parts.access.of(actor);
    access.require(actor, "access:admin");
    const isOfSome = administered(access, actor, MANAGE) !== null;
    const { refused, isWhole } = await this.parts.counters.refusals.list(access.id);
    const told = isOfSome
      ? refused.filter(({ subject }) => subject !== null && access.may(actor, MANAGE, subject))
      : refused;
    const seesAddresses = ["read:audit_log", "ban:users"].some((one) => isOperator(actor) || access.may(actor, one));
    const shown = told.map((one) => ({
      ...withoutUntold(access, actor, one),
      address: seesAddresses ? one.address : null,
    }));
    return { limited: await this.named(access.id, summed(shown)), isWhole };
  }

  private async named(organization: string, refused: readonly Refused[]): Promise<LimitedView[]> {
    const { db } = this.parts.store;
    const principals = refused.flatMap(({ subject, limit }) => [subject ?? [], limit.by].flat());
    const [names, keys] = await Promise.all([
      namesOf(db, organization, [...new Set(principals)]),
      keyNames(
        db,
        organization,
        refused.flatMap(({ keyId }) => keyId ?? []),
      ),
    ]);
    return refused.map(
      ({ subject, keyId, address, limit, code, raisedBy, times, firstAt, lastAt, freesAt }): LimitedView => ({
        ...{ subject, address, code, raisedBy, times },
        name: subject === null ? null : (names.get(subject)?.name ?? null),
        key: keyId === null ? null : { id: keyId, name: keys.get(keyId) ?? null },
        limit: { ...limit, byName: names.get(limit.by)?.name ?? null },
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
        freesAt: freesAt === null ? null : iso(freesAt),
      }),
    );
  }
}

/** That somebody was refused, without the key and the principal that the actor may not hear of. */
function withoutUntold(access: OrganizationAccess, actor: Actor, one: Refused): Refused {
  const { subject, keyId, limit } = one;
  const seesKeys = isOperator(actor) || (subject !== null && access.may(actor, "manage:keys", subject));
  return {
    ...one,
    keyId: seesKeys ? keyId : null,
    limit: isToldOfLimit(access, actor, one, seesKeys) ? limit : { ...limit, by: WITHHELD },
  };
}

/**
 * What is for everybody, or of all together, everybody hears of whom it refuses. What is a key's takes seeing keys of theirs, or the list of limits and
 * budgets that administrators set; a role's, having it or reading roles.
 */
function isToldOfLimit(access: OrganizationAccess, actor: Actor, one: Refused, seesKeys: boolean): boolean {
  const { subject, limit, raisedBy } = one;
  const { by } = limit;
  if (by === subject) return true;
  if (by.startsWith("key:")) return seesKeys || (raisedBy !== "owner" && access.may(actor, MANAGE));
  if (by.startsWith("role:"))
    return (
      ["read:roles", MANAGE].some((capability) => isOperator(actor) || access.may(actor, capability)) ||
      access.engine.principalSet(actor.subject, access.at()).includes(by)
    );
  return isToldOf(access, actor, by, MANAGE);
}

/** What is told alike of the same stands in one line; the latest first. */
function summed(refused: readonly Refused[]): Refused[] {
  const sum = new Map<string, Refused>();
  for (const one of refused) addRefused(sum, one);
  return [...sum.values()].sort((one, other) => other.lastAt - one.lastAt);
}

const iso = (at: number): string => new Date(at).toISOString();
