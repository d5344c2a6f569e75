import type { TypeDefinition } from "@gatehouse/engine";
import { Grants, roleOf, typeOf } from "../../access/grants/service.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { isStranger } from "../../access/refusals.ts";
import { NOTHING_FOUND } from "../../access/unheld.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { mayAnswer } from "./answering.ts";
import { leastRight } from "./leastRight.ts";
import { RequestLists } from "./lists.ts";
import {
  closeRequest,
  findRequest,
  insertRequest,
  listRequestsSince,
  markSeen,
  type RequestRow,
  withdrawLapsed,
  withdrawRequest,
} from "./queries.ts";
import type { AccessRequest, GrantBody, NewRequest } from "./schemas.ts";
import { isOpenToAsker, requestOf } from "./shape.ts";
import { Telling } from "./telling.ts";
import { findThing, type ThereThing } from "./things.ts";
import { whyInVain } from "./whyInVain.ts";

const DAY = 24 * 60 * 60 * 1_000;
/** What is asked for, unless they say otherwise; and how long a request waits for its answer. */
const MONTH = 30 * DAY;
/** Open requests of one person at a time. */
const MOST_OPEN = 20;
/** Requests of one person in a day: whoever answers is not to be worn down by a request that is taken back and made again. */
const MOST_IN_A_DAY = 50;
/** After a no. */
const PAUSE = DAY;

/**
 * Somebody asks for what they may not do, and whoever may grant it answers.
 * INVARIANT: who could do nothing with a thing learns nothing of it by asking: one that there is and one that there is not are taken alike, a no
 * to it is not told, and both end alike.
 */
