import { Changes } from "./apply.ts";
import { Asking } from "./asking.ts";
import { type AttachmentDescription, attachmentsOf } from "./attachments.ts";
import { answering, isCapability } from "./catalogue/capabilities.ts";
import { featureCatalogue } from "./catalogue/features.ts";
import { workspaceTypes } from "./catalogue/types.ts";
import { areCompanions, groupsOfCompanions } from "./companions.ts";
import type { Engine, EngineOptions } from "./contract.ts";
import { Inquiry, requireVia, type Verdict } from "./decide.ts";
import { HIDE, RESTORE } from "./declared.ts";
import { explain } from "./explain/explain.ts";
import { audienceOf } from "./handing-on/above.ts";
import { thingsBelow } from "./handing-on/contents.ts";
import type { HandingOn } from "./handing-on/contract.ts";
import { Handing } from "./handing-on/handing-on.ts";
import { accountsAfter, type Carrier, carriersOf } from "./holders.ts";
import { ASK, DENIED, FEATURE_OFF, FROM_PARENT, GRANTED, Lane, NOTHING, OWNS } from "./lane.ts";
import { date, latestOf } from "./latest.ts";
import { Candidates, possibleSubjects } from "./lists.ts";
import { type FateOf, type Removal, removalOf, settlementOf } from "./removal.ts";
import { RightsBook } from "./rights.ts";
import { countPeopleIn, groupsBelow, type ScopedCapability, scopedCapabilitiesOf } from "./scopes.ts";
import type { Simulated, SimulationContext } from "./simulate/contract.ts";
import { type InBoth, simulate } from "./simulate/simulate.ts";
import { read, write } from "./snapshot.ts";
import { grantsOf, stateOf } from "./state.ts";
import {
  type Account,
  type Answer,
  type Change,
  type Context,
  type Count,
  EngineError,
  type Explanation,
  type Grant,
  type LatestPage,
  type LatestRequest,
  type Owner,
  type PageRequest,
  type Question,
  type ResourcePage,
  type ResourceState,
  type Subject,
  type SubjectPage,
  type TypeDefinition,
} from "./types.ts";
import { HIDDEN, NODE, NONE, RANK, RESOURCE, RESTRICTED, ROLE, World } from "./world.ts";

const NO_CONTEXT: Context = Object.freeze({});
const LARGEST_PAGE = 500;
const LARGEST_COUNT = 10_000;
/** Conditions that one page or count evaluates; then it ends early. */
const MOST_CONDITIONS_A_PAGE = 500;

/** The lane's answers as verdicts. */
const plain: Readonly<Record<number, Verdict>> = {
  [FEATURE_OFF]: { allowed: false, step: 5, reason: "feature-off" },
  [DENIED]: { allowed: false, step: 6, reason: "denied" },
  [NOTHING]: { allowed: false, step: 8, reason: "nothing-allows" },
  [OWNS]: { allowed: true, step: 7, reason: "owner" },
  [GRANTED]: { allowed: true, step: 7, reason: "grant" },
  [FROM_PARENT]: { allowed: true, step: 7, reason: "parent" },
};

/** What the engine holds of a resource, beside its grants. */
export interface ResourceDescription {
  resource: string;
  owner: Owner;
  state: ResourceState;
  restricted: boolean;
  parents: string[];
}

/** An engine without any state: no roles, no accounts, nothing. */
export function createEngine(options: EngineOptions = {}): PermissionEngine {
  return new PermissionEngine(options);
}

export class PermissionEngine implements Engine {
  private readonly options: EngineOptions;
  private world: World;
  private book: RightsBook;
  private lane: Lane;
  private changes: Changes;

  constructor(options: EngineOptions) {
    this.options = options;
    [this.world, this.book, this.lane, this.changes] = this.empty();
  }

  get revision(): number {
    return this.world.revision;
  }

  /** How many grants there are. */
  get grantCount(): number {
    return this.world.grantCount;
  }

