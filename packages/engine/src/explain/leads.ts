import { answering } from "../catalogue/capabilities.ts";
import type { Inquiry, Target } from "../decide.ts";
import { HIDE, RESTORE, type Type } from "../declared.ts";
import { grantAt } from "../grant-at.ts";
import { hasFeature } from "../rights.ts";
import type { Grant, Lead, ProofStep, Reason } from "../types.ts";
import { HIDDEN, NONE, RESTRICTED, type World } from "../world.ts";
import { ended, stepsToPrincipals } from "./steps.ts";

const MODERATE = "moderate:content";
const UNSEAL = "unseal:content";

/** One resource on the way up from the one asked about, with the bit that is asked there. */
interface Above {
  handle: number;
  bit: number;
  /** From this resource down to the one asked about. */
  down: ProofStep[];
}

/** What leads from one subject to one answer, at one moment. `inquiry` is that question. */
export class Leads {
  private readonly world: World;
  private readonly inquiry: Inquiry;
  private readonly subject: string;
  private readonly account: number;
  private ways: Map<number, ProofStep[]> | null = null;

  constructor(inquiry: Inquiry, subject: string) {
    this.world = inquiry.world;
    this.inquiry = inquiry;
    this.subject = subject;
    this.account = inquiry.rights.account;
  }

  /** The roles that turn a feature on. */
  ofFeature(feature: string): Lead[] {
    const { world } = this;
    const index = world.declared.featureIndex.get(feature);
    if (index === undefined) return [];
    const isOn = (role: number) => {
      const words = world.features.get(role);
      return words !== undefined && hasFeature(words, index);
    };
    return this.inquiry.rights.roles.filter(isOn).map((role) => ({
      reason: "feature-on",
      way: [...this.to(role), { relation: "feature", from: this.text(role), to: feature }],
    }));
  }

  /** The capabilities that answer for one of these names, about the target (null: nothing in particular). */
  ofCapability(names: readonly string[], target: { handle: number; owner: number } | null): Lead[] {
    const { world, inquiry } = this;
    const leads: Lead[] = [];
    for (const principal of inquiry.rights.principals)
      for (const held of world.capabilities.get(principal) ?? []) {
        if (!names.includes(held.capability) || held.expiresAt <= inquiry.now || !inquiry.covers(held, target))
          continue;
        const step: ProofStep = {
          relation: "holds-capability",
          from: this.text(principal),
          to: held.capability,
          expiresAt: ended(held.expiresAt),
          ...(held.scope !== NONE && { detail: this.text(held.scope) }),
        };
        leads.push({ reason: "capability", way: [...this.to(principal), step] });
      }
    return leads;
  }

  /** Step 4: what covers this action on this resource. */
  ofCovering(action: string, target: Target): Lead[] {
    const isModeration = action === HIDE || action === RESTORE || action === "delete";
    const bit = target.type.bits.get(action) ?? 0;
    const names = [...(target.type.coveredBy.get(bit) ?? []), ...(isModeration ? answering(MODERATE) : [])];
    return this.ofCapability(names, target);
  }

  /** Step 7: ownership, grants, belonging, open types, what parents pass down, what agents show. */
  ofResource(action: string, target: Target): Lead[] {
    const { type } = target;
    const bit = type.bits.get(action) ?? 0;
    const leads: Lead[] = [];
    if (target.owner === this.account && this.account !== NONE && type.ownerBits & bit)
      leads.push({ reason: "owner", way: [{ relation: "owns", from: this.subject, to: target.name }] });
    if (target.handle === NONE) return leads;
    leads.push(...this.ofGlass(action, target));
    // Two actions of one parent may pass the same down: each grant leads here once.
    const seen = new Set<string>();
    for (const above of this.upwards(target.handle, bit))
      for (const lead of this.ofOne(above, target)) {
        const source = lead.way.findLast(({ relation }) => relation !== "parent-of");
        const key = `${source?.relation} ${source?.from} ${source?.to} ${source?.grant ?? ""}`;
        if (!seen.has(key)) leads.push(lead);
        seen.add(key);
      }
    return leads;
  }

