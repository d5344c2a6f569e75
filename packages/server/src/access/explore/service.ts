import { type Carrier, capabilities, featureCatalogue, type PermissionEngine } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import type { Cursors } from "../../http/cursor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { isToldOf, untoldOf } from "../administered.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";
import type { PastStates } from "../past/pastStates.ts";
import { namesOf } from "../people.ts";
import { guarded, principalsOnWay } from "../questions/service.ts";
import type { CompareBody, Compared, ComparedThings, CompareThingsBody, Holders, HoldersBody } from "./schemas.ts";

/** Accounts that a page of holders looks at; things that a page of a comparison does, and a count of one type. */
const MOST_ACCOUNTS = 2_000;
const MOST_THINGS = 2_000;
const MOST_COUNTED = 400;
const MOST_CARRIERS = 200;
const PIECE = 200;
/** Types whose things are asked about; each by its first action, which is what it takes to find one. */
const types = ["agent", "prompt", "tool", "conversation", "file", "project", "sharedLink", "model", "group"] as const;
/** Of these the engine holds few: whatever was never shared only its row knows, and it is one person's (access/unheld.ts). */
const privately: ReadonlySet<string> = new Set(["conversation", "file"]);
const features = Object.entries(featureCatalogue).flatMap(([type, names]) => names.map((name) => `${type}.${name}`));

/** The state that is asked of: the one of now, or of a moment in the past. */
interface State {
  engine: PermissionEngine;
  /** What is *now* there. */
  now: number;
}

/**
 * Questions that go beyond one person and one thing: who has a feature or a power and through what, and what one has that another has not.
 * Everything is said by the engine, in turns, and each page looks at a bounded number.
 */
export class Explorer {
  private readonly access: Access;
  private readonly store: Store;
  private readonly cursors: Cursors;
  private readonly past: PastStates;

  constructor({ access, store, cursors, past }: { access: Access; store: Store; cursors: Cursors; past: PastStates }) {
    this.access = access;
    this.store = store;
    this.cursors = cursors;
    this.past = past;
  }

  /**
   * Cost: the carriers once, and 2,000 accounts a page.
   * @throws {Problem} `forbidden` without `read:access`, `cursor-invalid`; of the past what {@link PastStates} says
   */
  async holders(actor: Actor, { what, at, limit, cursor }: HoldersBody): Promise<Holders> {
    const access = this.access.of(actor);
    access.require(actor, "read:access");
    const question = ["holders", access.id, actor.subject, what, at ?? null];
    const after = cursor === undefined ? null : this.cursors.read(question, cursor);
    const found = await this.inState(access, actor, at, ({ engine, now }) => {
      const page = guarded(() => engine.listHolders(what, { limit, after, most: MOST_ACCOUNTS }, { now }));
      const holders = page.holders.map((subject) => {
        const { leads, until } = engine.explain(subject, what, undefined, { now });
        return { subject, until, through: leads[0] ? principalsOnWay(leads[0]) : [] };
      });
      const carriers = after === null ? withoutImplied(engine.carriersOf(what, now), what).slice(0, MOST_CARRIERS) : [];
      return { carriers, holders, next: page.next, revision: engine.revision };
    });
    const names = await namesOf(this.store.db, access.id, [
      ...found.carriers.flatMap(({ principal, scope }) => (scope === null ? [principal] : [principal, scope])),
      ...found.holders.flatMap(({ subject, through }) => [subject, ...through]),
    ]);
    const nameOf = (principal: string) => names.get(principal)?.name ?? null;
    return {
      carriers: found.carriers.map(({ principal, holds, scope, until }) => ({
        principal,
        name: nameOf(principal),
        holds,
        scope: scope === null ? null : { group: scope, name: nameOf(scope) },
        until: fromExpiry(until),
      })),
      holders: found.holders.map(({ subject, through, until }) => ({
        subject,
        name: nameOf(subject),
        through: through.map((principal) => ({ principal, name: nameOf(principal) })),
        until: fromExpiry(until),
      })),
      next: found.next === null ? null : this.cursors.sign(question, found.next),
      revision: found.revision,
    };
  }

  /**
   * How much one may do that another may not, by types; and which features and powers. Of conversations and files only what the engine holds
   * is looked at, and counted as *at least*. Cost: of each type, the first 400 things that the one reaches.
   * @throws {Problem} `forbidden`, `resource-not-found`
   */
  async compare(actor: Actor, { one, other, at }: CompareBody): Promise<Compared> {
    const access = this.access.of(actor);
    requireAsking(access, actor, [one, other]);
    const found = await this.inState(access, actor, at, (state) => {
      const { engine, now } = state;
      requireKnown(engine, [one, other]);
      const has = (subject: string, what: string) => engine.check(subject, what, undefined, { now }).allowed;
      const onlyOne = (what: string) => has(one, what) && !has(other, what);
      return {
        types: types.map((type) => {
          const action = firstAction(engine, type);
          const { things, next } = difference(state, { one, other, type, action }, null, MOST_COUNTED, MOST_COUNTED);
          return { type, action, count: things.length, isExact: next === null && !privately.has(type) };
        }),
        features: features.filter(onlyOne),
        capabilities: capabilities.filter(onlyOne),
        revision: engine.revision,
      };
    });
    const names = await namesOf(this.store.db, access.id, [one, other]);
    const named = (subject: string) => ({ subject, name: names.get(subject)?.name ?? null });
    return { ...found, one: named(one), other: named(other) };
  }