  check(subject: Subject, action: string, resource?: string, context: Context = NO_CONTEXT): Answer {
    const quick = this.quickly(subject, action, resource, context);
    if (quick)
      return {
        allowed: quick.allowed,
        step: quick.step,
        reason: quick.reason,
        until: null,
        revision: this.world.revision,
      };
    requireVia(context.via);
    const now = context.now ?? Date.now();
    const inquiry = new Inquiry(this.world, this.book, subject, context, now);
    const verdict = inquiry.decide(action, resource);
    const until = inquiry.soonest === Infinity ? null : untilOf(inquiry, verdict, action, resource);
    return { ...verdict, until, revision: this.world.revision };
  }

  checkMany(questions: readonly Question[]): Answer[] {
    return questions.map(({ subject, action, resource, context }) => this.check(subject, action, resource, context));
  }

  /**
   * For whoever asks the same things again: the handle of a name, or 0. Good until the next change that removes something.
   */
  handle(name: string): number {
    return this.world.names.find(name);
  }

  /** The bit of a type's action, or 0. */
  bit(type: string, action: string): number {
    return this.world.declared.type(type)?.bits.get(action) ?? 0;
  }

  /**
   * `check` for interned handles, without context: only yes or no. The quickest way in.
   * @param subject an account's handle @param bit of an action of the resource's type @param resource a resource's handle
   */
  allows(subject: number, bit: number, resource: number, now?: number): boolean {
    // The clock is read only where a grant that matches ends: reading it costs as much as an eighth of a question.
    let said = this.lane.ask(subject, bit, resource, now);
    if (said === ASK && now === undefined) said = this.lane.ask(subject, bit, resource, Date.now());
    if (said !== ASK) return said >= OWNS;
    const type = this.world.type(resource);
    for (const [action, its] of type.bits)
      if (its === bit)
        return this.check(
          this.world.names.text(subject),
          action,
          this.world.names.text(resource),
          now === undefined ? NO_CONTEXT : { now },
        ).allowed;
    return false;
  }

  listResources(
    subject: Subject,
    action: string,
    typeName: string,
    page: PageRequest = {},
    context: Context = NO_CONTEXT,
  ): ResourcePage {
    const limit = limitOf(page);
    const resources: string[] = [];
    let next: string | null = null;
    for (const found of this.matching(subject, action, typeName, page, context)) {
      if (found.isEnough) {
        next = this.world.names.text(found.handle);
        break;
      }
      if (resources.length === limit) {
        next = resources[limit - 1]!;
        break;
      }
      resources.push(this.world.names.text(found.handle));
    }
    return { resources, next, revision: this.world.revision };
  }

  countResources(subject: Subject, action: string, typeName: string, context: Context = NO_CONTEXT): Count {
    let count = 0;
    for (const found of this.matching(subject, action, typeName, {}, context)) {
      if (found.isEnough || count === LARGEST_COUNT) return { count, exact: false };
      count++;
    }
    return { count, exact: true };
  }

  listLatest(
    subject: Subject,
    action: string,
    typeName: string,
    request: LatestRequest,
    context: Context = NO_CONTEXT,
  ): LatestPage | null {
    const asking = this.asking(subject, action, typeName, context);
    requireOfType(request.after?.resource ?? null, typeName);
    const limit = limitOf(request);
    return asking ? latestOf(this.world, asking, request, limit) : { resources: [], next: null, undated: [] };
  }

  date(resource: string, at: number | null): void {
    date(this.world, resource, at);
  }

  listSubjects(action: string, resource: string, page: PageRequest = {}, context: Context = NO_CONTEXT): SubjectPage {
    const limit = limitOf(page);
    requireVia(context.via);
    const { world } = this;
    const asked = { ...context, now: context.now ?? Date.now() };
    const subjects: string[] = [];
    let next: string | null = null;
    const enough = world.evaluated + MOST_CONDITIONS_A_PAGE;
    for (const account of this.possible(action, resource, page.after ?? "", asked)) {
      const name = world.names.text(account);
      const isAllowed = this.check(name, action, resource, asked).allowed;
      if (isAllowed && subjects.length === limit) {
        next = subjects[limit - 1]!;
        break;
      }
      if (isAllowed) subjects.push(name);
      if (world.evaluated > enough) {
        next = name;
        break;
      }
    }
    return { subjects, next, principals: this.principalsOf(action, resource, asked.now), revision: world.revision };
  }