  private ofOne(above: Above, target: Target): Lead[] {
    const { world, inquiry } = this;
    const { handle, bit, down } = above;
    const type = world.type(handle);
    const leads: Lead[] = [];
    const isTop = down.length === 0;
    const isReachable = !target.type.isNarrow || inquiry.rights.isUser || inquiry.isVisitor;
    const add = (reason: Reason, steps: ProofStep[]) =>
      leads.push({ reason: isTop ? reason : "parent", way: [...steps, ...down] });
    const isOwner = this.account !== NONE && world.owner(handle) === this.account;
    if (!isTop && isReachable && isOwner && type.ownerBits & bit)
      add("owner", [{ relation: "owns", from: this.subject, to: this.text(handle) }]);
    if (isReachable)
      for (const row of world.grantRows(handle))
        if (world.grants.allows(row) & bit && inquiry.counts(row, handle, bit, target.type.isNarrow))
          add("grant", this.through(row, handle));
    if (type.memberBits & bit && inquiry.rights.principals.has(handle)) add("group-member", this.to(handle));
    const isOpen = type.definition.open && type.viewerBits & bit && !inquiry.isVisitor;
    if (isOpen && (world.flags(handle) & RESTRICTED) === 0)
      add("open-type", [{ relation: "open", from: this.subject, to: this.text(handle) }]);
    if (type.shownBit & bit && isReachable)
      for (const { agent, mode, attachedBy } of world.attachedTo.get(handle) ?? [])
        if (mode === "shown" && inquiry.mayStillShare(attachedBy, handle)) {
          const using = this.inner("use", agent);
          if (using) add("attachment", [...using, this.attachment("shown-by", agent, handle, attachedBy)]);
        }
    return leads;
  }

  /** The chain of agents that the question names. */
  ofVia(chain: readonly string[], target: Target): Lead[] {
    const { world } = this;
    const agents = chain.map((agent) => world.names.find(agent));
    const first = agents[0];
    const executing = first === undefined ? null : this.inner("execute", first);
    if (!executing) return [];
    const lent = agents.map((agent, index) => {
      const thing = agents[index + 1] ?? target.handle;
      const found = world.attachments.get(agent)?.find((one) => one.thing === thing);
      return this.attachment("lent-by", agent, thing, found?.attachedBy ?? NONE);
    });
    return [{ reason: "via", way: [...executing, ...lent] }];
  }

  /** The denies that apply, each with one shortest way. */
  denies(action: string, target: Target): { grant: Grant; way: ProofStep[] }[] {
    const { world, inquiry } = this;
    const bit = target.type.bits.get(action) ?? 0;
    const found: { grant: Grant; way: ProofStep[] }[] = [];
    const seen = new Set<number>();
    if (target.handle === NONE || bit === 0) return found;
    for (const { handle, bit: its, down } of this.upwards(target.handle, bit, true))
      for (const row of world.grantRows(handle)) {
        const isDeny = world.grants.denies(row) & its;
        if (!isDeny || seen.has(row) || !inquiry.isMe(world.grants.principal(row))) continue;
        const extra = world.grants.extra(row);
        if (extra && extra.expiresAt <= inquiry.now) continue;
        if (extra?.condition && inquiry.evaluate(extra.condition, handle, its) === false) continue;
        seen.add(row);
        found.push({ grant: grantAt(world, row, this.text(handle)), way: [...this.through(row, handle), ...down] });
      }
    return found;
  }

