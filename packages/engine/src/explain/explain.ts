import { answering, isCapability } from "../catalogue/capabilities.ts";
import { Inquiry } from "../decide.ts";
import type { PermissionEngine } from "../engine.ts";
import type { RightsBook } from "../rights.ts";
import type { Answer, Context, Explanation, Lead } from "../types.ts";
import type { World } from "../world.ts";
import { gateFeatures, Leads } from "./leads.ts";
import { remediesFor } from "./remedies.ts";

export interface Asked {
  subject: string;
  action: string;
  resource?: string;
  context: Context & { now: number };
}

/**
 * The proof of an answer: for a yes each grant, ownership or capability that leads there, once, with one shortest way; for a no the denies
 * that apply and what would turn it (docs/model.md, "The decision").
 * Cost: a yes, that of the check; a no, up to some 150 checks in states that are supposed and taken back.
 */
export function explain(
  engine: PermissionEngine,
  world: World,
  book: RightsBook,
  asked: Asked,
  answer: Answer,
): Explanation {
  const { subject, action, resource } = asked;
  const inquiry = new Inquiry(world, book, subject, asked.context, asked.context.now);
  const leads = new Leads(inquiry, subject);
  const target = resource?.includes(":") ? inquiry.target(resource) : null;
  const denies = answer.reason === "denied" && target ? leads.denies(action, target) : [];
  return {
    ...answer,
    subject,
    action,
    ...(resource !== undefined && { resource }),
    leads: answer.allowed ? leadsTo(world, book, inquiry, asked) : [],
    denies,
    remedies: answer.allowed ? [] : remediesFor(engine, world, book, asked, answer, denies),
  };
}

function leadsTo(
  world: World,
  book: RightsBook,
  inquiry: Inquiry,
  { subject, action, resource, context }: Asked,
): Lead[] {
  const leads = new Leads(inquiry, subject);
  if (resource === undefined) {
    if (world.declared.featureIndex.has(action)) return leads.ofFeature(action);
    return leads.ofCapability(answering(action), null);
  }
  if (!resource.includes(":")) return leadsToCreate(world, leads, resource);
  if (isCapability(action)) {
    const handle = world.names.find(resource);
    const about = world.isAccount(handle) ? { handle, owner: handle } : inquiry.target(resource);
    return leads.ofCapability(answering(action), about);
  }
  const target = inquiry.target(resource);
  if (!target) return [];
  const found = inquiry.countsCapabilities ? leads.ofCovering(action, target) : [];
  // What steps 5 and 6 stop leads nowhere: then the capability alone is the proof.
  const alone = new Inquiry(world, book, subject, { ...context, capabilities: false }, context.now);
  const verdict = alone.decideOn(action, target);
  if (verdict.allowed) {
    found.push(...leads.ofResource(action, target));
    if (context.via && alone.comesVia(target, target.type.bits.get(action) ?? 0))
      found.push(...leads.ofVia(context.via, target));
  }
  return found;
}

function leadsToCreate(world: World, leads: Leads, typeName: string): Lead[] {
  const type = world.declared.type(typeName);
  if (!type) return [];
  const { create } = type.definition;
  if (typeof create === "object") return leads.ofCapability(answering(create.capability), null);
  if (create === "anyone") return [];
  return gateFeatures(world, type, ["USE", "CREATE"]).flatMap((feature) => leads.ofFeature(feature));
}