  listActions(subject: Subject, resource: string, context: Context = NO_CONTEXT): string[] {
    const type = this.world.declared.type(resource.slice(0, Math.max(0, resource.indexOf(":"))));
    if (!type) return [];
    const asked = { ...context, now: context.now ?? Date.now() };
    return [...type.bits.keys(), HIDE, RESTORE].filter(
      (action) => this.check(subject, action, resource, asked).allowed,
    );
  }

  explain(subject: Subject, action: string, resource?: string, context: Context = NO_CONTEXT): Explanation {
    const asked = { ...context, now: context.now ?? Date.now() };
    const answer = this.check(subject, action, resource, asked);
    return explain(
      this,
      this.world,
      this.book,
      { subject, action, ...(resource !== undefined && { resource }), context: asked },
      answer,
    );
  }

  /** How many conditions were evaluated so far, each counted by its cost: what costs most of a question. */
  get evaluated(): number {
    return this.world.evaluated;
  }

  /** Who may make and hand on what: nobody gives more than they hold. */
  get may(): HandingOn {
    return new Handing(this.world, this.book);
  }

  apply(changes: readonly Change[], revision = this.world.revision + 1): void {
    this.changes.apply(changes);
    this.world.revision = revision;
  }

  /**
   * Asks in the state that the changes would make; afterwards everything is as before.
   * @param ask is told as well, for each change, what would take it back: what it replaces
   * @throws {EngineError} if the changes do not fit
   */
  suppose<T>(changes: readonly Change[], ask: (engine: this, former: readonly Change[][]) => T): T {
    const undo = this.changes.apply(changes);
    try {
      return ask(
        this,
        undo.map((inverses) => inverses.filter((inverse) => inverse.kind !== "type-unset")),
      );
    } finally {
      this.changes.takeBack(undo);
    }
  }

  /**
   * What changes would make otherwise, without making them (docs/model.md, "The decision"): who gains what, who loses what.
   * @throws {EngineError} if the changes do not fit
   */
  simulate(changes: readonly Change[], context: SimulationContext = {}): Simulated {
    const inBoth: InBoth = (ask) => {
      const parts = { world: this.world, book: this.book, lane: this.lane };
      return [ask(parts), this.suppose(changes, () => ask(parts))];
    };
    return simulate(changes, context, inBoth);
  }

  /** Whether the engine holds this resource. */
  isHeld(resource: string): boolean {
    return this.world.kind(this.world.names.find(resource)) === RESOURCE;
  }

  /** The definition of a type, by its name. */
  typeOf(name: string): TypeDefinition | undefined {
    return this.world.declared.type(name)?.definition;
  }

  /** The definitions of all types, those that were declared later included. */
  listTypes(): TypeDefinition[] {
    return this.world.declared.types.map(({ definition }) => definition);
  }

  /** What the engine holds of a resource; undefined if it holds nothing. */
  describe(resource: string): ResourceDescription | undefined {
    const handle = this.world.names.find(resource);
    if (this.world.kind(handle) !== RESOURCE) return undefined;
    const { names } = this.world;
    return {
      resource,
      owner: names.text(this.world.owner(handle)),
      state: (this.world.flags(handle) & HIDDEN) !== 0 ? "hidden" : "active",
      restricted: (this.world.flags(handle) & RESTRICTED) !== 0,
      parents: [...this.world.parentsOf(handle)].map((parent) => names.text(parent)).sort(),
    };
  }

  /** The grants on a resource, in the order of their ids. */
  grantsOn(resource: string): Grant[] {
    const handle = this.world.names.find(resource);
    return this.world.kind(handle) === RESOURCE ? grantsOf(this.world, handle) : [];
  }

