import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { ThereThing } from "./things.ts";

export interface Asked {
  resource: string;
  action: string;
  allow: readonly string[];
  until: number | null;
  now: number;
}

/** The last id of a grant: it is only supposed. */
const SUPPOSED = 4_294_967_295;
/** A thing of that type that nobody has: what is true of it is true of one that there is not. */
const MADE_UP = "~asked~";

/**
 * Why it is no use to ask: the right is there already, or would not help; null if it would.
 * Who may not know of the thing is answered for one that is made up, of the same type: that their role has not the feature is theirs to know.
 */
export function whyInVain(
  access: OrganizationAccess,
  actor: Actor,
  known: ThereThing | undefined,
  { resource: named, action, allow, until, now }: Asked,
): string | null {
  const { engine } = access;
  const type = named.slice(0, named.indexOf(":"));
  const resource = known?.resource ?? `${type}:${MADE_UP}`;
  const ask = (): string | null => {
    if (engine.check(actor.subject, action, resource, { now }).allowed) return "you may do this already";
    const grant = {
      id: SUPPOSED,
      principal: actor.subject,
      resource,
      allow: [...allow],
      deny: [],
      expiresAt: until,
      condition: null,
    };
    const given = engine.suppose([{ kind: "grant-set", grant }], () =>
      engine.check(actor.subject, action, resource, { now }),
    );
    return given.allowed ? null : (reasons[given.reason] ?? "giving you this right would not be enough");
  };
  if (known) return known.found.suppose(access, resource, ask);
  const madeUp: Change[] = [{ kind: "resource-added", resource, owner: "organization", state: "active" }];
  // What is open to everybody is asked for only once it is restricted.
  if (engine.typeOf(type)?.open) madeUp.push({ kind: "restricted-set", resource, restricted: true });
  return engine.suppose(madeUp, ask);
}

const reasons: Partial<Record<string, string>> = {
  "feature-off": "your role does not have this feature; ask an administrator",
  "ceiling-down": "the operator has switched this feature off",
  "resource-hidden": "it is hidden by a moderator",
  denied: "a rule denies this to you; its owner can take the rule away",
};