  /**
   * A page of the things of a type on which one may do something and another may not. Cost: 2,000 things a page.
   * @throws {Problem} `forbidden`, `resource-not-found`, `request-invalid`, `cursor-invalid`
   */
  async things(actor: Actor, { one, other, type, action, at, limit, cursor }: CompareThingsBody) {
    const access = this.access.of(actor);
    requireAsking(access, actor, [one, other]);
    const question = ["compared", access.id, actor.subject, one, other, type, action ?? null, at ?? null];
    const after = cursor === undefined ? null : this.cursors.read(question, cursor);
    const found = await this.inState(access, actor, at, (state) => {
      const { engine } = state;
      requireKnown(engine, [one, other]);
      const asked = action ?? firstAction(engine, type);
      requireAction(engine, type, asked);
      const page = difference(state, { one, other, type, action: asked }, after, limit, MOST_THINGS);
      const owners = page.things.map((resource) => engine.describe(resource)?.owner ?? "");
      return { ...page, owners, action: asked, revision: engine.revision };
    });
    const called = await this.access.thingNames.of(access, actor, found.things);
    const names = await namesOf(this.store.db, access.id, found.owners);
    const ownerOf = (owner: string) =>
      isToldOf(access, actor, owner, "read:access")
        ? { owner, ownerName: names.get(owner)?.name ?? null }
        : { owner: untoldOf(owner).principal, ownerName: untoldOf(owner).name };
    return {
      action: found.action,
      things: found.things.map((resource, at) => ({
        resource,
        ...called(resource),
        ...ownerOf(found.owners[at] ?? ""),
      })),
      next: found.next === null ? null : this.cursors.sign(question, found.next),
      revision: found.revision,
    } satisfies ComparedThings;
  }

  /** Who may ask is always a question of today. */
  private async inState<T>(
    access: OrganizationAccess,
    actor: Actor,
    at: string | undefined,
    ask: (state: State) => T,
  ): Promise<T> {
    access.requireCurrent();
    if (at === undefined) return access.inTurn(actor, () => ask({ engine: access.engine, now: access.at() }));
    access.require(actor, "read:access");
    return this.past.ask(access, actor, Date.parse(at), ({ engine, at: now }) =>
      access.inTurn(actor, () => ask({ engine, now })),
    );
  }
}

/** Whoever holds it itself, as long as what implies it, stands there once. */
const withoutImplied = (carriers: readonly Carrier[], what: string): Carrier[] =>
  carriers.filter(
    (one) =>
      one.holds === what ||
      !carriers.some(
        ({ principal, scope, holds, until }) =>
          principal === one.principal &&
          scope === one.scope &&
          holds === what &&
          (until === null || (one.until !== null && until >= one.until)),
      ),
  );

/** Of things in the order of their names, behind one of them. Looks at `most` at most. */
function difference(
  { engine, now }: State,
  { one, other, type, action }: { one: string; other: string; type: string; action: string },
  from: string | null,
  limit: number,
  most: number,
): { things: string[]; next: string | null } {
  // Of the one's own right and the other's: powers are compared as powers. What broken glass shows is no reach.
  const context = { now, capabilities: false, glass: false };
  const things: string[] = [];
  let after = from;
  for (let looked = 0; looked < most; ) {
    const page = guarded(() => engine.listResources(one, action, type, { limit: PIECE, after }, context));
    for (const resource of page.resources) {
      if (things.length === limit || looked === most) return { things, next: after };
      after = resource;
      looked++;
      if (!engine.check(other, action, resource, context).allowed) things.push(resource);
    }
    if (page.next === null) return { things, next: null };
    after = page.next;
  }
  return { things, next: after };
}

function firstAction(engine: PermissionEngine, type: string): string {
  const [action] = Object.keys(engine.typeOf(type)?.actions ?? {});
  if (action === undefined) throw problem("request-invalid", { detail: `there is no type \`${type}\`` });
  return action;
}

function requireAction(engine: PermissionEngine, type: string, action: string): void {
  if (!Object.hasOwn(engine.typeOf(type)?.actions ?? {}, action))
    throw problem("request-invalid", { detail: `\`action\`: \`${action}\` is no action of the type \`${type}\`` });
}

/** Everybody whom the actor may ask about; of others they hear nothing. @throws {Problem} `forbidden` */
function requireAsking(access: OrganizationAccess, actor: Actor, subjects: readonly string[]): void {
  for (const subject of subjects) if (!access.may(actor, "read:access", subject)) access.require(actor, "read:access");
}

function requireKnown(engine: PermissionEngine, subjects: readonly string[]): void {
  for (const subject of subjects)
    if (engine.check(subject, "create", "conversation").reason === "unknown-subject")
      throw problem("resource-not-found");
}