  /**
   * What is attached to an agent, in the order of names, and whether it stands at a moment: what is lent or shown while whoever attached it still
   * passes `share` on it (docs/model.md, "Attached things"; without fields of a context), what is `own` while it is active.
   */
  attachmentsOf(agent: string, now = Date.now()): AttachmentDescription[] {
    return attachmentsOf(this.world, this.book, this.world.names.find(agent), now);
  }

  /** Things of one type that lie in a resource, and in what lies in it, nearest first, at most `most`: the agents of a project and of its sub-projects. */
  thingsBelow(resource: string, type: string, most: number): string[] {
    const handle = this.world.names.find(resource);
    const definition = this.world.declared.types.find(({ name }) => name === type);
    if (this.world.kind(handle) !== RESOURCE || !definition) return [];
    return [...thingsBelow(this.world, handle, definition).take(most)].map((thing) => this.world.names.text(thing));
  }

  /** Whoever has something of a resource at a moment, each principal once, in order: its owner, grants in force on it, above it, and on what lends it. */
  audienceOf(resource: string, now = Date.now()): string[] {
    const handle = this.world.names.find(resource);
    if (this.world.kind(handle) !== RESOURCE) return [];
    const principals = audienceOf(this.world, handle, now).map(({ principal }) => this.world.names.text(principal));
    return [...new Set(principals)].sort();
  }

  /** The ids of the grants that are used when this subject does this; none where it is owned, open or held by capability alone. */
  grantsUsed(subject: Subject, action: string, resource: string, context: Context = NO_CONTEXT): number[] {
    const { world } = this;
    const inquiry = new Inquiry(world, this.book, subject, context, context.now ?? Date.now());
    const target = inquiry.target(resource);
    const bit = target?.type.bits.get(action);
    if (!target || bit === undefined || !inquiry.isKnown) return [];
    return [...inquiry.allowing(target.handle, bit, target.type.isNarrow)].map((row) => world.grants.id(row));
  }

  /** The principal set of a subject (docs/model.md, "Who"), in force at `now`; empty for an account that there is not. */
  principalSet(subject: Subject, now: number = Date.now()): string[] {
    const inquiry = new Inquiry(this.world, this.book, subject, NO_CONTEXT, now);
    if (!inquiry.isKnown) return [];
    return [...inquiry.rights.principals].map((principal) => this.world.names.text(principal)).sort();
  }

  /** Every role with its rank, in the order of names. */
  listRoles(): { role: string; rank: number }[] {
    return [...this.world.allRoles].map((role) => ({
      role: this.world.names.text(role),
      rank: this.world.nodes[role * NODE + RANK]!,
    }));
  }

  /** Accounts that are in a group directly, at a moment. Cost: see ending-members.ts. */
  countMembers(group: string, now = Date.now()): number {
    return this.countMemberships(group) - this.world.endingMembers.countEnded(this.world.names.find(group), now);
  }

  /** The same with those whose membership has ended: how long a list of all is. */
  countMemberships(group: string): number {
    return this.world.members.get(this.world.names.find(group))?.size ?? 0;
  }

  /** Whether an account is in a group directly, ended memberships included. Cost: the groups that it is in. */
  hasMember(group: string, account: string): boolean {
    const { names } = this.world;
    const sought = names.find(group);
    for (const membership of this.world.membershipsOf(names.find(account)))
      if (membership.group === sought) return true;
    return false;
  }

  /** Whether two accounts are in one group that is not everybody's: see companions.ts. */
  areCompanions(one: Account, other: Account, now: number): boolean {
    const { names } = this.world;
    return areCompanions(this.world, this.book, [names.find(one), names.find(other)], now);
  }

  /** In which groups an account's companions are directly. */
  groupsOfCompanions(account: Account, now: number): string[] {
    const { names } = this.world;
    return groupsOfCompanions(this.world, this.book, names.find(account), now).map((group) => names.text(group));
  }

  /** Who brings a feature or a capability to whom: see holders.ts. */
  carriersOf(name: string, now = Date.now()): Carrier[] {
    return carriersOf(this.world, name, now);
  }

