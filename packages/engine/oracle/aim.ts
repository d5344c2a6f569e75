import type { Change } from "../src/types.ts";
import { typeOf } from "./facts.ts";
import { actionOf, types } from "./names.ts";

interface Aim {
  aim: string;
  subject: string;
  pick: number;
}

/** Who asks what of what, by which chain. */
export interface Target {
  subject: string;
  action: string;
  resource?: string | undefined;
  via?: readonly string[];
}

/** A question at which one of the facts of the story is aimed; null where there is none. The facts may have ended since. */
export function aimAt({ aim, subject, pick }: Aim, before: readonly Change[]): Target | null {
  const facts = before.filter((it) => kindsAimedAt[aim]?.includes(it.kind));
  const fact = facts[pick % facts.length];
  const choice = Math.floor(pick / facts.length);
  switch (fact?.kind) {
    case "grant-set": {
      const { principal, resource, allow, deny } = fact.grant;
      const actions = [...allow, ...deny];
      const action = actions[choice % actions.length] ?? "use";
      return onOrBelow({ subject: someoneIn(principal, subject, before, choice), action, resource }, before, choice);
    }
    case "resource-added": {
      const target = {
        subject: ownerOf(fact.resource, subject, before),
        action: actionOf(typeOf(fact.resource), choice),
        resource: fact.resource,
      };
      return onOrBelow(target, before, choice);
    }
    case "membership-set":
      return { subject: someoneIn(fact.member, subject, before, choice), action: "view", resource: fact.group };
    case "attachment-set": {
      const type = types.find((it) => it.name === typeOf(fact.thing));
      const asker = choice % 2 === 0 ? subject : ownerOf(fact.agent, subject, before);
      if (fact.mode === "shown" && choice % 4 < 2)
        return { subject: asker, action: type?.shownAction ?? "view", resource: fact.thing };
      return {
        subject: asker,
        action: type?.lentAction ?? "use",
        resource: fact.thing,
        via: chainTo(fact, before, choice),
      };
    }
    default:
      return null;
  }
}

const kindsAimedAt: Readonly<Record<string, readonly Change["kind"][]>> = {
  grant: ["grant-set"],
  thing: ["resource-added"],
  tie: ["membership-set", "attachment-set"],
};

/** Somebody whom the principal stands for: a member, a holder, or the one who was to be asked about anyway. */
function someoneIn(principal: string, otherwise: string, before: readonly Change[], choice: number): string {
  if (["user", "service"].includes(typeOf(principal))) return principal;
  if (principal === "anyone") return choice % 2 === 0 ? "visitor" : otherwise;
  const inside = before.flatMap((it) => {
    if (it.kind === "membership-set" && it.group === principal) return [it.member];
    if (it.kind === "role-given" && it.role === principal) return [it.holder];
    return it.kind === "user-added" && it.role === principal ? [it.user] : [];
  });
  const found = inside[choice % inside.length];
  if (found === undefined || typeOf(found) !== "group") return found ?? otherwise;
  // Groups in groups: some account further down, never round in a circle that was refused.
  return choice > 3 ? someoneIn(found, otherwise, before, Math.floor(choice / 3)) : otherwise;
}

/** The same question about something under the thing, up to three levels down; every third time about the thing itself. */
function onOrBelow(target: Target & { resource: string }, before: readonly Change[], choice: number): Target {
  if (choice % 3 === 0) return target;
  let { action, resource } = target;
  for (let level = 0; level < 1 + (choice % 4); level++) {
    const children = before.flatMap((it) =>
      it.kind === "parent-added" && it.parent === resource ? [it.resource] : [],
    );
    const child = children[(choice + level) % children.length];
    if (!child) break;
    const inherits = types.find((it) => it.name === typeOf(child))?.inherits[typeOf(resource)] ?? {};
    const passed = inherits[action] ?? [];
    action = passed[choice % passed.length] ?? action;
    resource = child;
  }
  return { ...target, action, resource };
}

function ownerOf(resource: string, otherwise: string, before: readonly Change[]): string {
  const added = before.find((it) => it.kind === "resource-added" && it.resource === resource);
  return added?.kind === "resource-added" && added.owner !== "organization" ? added.owner : otherwise;
}

/** The agent that lends the thing, and every other time one that lends this agent. */
function chainTo({ agent }: { agent: string }, before: readonly Change[], choice: number): string[] {
  const lenders = before.flatMap((it) => (it.kind === "attachment-set" && it.thing === agent ? [it.agent] : []));
  const lender = lenders[choice % lenders.length];
  return lender && lender !== agent && choice % 2 === 1
    ? [lender, agent].filter((it) => typeOf(it) === "agent")
    : [agent];
}