  private ofGlass(action: string, target: Target): Lead[] {
    const { world, inquiry } = this;
    const mayBe = inquiry.countsGlass && inquiry.rights.isUser;
    if (action !== "view" || !target.type.definition.sealed || !mayBe) return [];
    const [unsealing] = this.ofCapability([UNSEAL], null);
    if (!unsealing) return [];
    const leads: Lead[] = [];
    const isOpened = (parent: number) =>
      world.type(parent).definition.sealed === true && target.type.passedDown.has(world.type(parent).name);
    const places: [number, ProofStep[]][] = [
      [target.handle, []],
      ...[...world.parentsOf(target.handle)]
        .filter(isOpened)
        .map((parent): [number, ProofStep[]] => [parent, [this.parent(parent, target.handle)]]),
    ];
    for (const [handle, down] of places)
      for (const row of world.grantRows(handle)) {
        const extra = world.grants.extra(row);
        if (extra === null || world.grants.principal(row) !== this.account) continue;
        const { glass, expiresAt } = extra;
        if (glass && expiresAt > inquiry.now)
          leads.push({ reason: "broken-glass", way: [...unsealing.way, ...this.through(row, handle), ...down] });
      }
    return leads;
  }

  /** The resource and what passes the bit down to it, nearest first, each once: through active parents only, unless denies are looked for. */
  private upwards(resource: number, bit: number, alsoHidden = false): Above[] {
    const { world } = this;
    const found: Above[] = [{ handle: resource, bit, down: [] }];
    const seen = new Set([`${resource} ${bit}`]);
    for (let index = 0; index < found.length; index++) {
      const { handle, bit: its, down } = found[index]!;
      const type = world.type(handle);
      for (const parent of world.parentsOf(handle)) {
        if (world.flags(parent) & HIDDEN && !alsoHidden) continue;
        for (const source of type.passedDown.get(world.type(parent).name)?.get(its) ?? []) {
          const key = `${parent} ${source}`;
          if (seen.has(key)) continue;
          seen.add(key);
          found.push({ handle: parent, bit: source, down: [this.parent(parent, handle), ...down] });
        }
      }
    }
    return found;
  }

  /** From the subject through a grant to where it lies. */
  private through(row: number, handle: number): ProofStep[] {
    const { grants } = this.world;
    const extra = grants.extra(row);
    const principal = grants.principal(row);
    const granted: ProofStep = {
      relation: "granted",
      from: this.text(principal),
      to: this.text(handle),
      grant: grants.id(row),
      expiresAt: ended(extra?.expiresAt ?? Infinity),
      ...(extra?.condition && { detail: extra.condition.text }),
    };
    return [...this.to(principal), granted];
  }

  /** The shortest lead of a question inside this one. */
  private inner(action: string, resource: number): ProofStep[] | null {
    const asked = this.inquiry.inner(this.account);
    const name = this.text(resource);
    const target = asked.target(name);
    if (!target || !asked.decideOn(action, target).allowed) return null;
    const leads = new Leads(asked, this.subject).ofResource(action, target);
    return leads.reduce<ProofStep[] | null>((best, { way }) => (best && best.length <= way.length ? best : way), null);
  }

  private to(principal: number): ProofStep[] {
    this.ways ??= stepsToPrincipals(this.world, this.account, this.subject, this.inquiry.now);
    return this.ways.get(principal) ?? [];
  }

  private parent(parent: number, child: number): ProofStep {
    return { relation: "parent-of", from: this.text(parent), to: this.text(child) };
  }

  private attachment(relation: "shown-by" | "lent-by", agent: number, thing: number, by: number): ProofStep {
    return { relation, from: this.text(agent), to: this.text(thing), detail: this.text(by) };
  }

  private text(handle: number): string {
    return this.world.names.text(handle);
  }
}

export function gateFeatures(world: World, type: Type, permissions: readonly ("USE" | "CREATE" | "SHARE")[]): string[] {
  if (!type.gate) return [];
  const { permissionType } = type.gate;
  return permissions
    .map((permission) => `${permissionType}.${permission}`)
    .filter((feature) => world.declared.featureIndex.has(feature));
}
