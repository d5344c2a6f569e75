import type { RefusalCode } from "@gatehouse/engine";
import { leftAmong } from "../../access/leftThings.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Tx } from "../../store/index.ts";
import { ownerOf } from "../reachable/ownership.ts";
import type { GrantRow } from "./queries.ts";
import type { DaysQuery, Finding } from "./schemas.ts";

const DAY_MS = 86_400_000;

/** Refusals that say that a giver has not any more what giving takes; others are about whom it is given to, or about everybody. */
const lost: ReadonlySet<RefusalCode> = new Set([
  "actor-not-active",
  "action-missing",
  "feature-missing",
  "capability-missing",
  "exceeds-own",
  "outlasts-own",
  "not-owner",
]);

/** What everybody is. */
export const EVERYBODY: ReadonlySet<string> = new Set(["everyone", "anyone", "role:USER"]);

/** What is worth looking at of grants, at one moment. Whether somebody may give something now, and who owns what, the engine says. */
export class Findings {
  private readonly access: OrganizationAccess;
  private readonly now: number;
  private readonly wideGroups: ReadonlySet<string>;
  private readonly unusedSince: number;
  private readonly endsBefore: number;
  private readonly standings = new Map<string, boolean>();
  private readonly left = new Set<string>();

  constructor(access: OrganizationAccess, now: number, wideGroups: readonly string[], days: DaysQuery) {
    this.access = access;
    this.now = now;
    this.wideGroups = new Set(wideGroups);
    this.unusedSince = now - days.unusedDays * DAY_MS;
    this.endsBefore = now + days.expiringDays * DAY_MS;
  }

  /** Of what stands on things of the organization: which of these became so because their owner went. Read before `has` is asked about them. */
  async readOwners(db: Tx, grants: Iterable<GrantRow>): Promise<void> {
    const own = new Set<string>();
    for (const { resource } of grants) if (ownerOf(this.access, resource) === "organization") own.add(resource);
    for (const resource of await leftAmong(db, this.access.id, [...own])) this.left.add(resource);
  }

  /** Whether it gives something to somebody now: what denies alone, and what has ended, gives nothing. */
  isInForce({ allow, expiresAt }: GrantRow): boolean {
    return allow !== "[]" && (expiresAt === null || expiresAt > this.now);
  }

  has(finding: Finding, grant: GrantRow): boolean {
    if (!this.isInForce(grant)) return false;
    switch (finding) {
      case "wide":
        return this.isWide(grant.principal);
      case "unused":
        return this.isUnused(grant);
      case "ownerless":
        return this.isOwnerless(grant.resource);
      case "expiring":
        return grant.expiresAt !== null && grant.expiresAt <= this.endsBefore;
      case "stale-giver":
        return this.isStaleGiver(grant);
    }
  }

  isWide(principal: string): boolean {
    return EVERYBODY.has(principal) || this.wideGroups.has(principal);
  }

  private isUnused({ givenAt, lastUsed }: GrantRow): boolean {
    if (givenAt === null || givenAt > this.unusedSince) return false;
    return lastUsed === null || lastUsed < new Date(this.unusedSince).toISOString().slice(0, 10);
  }

  /** The organization owns what is its own, made so or given to it; besides it owns what is left of an account that went. */
  private isOwnerless(resource: string): boolean {
    const owner = ownerOf(this.access, resource);
    return owner === "organization" ? this.left.has(resource) : owner !== undefined && this.isGone(owner);
  }

  /** Whoever gave it could not give it now. What configuration or the operator gave, nobody gave. */
  private isStaleGiver({ id, resource, principal, allow, deny, expiresAt, condition, givenBy }: GrantRow): boolean {
    if (givenBy === null || !/^(user|service):/.test(givenBy)) return false;
    const { engine } = this.access;
    const context = { now: this.now };
    const terms = { allow: JSON.parse(allow), deny: JSON.parse(deny), expiresAt, condition };
    // As if it were not there: nobody holds what they give by what they gave.
    const refusal = engine.suppose([{ kind: "grant-removed", resource, id }], ({ may }) =>
      may.grant(givenBy, { principal, resource, ...terms }, context),
    );
    if (refusal === null) return false;
    // Not found is the thing for whoever has nothing of it, or the role for whoever may not know of it.
    if (refusal.code === "not-found") return !engine.check(givenBy, "share", resource, context).allowed;
    return lost.has(refusal.code);
  }

  private isGone(account: string): boolean {
    let isGone = this.standings.get(account);
    if (isGone === undefined) {
      const { reason } = this.access.engine.check(account, "access:admin", undefined, { now: this.now });
      isGone = ["subject-banned", "subject-deactivated", "unknown-subject"].includes(reason);
      this.standings.set(account, isGone);
    }
    return isGone;
  }
}
