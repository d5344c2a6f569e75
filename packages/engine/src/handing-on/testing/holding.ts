import { featureCatalogue } from "../../catalogue/features.ts";
import type { PermissionEngine } from "../../engine.ts";
import type { Change, Context } from "../../types.ts";

/** Whoever acts as one: an account and the services that it manages. */
export function coalitionOf(engine: PermissionEngine, actor: string, context: Context): string[] {
  const services = engine.state().flatMap((fact) => (fact.kind === "service-added" ? [fact.service] : []));
  const manages = holdsLater(engine, actor, "manage:services", context);
  return [actor, ...(manages ? services.filter((service) => service !== actor) : [])];
}

/** Also while banned: who is not active now may be later, and the rules look at what they hold. */
function holdsLater(engine: PermissionEngine, actor: string, capability: string, context: Context): boolean {
  return engine.suppose(revived(engine, [actor]), () => engine.check(actor, capability, undefined, context).allowed);
}

function revived(engine: PermissionEngine, accounts: readonly string[]): Change[] {
  const known = new Set(
    engine
      .state()
      .flatMap((fact) =>
        fact.kind === "user-added" ? [fact.user] : fact.kind === "service-added" ? [fact.service] : [],
      ),
  );
  return accounts
    .filter((account) => known.has(account))
    .flatMap((account): Change[] => [
      { kind: "ban-lifted", account },
      { kind: "account-status-set", account, status: "active" },
    ]);
}

/** All actions on these resources, features and capabilities that one of them holds at one of the moments, in words. */
export function heldBy(
  engine: PermissionEngine,
  coalition: readonly string[],
  resources: readonly string[],
  people: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  moments: readonly number[],
): Set<string> {
  const held = new Set<string>();
  const capabilities = [
    ...new Set(engine.state().flatMap((fact) => (fact.kind === "capability-set" ? [fact.capability] : []))),
  ];
  for (const now of moments)
    for (const who of coalition) {
      const context = { now, fields, capabilities: false };
      for (const resource of resources)
        for (const action of engine.listActions(who, resource, context)) held.add(`at ${now}: ${action} ${resource}`);
      for (const capability of capabilities) {
        if (engine.check(who, capability, undefined, { now }).allowed) held.add(`at ${now}: ${capability}`);
        for (const person of people)
          if (engine.check(who, capability, person, { now }).allowed) held.add(`at ${now}: ${capability} of ${person}`);
      }
    }
  return held;
}

/**
 * Asks in the state in which they have taken everything that is theirs to take: they are in every group into which one of them may put
 * somebody, have each other's features, no deny stands against them (whoever may, removes it), and what was open is open again.
 */
export function withAllThatTheyMayTake<Answer>(
  engine: PermissionEngine,
  coalition: readonly string[],
  context: Context,
  ask: () => Answer,
): Answer {
  const now = context.now ?? 0;
  const facts = engine.state();
  const inForce = (end: number | null) => end === null || end > now;
  const own = new Set<string>([...coalition, "everyone", "anyone"]);
  const owned = new Set(
    facts.flatMap((fact) => (fact.kind === "resource-added" && coalition.includes(fact.owner) ? [fact.resource] : [])),
  );
  for (let size = 0; size !== own.size; ) {
    size = own.size;
    for (const fact of facts) {
      if (fact.kind === "user-added" && own.has(fact.user)) own.add(fact.role);
      if (fact.kind === "membership-set" && own.has(fact.member) && inForce(fact.expiresAt)) own.add(fact.group);
      if (fact.kind === "role-given" && own.has(fact.holder) && inForce(fact.expiresAt)) own.add(fact.role);
      if (fact.kind === "resource-added" && fact.resource.startsWith("group:") && owned.has(fact.resource))
        own.add(fact.resource);
      if (
        fact.kind === "grant-set" &&
        fact.grant.allow.includes("members") &&
        own.has(fact.grant.principal) &&
        inForce(fact.grant.expiresAt)
      )
        own.add(fact.grant.resource);
    }
  }
  const groups = [...own].filter((name) => name.startsWith("group:"));
  const roles = [...own].filter((name) => name.startsWith("role:"));
  const features = facts.flatMap((fact) =>
    fact.kind === "feature-set" && roles.includes(fact.role) ? [fact.feature] : [],
  );
  const changes: Change[] = [
    ...withFeatures(coalition, features),
    ...coalition.flatMap((member) =>
      groups.map((group): Change => ({ kind: "membership-set", member, group, expiresAt: null })),
    ),
    ...withoutDenies(facts),
    ...facts.flatMap((fact): Change[] => (fact.kind === "restricted-set" ? [{ ...fact, restricted: false }] : [])),
  ];
  return engine.suppose(changes, ask);
}

/** Asks in the state in which this account has every feature and nothing is denied: what is left is ownership, grants and their ways. */
export function withOnlyTheWays<Answer>(engine: PermissionEngine, account: string, ask: () => Answer): Answer {
  const features = Object.entries(featureCatalogue).flatMap(([type, names]) => names.map((name) => `${type}.${name}`));
  return engine.suppose([...withFeatures([account], features), ...withoutDenies(engine.state())], ask);
}

function withFeatures(holders: readonly string[], features: readonly string[]): Change[] {
  const role = "role:All";
  return [
    { kind: "role-set", role, rank: 0 },
    ...[...new Set(features)].map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
    ...holders.map((holder): Change => ({ kind: "role-given", holder, role, expiresAt: null })),
  ];
}

function withoutDenies(facts: readonly Change[]): Change[] {
  return facts.flatMap((fact): Change[] => {
    if (fact.kind !== "grant-set" || fact.grant.deny.length === 0) return [];
    const { grant } = fact;
    if (grant.allow.length > 0) return [{ kind: "grant-set", grant: { ...grant, deny: [] } }];
    return [{ kind: "grant-removed", resource: grant.resource, id: grant.id }];
  });
}