  /** Accounts that have a feature, or a capability over everybody, in the order of names. Looks at `most` at most: a page may be short, and have a next. */
  listHolders(name: string, page: PageRequest & { most: number }, context: Context = NO_CONTEXT): HolderPage {
    const limit = limitOf(page);
    const asked = { ...context, now: context.now ?? Date.now() };
    const holders: string[] = [];
    let last = page.after ?? "";
    let looked = 0;
    for (const account of accountsAfter(this.world, last)) {
      if (holders.length === limit || looked === page.most) return { holders, next: last };
      last = this.world.names.text(account);
      looked++;
      if (this.check(last, name, undefined, asked).allowed) holders.push(last);
    }
    return { holders, next: null };
  }

  /** What an account holds for the people of one group alone, with its end: see scopes.ts. */
  scopedCapabilitiesOf(account: Account, now = Date.now()): ScopedCapability[] {
    return scopedCapabilitiesOf(this.world, this.book, this.world.names.find(account), now);
  }

  /** Those of these names that are groups, with the groups that lie in them now; and how many people are in all of them together. */
  within(groups: readonly string[], now = Date.now()): { groups: string[]; people: number } {
    const { names } = this.world;
    const known = groups.map((group) => names.find(group)).filter((group) => this.world.isGroup(group));
    const all = groupsBelow(this.world, known, now);
    return { groups: [...all].map((group) => names.text(group)).sort(), people: countPeopleIn(this.world, all, now) };
  }

  /** See removal.ts: the changes that remove a thing with everything that names it. */
  removalOf(name: string, fateOf?: FateOf): Removal {
    return removalOf(this, this.world, name, fateOf);
  }

  /** See removal.ts: the changes that settle what an account owns, while it stays. */
  settlementOf(account: Account, fateOf: FateOf): Removal {
    return settlementOf(this, this.world, account, fateOf);
  }

  /** How many things an account owns, of those that the engine holds. */
  countOwned(account: Account): number {
    return this.world.owned.get(this.world.names.find(account))?.size ?? 0;
  }

  state(): Change[] {
    return stateOf(this.world);
  }

  snapshot(): Uint8Array {
    return write(this.world);
  }

  restore(bytes: Uint8Array): void {
    const fresh = this.empty();
    read(bytes, fresh[0], fresh[3]);
    [this.world, this.book, this.lane, this.changes] = fresh;
  }

  private empty(): [World, RightsBook, Lane, Changes] {
    const world = new World(
      this.options.types ?? workspaceTypes,
      this.options.features ?? featureCatalogue,
      this.options.compile,
    );
    const book = new RightsBook(world);
    return [world, book, new Lane(world, book), new Changes(world, book)];
  }

  /** The lane's answer, where the question is a plain one. */
  private quickly(
    subject: Subject,
    action: string,
    resource: string | undefined,
    context: Context,
  ): Verdict | undefined {
    if (resource === undefined || context.key || context.via || context.given) return undefined;
    const { world } = this;
    const account = world.names.find(subject);
    const held = world.names.find(resource);
    if (account === NONE || held === NONE || world.kind(held) !== RESOURCE || !world.isAccount(account))
      return undefined;
    const bit = world.type(held).bits.get(action);
    if (bit === undefined) return undefined;
    return plain[this.lane.ask(account, bit, held)];
  }

  /** Undefined where the answer is no for everything. */
  private asking(subject: Subject, action: string, typeName: string, context: Context): Asking | undefined {
    const { world } = this;
    requireVia(context.via);
    const type = world.declared.type(typeName);
    if (!type) throw new EngineError("unknown-type", `there is no type \`${typeName}\``);
    if (!type.bits.has(action) && action !== HIDE && action !== RESTORE && !isCapability(action)) return undefined;
    const asked = { ...context, now: context.now ?? Date.now() };
    const inquiry = new Inquiry(world, this.book, subject, asked, asked.now);
    return inquiry.isKnown ? new Asking(world, this.lane, inquiry, action, type, asked) : undefined;
  }

