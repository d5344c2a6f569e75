import type { Context } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { type Path, pathOf } from "./ways.ts";

/** Who reaches at most so many things of a type gets the newest first; who reaches more, in the order of their ids. */
const FEW = 2_000;
const PAGE = 500;
/** Most things that one request looks at where there are many; a page may then be shorter, and has a place to go on from. */
const MOST_SEEN = 4_000;
/** Most conditions of grants that one request evaluates; then a page ends early, too. */
const MOST_CONDITIONS = 500;
const MOST_WAYS = 5;

/** Something that the actor can find, before anything is called by its name. */
export interface Found {
  resource: string;
  owner: string;
  may: string[];
  until: string | null;
  paths: Path[];
  morePaths: number;
}

/** Where a list goes on: after this resource, towards older ids (`newest`) or in the engine's order (`ids`). */
export interface Place {
  order: "newest" | "ids";
  after: string;
}

export interface Asking {
  type: string;
  /** What one needs to find it at all. */
  action: string;
  whose: "me" | "others";
  context: Context;
}

/** Gathers things one by one, until there are enough or they took too much. */
export class Gathering {
  readonly found: Found[] = [];
  private readonly access: OrganizationAccess;
  private readonly actor: Actor;
  private readonly asking: Asking;
  private readonly limit: number;
  private readonly enough: number;

  constructor(access: OrganizationAccess, actor: Actor, asking: Asking, limit: number) {
    this.access = access;
    this.actor = actor;
    this.asking = asking;
    this.limit = limit;
    this.enough = access.engine.evaluated + MOST_CONDITIONS;
  }

  get isExhausted(): boolean {
    return this.access.engine.evaluated > this.enough;
  }

  /** @returns false if it does not fit any more: then the page is full */
  add(resource: string, row?: Context["row"]): boolean {
    const { asking, access, actor } = this;
    const { engine } = access;
    const owner = ownerOf(access, resource) ?? row?.owner;
    if (owner === undefined || (owner === actor.subject) !== (asking.whose === "me")) return true;
    if (this.found.length === this.limit) return false;
    const context = row ? { ...asking.context, row } : asking.context;
    const proof = engine.explain(actor.subject, asking.action, resource, context);
    if (!proof.allowed) return true;
    this.found.push({
      resource,
      owner,
      may: engine.listActions(actor.subject, resource, context),
      until: fromExpiry(proof.until),
      paths: proof.leads.slice(0, MOST_WAYS).map((lead) => pathOf(access, lead, resource)),
      morePaths: Math.max(0, proof.leads.length - MOST_WAYS),
    });
    return true;
  }
}

/**
 * What the engine holds and lets the actor find: newest ids first, or in their order where it is more than 2,000.
 * Cost: grows with what the actor reaches of the type, at most 2,000, and with the page; where it is more, with the page, at most 4,000 looked at.
 * @throws {Problem} `cursor-invalid` where few have become many meanwhile
 */
export function reachHeld(
  access: OrganizationAccess,
  actor: Actor,
  asking: Asking,
  place: Place | undefined,
  limit: number,
): { found: Found[]; next: Place | undefined } {
  const gathering = new Gathering(access, actor, asking, limit);
  const few = place?.order === "ids" ? undefined : fewOf(access, actor, asking, gathering);
  if (!few) {
    if (place?.order === "newest") throw problem("cursor-invalid");
    return inOrder(access, actor, asking, place?.after ?? null, limit);
  }
  const rest = few.filter((resource) => place === undefined || resource < place.after).sort((a, b) => (a < b ? 1 : -1));
  let last: string | undefined;
  for (const resource of rest) {
    // The first is always taken: a page goes on.
    const isFull = (last !== undefined && gathering.isExhausted) || !gathering.add(resource);
    if (isFull && last !== undefined) return { found: gathering.found, next: { order: "newest", after: last } };
    last = resource;
  }
  return { found: gathering.found, next: undefined };
}

function fewOf(
  access: OrganizationAccess,
  { subject }: Actor,
  { action, type, context }: Asking,
  gathering: Gathering,
): string[] | undefined {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: { resources: string[]; next: string | null } = access.engine.listResources(
      subject,
      action,
      type,
      { limit: PAGE, after },
      context,
    );
    found.push(...page.resources);
    after = page.next;
    if (after !== null && (found.length >= FEW || gathering.isExhausted)) return undefined;
  } while (after !== null);
  return found;
}

function inOrder(
  access: OrganizationAccess,
  actor: Actor,
  asking: Asking,
  from: string | null,
  limit: number,
): { found: Found[]; next: Place | undefined } {
  const gathering = new Gathering(access, actor, asking, limit);
  let after = from;
  const goOn = () => ({
    found: gathering.found,
    next: after === null ? undefined : ({ order: "ids", after } as const),
  });
  for (let seen = 0; seen < MOST_SEEN; ) {
    const { action, type, context } = asking;
    const page = access.engine.listResources(actor.subject, action, type, { limit: PAGE, after }, context);
    for (const resource of page.resources) {
      if (after !== from && gathering.isExhausted) return goOn();
      if (!gathering.add(resource)) return goOn();
      after = resource;
      seen++;
    }
    if (page.next === null) return { found: gathering.found, next: undefined };
    after = page.next;
    if (gathering.isExhausted) return goOn();
  }
  return goOn();
}
