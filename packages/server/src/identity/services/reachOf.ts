import type { ScopeEntry } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { type Problem, problem } from "../../http/problem.ts";

const PAGE = 500;
/** As many as a question's `via` has. */
const LONGEST_CHAIN = 8;
/** Of one type and action, and of chains of agents; whoever is to hold a key for more is asked to narrow it. */
const MOST = 100_000;
/** As fields of the engine's questions: what was given to the service, whatever stops it now. */
const GIVEN = { given: true } as const;

/**
 * Nobody makes a key of a service for more than they have (docs/adr/0018-a-key-narrows-its-account.md): what the service was given, as far as
 * the key covers it, whoever makes it must reach as well at this moment, in whatever way; and so what agents take that it may talk to, in the
 * service's own right. What is stopped for the service now (it is deactivated, its role lacks a feature, a deny, a condition, something hidden)
 * counts: whoever makes the key may be the one who can start it again. What the service owns does not: it is open to whoever makes its keys
 * (docs/model.md, "Sealed content").
 * @param scope what the key is to open
 * @param opened what it opens already, which is not asked about
 * @throws {Problem} `service-exceeds-own`: `exceeds` says of each type how many things, and which features; names of things are not told
 * Cost: of each thing that the service was given two questions and one for each of its attachments; 10,000 agents with a model each took 25 to
 * 35 ms (80 the first time). Above 100,000 questions it is refused.
 */
export function requireReachOf(
  access: OrganizationAccess,
  actor: Actor,
  service: string,
  scope: readonly ScopeEntry[],
  opened: readonly ScopeEntry[] = [],
): void {
  access.requireCurrent();
  if (isOperator(actor)) return;
  const comparison = new Comparison(access, actor, service, opened);
  for (const entry of scope) comparison.compare(entry);
  const refusal = comparison.refusal();
  if (refusal) throw refusal;
}

/** What a service was given, beside what somebody reaches. */
class Comparison {
  private readonly access: OrganizationAccess;
  private readonly actor: Actor;
  private readonly service: string;
  private readonly opened: readonly ScopeEntry[];
  private readonly features: string[] = [];
  /** By type. */
  private readonly things = new Map<string, Set<string>>();
  private readonly asked = new Set<string>();
  private isTooMuch = false;

  constructor(access: OrganizationAccess, actor: Actor, service: string, opened: readonly ScopeEntry[]) {
    this.access = access;
    this.actor = actor;
    this.service = service;
    this.opened = opened;
  }

  compare({ name, ids }: ScopeEntry): void {
    const [type = "", action] = name.split(":");
    if (action === undefined) this.compareFeature(name);
    else if (ids)
      for (const id of ids) {
        const thing = `${type}:${id}`;
        if (this.isGiven(action, thing)) this.compareUse(action, thing);
      }
    else this.compareAll(action, type);
  }

  refusal(): Problem | null {
    const counts = [...this.things].map(([type, things]) => [type, things.size] as const);
    if (counts.length === 0 && this.features.length === 0 && !this.isTooMuch) return null;
    const said = [
      ...counts.map(([type, count]) => `${count} of type \`${type}\``),
      ...this.features.map((feature) => `the feature \`${feature}\``),
      ...(this.isTooMuch ? [`more than ${MOST} things, too many to compare`] : []),
    ];
    return problem("service-exceeds-own", {
      detail: `the service reaches what you do not: ${said.join(", ")}`,
      extra: { exceeds: { things: Object.fromEntries(counts), features: this.features } },
    });
  }

  private compareFeature(feature: string): void {
    const { access, actor, service } = this;
    if (access.engine.check(service, feature, undefined, GIVEN).allowed && !access.may(actor, feature))
      this.features.push(feature);
  }

  private compareAll(action: string, type: string): void {
    let after: string | null = null;
    let looked = 0;
    do {
      const asked = { limit: PAGE, after };
      const page = this.access.engine.listResources(this.service, action, type, asked, GIVEN);
      for (const thing of page.resources) this.compareUse(action, thing);
      after = page.next;
      looked += page.resources.length;
    } while (after !== null && looked < MOST);
    if (after !== null) this.isTooMuch = true;
  }

  /** One thing, and, where it is an agent that may be talked to, what that takes. */
  private compareUse(action: string, thing: string): void {
    if (this.isOpened(action, thing)) return;
    if (this.compareThing(action, thing) && action === "use" && typeOf(thing) === "agent")
      this.compareAttached(thing, []);
  }

  /** What an agent takes when it is talked to is asked of the account, without its key: what is `own` in its own right, what is lent by the agent. */
  private compareAttached(agent: string, before: readonly string[]): void {
    const { engine } = this.access;
    for (const { thing, mode } of engine.attachmentsOf(agent)) {
      const action = engine.typeOf(typeOf(thing))?.lentAction ?? "use";
      const via = mode === "own" ? [] : [...before, agent];
      if (via.includes(thing) || via.length > LONGEST_CHAIN || !this.isGiven(action, thing, via)) continue;
      if (this.compareThing(action, thing, via) && typeOf(thing) === "agent") this.compareAttached(thing, via);
    }
  }

  private isGiven(action: string, thing: string, via: readonly string[] = []): boolean {
    return this.given(action, thing, via).allowed;
  }

  private given(action: string, thing: string, via: readonly string[]) {
    return this.access.engine.check(this.service, action, thing, { ...GIVEN, ...along(via) });
  }

  /** Something that the service was given. @returns whether both reach it, and it was not asked about before */
  private compareThing(action: string, thing: string, via: readonly string[] = []): boolean {
    const { access, actor, asked } = this;
    const question = [action, thing, ...via].join(" ");
    if (asked.has(question)) return false;
    asked.add(question);
    if (asked.size > MOST) this.isTooMuch = true;
    if (this.isTooMuch) return false;
    if (access.may(actor, action, thing, along(via))) return true;
    if (this.given(action, thing, via).reason === "owner") return true;
    const type = typeOf(thing);
    this.things.set(type, (this.things.get(type) ?? new Set()).add(thing));
    return false;
  }

  private isOpened(action: string, thing: string): boolean {
    const name = `${typeOf(thing)}:${action}`;
    const id = thing.slice(typeOf(thing).length + 1);
    return this.opened.some((entry) => entry.name === name && (!entry.ids || entry.ids.includes(id)));
  }
}

/** Without a chain the engine answers sooner. */
const along = (via: readonly string[]) => (via.length > 0 ? { via } : {});

const typeOf = (thing: string): string => thing.slice(0, thing.indexOf(":"));