  private *matching(
    subject: Subject,
    action: string,
    typeName: string,
    { after = null, own = false }: PageRequest,
    context: Context,
  ): IterableIterator<Match> {
    const asking = this.asking(subject, action, typeName, context);
    requireOfType(after, typeName);
    if (!asking) return;
    const candidates = new Candidates(this.world, asking, { after, isOwn: own });
    for (let handle = candidates.next(); handle !== NONE; handle = candidates.next()) {
      if (asking.allows(handle)) yield { handle, isEnough: false };
      if (asking.isEnough) yield { handle, isEnough: true };
    }
  }

  private *possible(action: string, resource: string, after: string, context: Context): IterableIterator<number> {
    const { world } = this;
    const handle = world.names.find(resource);
    const bit = world.kind(handle) === RESOURCE ? (world.type(handle).bits.get(action) ?? 0) : 0;
    const isModeration = action === HIDE || action === RESTORE || action === "delete";
    const some =
      world.kind(handle) === RESOURCE && (bit !== 0 || isModeration) && !context.via
        ? possibleSubjects(world, handle, bit, isModeration ? answering("moderate:content") : [])
        : null;
    if (some) {
      const sorted = [...some].filter((one) => world.names.text(one) > after);
      yield* sorted.sort((a, b) => (world.names.isBefore(a, b) ? -1 : 1));
      return;
    }
    yield* accountsAfter(world, after);
  }

  /** The principals of the allows in force for an action, here and passed down by active parents (ADR 0002, 19). */
  private principalsOf(action: string, resource: string, now: number): string[] {
    const { world } = this;
    const found = new Set<string>();
    const seen = new Set<string>();
    const top = world.names.find(resource);
    if (world.kind(top) !== RESOURCE) return [];
    const { isNarrow } = world.type(top);
    const climb = (handle: number, bit: number) => {
      if (bit === 0 || seen.has(`${handle} ${bit}`)) return;
      seen.add(`${handle} ${bit}`);
      for (const row of world.grantRows(handle)) {
        const extra = world.grants.extra(row);
        const principal = world.grants.principal(row);
        const name = world.names.text(principal);
        const isReaching = !isNarrow || (world.kind(principal) !== ROLE && !name.startsWith("service:"));
        if (world.grants.allows(row) & bit && isReaching && (!extra || (extra.expiresAt > now && !extra.glass)))
          found.add(name);
      }
      const { passedDown } = world.type(handle);
      for (const parent of world.parentsOf(handle))
        if ((world.flags(parent) & HIDDEN) === 0)
          for (const source of passedDown.get(world.type(parent).name)?.get(bit) ?? []) climb(parent, source);
    };
    climb(top, world.type(top).bits.get(action) ?? 0);
    return [...found].sort();
  }
}

/**
 * The first moment at which the answer differs: each end that was looked at is asked in turn. Where that takes more conditions than one
 * question evaluates, the first moment of which it is not known.
 */
function untilOf(first: Inquiry, verdict: Verdict, action: string, resource: string | undefined): number | null {
  for (let at = first.soonest; at !== Infinity; ) {
    const later = first.at(at);
    if (later.decide(action, resource).allowed !== verdict.allowed || later.isExhausted) return at;
    at = later.soonest;
  }
  return null;
}

/** Accounts that hold something, and behind which one the list goes on. */
export interface HolderPage {
  holders: string[];
  next: string | null;
}

/** Something of a list; or, where `isEnough`, the last that was looked at before the search ended early. */
interface Match {
  handle: number;
  isEnough: boolean;
}

function requireOfType(after: string | null, typeName: string): void {
  if (after !== null && !after.startsWith(`${typeName}:`))
    throw new EngineError("page-invalid", "the cursor belongs to another question");
}

function limitOf(page: { limit?: number }): number {
  const limit = page.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_PAGE)
    throw new EngineError("page-invalid", `a page has 1 to ${LARGEST_PAGE} entries`);
  return limit;
}