export class AccessRequests {
  readonly lists: RequestLists;
  private readonly parts: WorkspaceParts;
  private readonly grants: Grants;
  private readonly telling: Telling;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.grants = new Grants(parts);
    this.telling = new Telling(parts);
    this.lists = new RequestLists(parts);
  }

  /** What to ask for: the least right that suffices, for a month. It depends on the type alone. */
  draft(actor: Actor, { resource, action }: { resource: string; action: string }) {
    requirePerson(actor);
    const type = this.typeWith(this.parts.access.of(actor), resource, action);
    const allow = leastRight(type, action);
    return { resource, action, role: roleOf(type, allow), allow, expiresAt: iso(this.parts.now() + MONTH) };
  }

  /**
   * @throws {Problem} `request-open` if it was asked for and not answered; `request-in-vain` where the right would not help, or is there
   * already; `rate-limited`
   */
  async ask(actor: Actor, wish: NewRequest): Promise<AccessRequest> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    const type = this.typeWith(access, wish.resource, wish.action);
    const allow = this.wished(type, wish);
    const now = this.parts.now();
    const until = wish.expiresAt === undefined ? now + MONTH : toExpiry(wish.expiresAt);
    if (until !== null && until <= now) throw problem("request-invalid", { detail: "`expiresAt` is over" });
    // No permission changes; but what is decided here holds until it is written.
    let found = NOTHING_FOUND;
    const { result } = await access.commit(actor, async (tx) => {
      const there = await findThing(this.parts, tx, access, wish.resource);
      found = there?.found ?? NOTHING_FOUND;
      const isKnown = there !== undefined && knows(access, actor, there);
      const why = whyInVain(access, actor, isKnown ? there : undefined, { ...wish, allow, until, now });
      if (why !== null) throw problem("request-in-vain", { detail: why });
      await withdrawLapsed(tx, access.id, actor.subject, wish.resource, now);
      const former = await listRequestsSince(tx, access.id, actor.subject, now - MONTH - DAY);
      // A thing that one knows of has several names; of others there is only the name.
      const isSame = (row: RequestRow) =>
        row.named === wish.resource || (isKnown && row.was_known === 1 && row.resource === there.resource);
      this.requireRoom(former, isSame, now);
      const row = await insertRequest(tx, {
        organization_id: access.id,
        id: newId(),
        requester: actor.subject,
        named: wish.resource,
        resource: there?.resource ?? null,
        action: wish.action,
        allow: JSON.stringify(allow),
        wished_until: until,
        message: wish.message ?? "",
        was_known: isKnown ? 1 : 0,
        created_at: now,
        ends_at: Math.min(now + MONTH, until ?? Number.MAX_SAFE_INTEGER),
      });
      await noteRequest(tx, actor, "request-made", row, { action: wish.action });
      return { changes: [], result: row };
    });
    this.telling.asked(access, result, found);
    const [shown] = await this.lists.shownToAsker(actor, [result]);
    return shown ?? requestOf(access, result, "open");
  }

  /**
   * Gives what was asked for, or what `terms` say instead.
   * @param closure what the caller saw travels with it, where they say so
   * @throws {Problem} `request-answered`, `resource-not-found`; what the rules of handing on say
   */
  async grant(actor: Actor, id: string, terms: GrantBody, closure?: string): Promise<Committed<AccessRequest>> {
    const access = this.parts.access.of(actor);
    const now = this.parts.now();
    const { revision, result } = await access.commit(
      actor,
      async (tx) => {
        const row = await this.answerable(tx, access, actor, id, now);
        const resource = row.resource ?? "";
        const allow = terms.role === undefined && terms.allow === undefined ? JSON.parse(row.allow) : terms.allow;
        const wish = {
          principal: row.requester,
          ...(terms.role === undefined ? { allow } : { role: terms.role, allow: terms.allow }),
          expiresAt: terms.expiresAt === undefined ? fromExpiry(row.wished_until) : terms.expiresAt,
        };
        const { changes } = await this.grants.giving(tx, access, actor, { resource, wish, closure });
        await noteRequest(tx, actor, "request-decided", row, { decision: "granted" });
        return { changes, result: await this.close(tx, access, actor, id, { state: "granted" }) };
      },
      "asked for access",
    );
    this.telling.answered(access, result);
    return { revision, result: requestOf(access, result, "granted") };
  }

  /** @throws {Problem} `request-answered`, `resource-not-found` */
  async decline(actor: Actor, id: string, answer = ""): Promise<AccessRequest> {
    const access = this.parts.access.of(actor);
    const { result } = await access.commit(actor, async (tx) => {
      const row = await this.answerable(tx, access, actor, id, this.parts.now());
      await noteRequest(tx, actor, "request-decided", row, { decision: "declined" });
      return { changes: [], result: await this.close(tx, access, actor, id, { state: "declined", answer }) };
    });
    this.telling.answered(access, result);
    return requestOf(access, result, "declined");
  }

  /** Takes one's own back. @throws {Problem} `resource-not-found`, `request-answered` */
  async withdraw(actor: Actor, id: string): Promise<void> {
    const { store, access } = this.parts;
    await store.transact(async (tx) => {
      const row = await findRequest(tx, access.of(actor).id, id);
      if (!row || row.requester !== actor.subject || row.state === "withdrawn") throw problem("resource-not-found");
      // An answer that was told stays: so does the pause after a no.
      if (!isOpenToAsker(row, this.parts.now())) throw problem("request-answered");
      await withdrawRequest(tx, row.organization_id, id);
    });
  }

  async see(actor: Actor): Promise<void> {
    await this.parts.store.transact((tx) => markSeen(tx, actor.organization, actor.subject));
  }

  private async answerable(tx: Tx, access: OrganizationAccess, actor: Actor, id: string, now: number) {
    access.requireCurrent();
    const row = await findRequest(tx, access.id, id);
    // One's own is asked of others.
    if (!row?.resource || row.requester === actor.subject) throw problem("resource-not-found");
    const found = await this.parts.access.unheld.find(tx, access, [row.resource]);
    if (!mayAnswer(access, actor, row, found)) throw problem("resource-not-found");
    if (row.state !== "open" || row.ends_at <= now) throw problem("request-answered");
    return row;
  }

  private async close(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    id: string,
    values: { state: "granted" | "declined"; answer?: string },
  ) {
    const answered = { ...values, answered_by: actor.name, answered_at: this.parts.now() };
    const row = await closeRequest(tx, access.id, id, answered);
    if (!row) throw problem("request-answered");
    return row;
  }

  private typeWith(access: OrganizationAccess, resource: string, action: string): TypeDefinition {
    const type = typeOf(access, resource);
    if (!Object.hasOwn(type.actions, action))
      throw problem("request-invalid", {
        detail: `\`${action}\` is not an action of \`${type.name}\`; there are ${Object.keys(type.actions).join(", ")}`,
      });
    return type;
  }

  private wished(type: TypeDefinition, { action, role, allow }: NewRequest): string[] {
    if (role !== undefined && allow !== undefined)
      throw problem("request-invalid", { detail: "give either `role` or `allow`, not both" });
    if (role === undefined && allow === undefined) return leastRight(type, action);
    const actions = role === undefined ? allow : Object.hasOwn(type.roles, role) ? type.roles[role] : undefined;
    if (!actions) throw problem("request-invalid", { detail: `\`${role}\` is not an access role of \`${type.name}\`` });
    const unknown = actions.find((one) => !Object.hasOwn(type.actions, one));
    if (unknown !== undefined)
      throw problem("request-invalid", { detail: `\`${unknown}\` is not an action of \`${type.name}\`` });
    if (!actions.includes(action))
      throw problem("request-invalid", { detail: `what is asked for does not hold \`${action}\`` });
    return [...new Set(actions)];
  }

  /** @throws {Problem} `request-open`, `rate-limited` */
  private requireRoom(rows: readonly RequestRow[], isSame: (row: RequestRow) => boolean, now: number): void {
    const open = rows.filter((row) => isOpenToAsker(row, now));
    if (open.some(isSame)) throw problem("request-open");
    if (open.length >= MOST_OPEN)
      throw problem("rate-limited", { detail: `${MOST_OPEN} of your requests are open; take one back, or wait` });
    const today = rows.filter((row) => row.created_at > now - DAY);
    if (today.length >= MOST_IN_A_DAY)
      throw problem("rate-limited", { detail: `at most ${MOST_IN_A_DAY} requests in a day` });
    const declined = rows.some(
      (row) => isSame(row) && row.state === "declined" && row.was_known === 1 && (row.answered_at ?? 0) > now - PAUSE,
    );
    if (declined) throw problem("rate-limited", { detail: "the answer was no; ask again a day later at the earliest" });
  }
}

/** @throws {Problem} `forbidden` */
function requirePerson(actor: Actor): void {
  if (isOperator(actor) || actor.key || !actor.subject.startsWith("user:"))
    throw problem("forbidden", { detail: "people ask for access, signed in" });
}

/** Whether the actor may do anything at all with it. */
function knows(access: OrganizationAccess, actor: Actor, { resource, found }: ThereThing): boolean {
  return found.suppose(access, resource, () => !isStranger(access, actor, resource, { ...WITHOUT_CAPABILITIES }));
}

/** Who asked for what, and what was said; the words that go with it are theirs. */
const noteRequest = (
  tx: Tx,
  { organization, name }: Actor,
  kind: "request-made" | "request-decided",
  { id, resource, requester }: Pick<RequestRow, "id" | "resource" | "requester">,
  facts: Readonly<Record<string, string>>,
): Promise<void> =>
  noteEvent(tx, {
    organization,
    kind,
    actor: name,
    about: [requester, ...(resource === null ? [] : [resource])],
    facts: { request: id, ...facts },
  });
