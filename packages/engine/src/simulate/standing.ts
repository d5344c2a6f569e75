import { hasFeature, type Rights, type RightsBook } from "../rights.ts";
import { BANNED, type HeldCapability, NONE, type World } from "../world.ts";

export const VISITOR = "visitor";

/** All that tells one account from another in a question, but its own name. */
export interface Standing {
  /** Equal for accounts that are alike: on what names neither of them they are answered alike. */
  key: string;
  /** The same without the principals: what is left where none of them stands on a thing. */
  powers: string;
  isActive: boolean;
  /** By name, the account itself left out. */
  principals: ReadonlySet<string>;
  /** `AGENTS.USE`; while their ceiling is down none of them. */
  features: ReadonlySet<string>;
  /** `manage:users`, `manage:users@group:sales`. */
  capabilities: ReadonlySet<string>;
}

const ABSENT: Standing = {
  key: "absent",
  powers: "absent",
  isActive: false,
  principals: new Set(),
  features: new Set(),
  capabilities: new Set(),
};

/** Of subjects in one state, in their order; accounts that are alike share one. */
export function standingsOf(world: World, book: RightsBook, subjects: readonly string[], now: number): Standing[] {
  const alike = new Map<string, Standing>();
  return subjects.map((subject) => {
    if (subject === VISITOR) return { ...ABSENT, key: VISITOR, powers: VISITOR, isActive: true };
    const account = world.names.find(subject);
    if (account === NONE || !world.isAccount(account)) return ABSENT;
    const rights = book.of(account, now);
    const isBanned = (world.flags(account) & BANNED) !== 0 && world.bans.get(account)! > now;
    const isActive = !isBanned && world.status(account) === "active";
    const others = [...rights.principals].filter((principal) => principal !== account).sort((a, b) => a - b);
    const held = rights.capabilities.filter(({ expiresAt }) => expiresAt > now);
    const name = `${isActive} ${rights.isUser} ${others.join(" ")} ${held.map((one) => `${one.capability}@${one.scope}`).join(" ")}`;
    const known = alike.get(name);
    if (known) return known;
    const standing = standingOf(world, rights, { isActive, others, held });
    alike.set(name, standing);
    return standing;
  });
}

interface Found {
  isActive: boolean;
  others: readonly number[];
  held: readonly HeldCapability[];
}

function standingOf(world: World, rights: Rights, { isActive, others, held }: Found): Standing {
  const { names, declared } = world;
  const principals = new Set(others.map((principal) => names.text(principal)));
  const capabilities = new Set(
    held.map(({ capability, scope }) => (scope === NONE ? capability : `${capability}@${names.text(scope)}`)),
  );
  const features = new Set<string>();
  for (const [feature, index] of declared.featureIndex)
    if (hasFeature(rights.features, index) && !world.ceilings.has(feature.slice(0, feature.indexOf("."))))
      features.add(feature);
  const powers = [isActive, rights.isUser, ...features, "|", ...[...capabilities].sort()].join(" ");
  const key = `${powers} | ${[...principals].sort().join(" ")}`;
  return { key, powers, isActive, principals, features, capabilities };
}
