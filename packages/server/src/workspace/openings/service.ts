import type { Change, Grant } from "@gatehouse/engine";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, nextGrantIds, type Tx } from "../../store/index.ts";
import { contentsOfConversations } from "../files/queries.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { findThing } from "../requests/things.ts";
import { isThere, OpeningLists } from "./lists.ts";
import { closeOpening, closeOpeningsOf, findOpening, insertOpening, markOpeningsSeen } from "./queries.ts";
import { requireUnsealing } from "./rights.ts";
import type { NewOpening, Opening } from "./schemas.ts";

/** Grants that one statement names. */
const MOST_AT_ONCE = 500;

/**
 * Breaking the glass (docs/model.md, "Sealed content"): whoever holds `unseal:content` gives themselves `view` of a conversation or file, with a
 * reason and an end. Its owner is told, as is whoever owns a file in it, and the opening stays on record when the grant, and what it was about, are gone.
 */
export class Openings {
  readonly lists: OpeningLists;
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.lists = new OpeningLists(parts);
    parts.access.onChanged((tx, organization, changes) => this.closeWithGrants(tx, organization, changes));
  }

  /** However its grant is taken away, an opening is over then: the page of all openings says until when somebody looked. */
  private async closeWithGrants(tx: Tx, organization: string, changes: readonly Change[]): Promise<void> {
    const gone = changes.flatMap((change) => (change.kind === "grant-removed" ? [change] : []));
    for (let at = 0; at < gone.length; at += MOST_AT_ONCE)
      await closeOpeningsOf(tx, organization, gone.slice(at, at + MOST_AT_ONCE), this.parts.now());
  }

  /**
   * @throws {Problem} `forbidden` without the capability, whatever is named; `resource-not-found`; `opening-in-vain` where they see it already;
   * `hand-on-refused` for what is not sealed
   */
  async open(actor: Actor, wish: NewOpening): Promise<Committed<Opening>> {
    requirePerson(actor);
    const access = this.parts.access.of(actor);
    requireUnsealing(access, actor);
    const reason = wish.reason.trim();
    const openedAt = this.parts.now();
    const endsAt = openedAt + wish.minutes * 60_000;
    const { revision, result } = await access.commit(
      actor,
      async (tx) => {
        const there = await findThing(this.parts, tx, access, wish.resource);
        if (!there) throw problem("resource-not-found");
        const { resource } = there;
        const found = await this.parts.access.unheld.findToTake(tx, access, [resource]);
        const owner = found.suppose(access, resource, () => {
          requireMay(access, actor, (may) => may.breakGlass(actor.subject, resource, endsAt, contextOf(actor)));
          if (access.may(actor, "view", resource, WITHOUT_CAPABILITIES)) throw problem("opening-in-vain");
          return access.engine.describe(resource)?.owner ?? "organization";
        });
        const [id = 0] = await nextGrantIds(tx, access.id, 1);
        const grant: Grant = {
          id,
          principal: actor.subject,
          resource,
          allow: ["view"],
          deny: [],
          expiresAt: endsAt,
          condition: null,
          glass: true,
        };
        const opening = {
          organization_id: access.id,
          id: newId(),
          resource,
          owner,
          opened_by: actor.subject,
          grant_id: id,
          reason,
          opened_at: openedAt,
          ends_at: endsAt,
          closed_at: null,
        };
        const others = await this.ownersIn(tx, access, resource);
        const row = await insertOpening(tx, opening, others);
        const changes = [...found.taking(access, resource), { kind: "grant-set", grant } as const];
        return { changes, result: { row, owners: [owner, ...others] } };
      },
      reason,
    );
    this.tell(access, result.owners);
    return { revision, result: await this.lists.one(actor, result.row) };
  }

  /** Who owns files that lie in a conversation: what opens the one shows the others. */
  private async ownersIn(tx: Tx, access: OrganizationAccess, resource: string): Promise<string[]> {
    const [type, id = ""] = resource.split(":");
    const contents = type === "conversation" ? await contentsOfConversations(tx, access.id, [id]) : [];
    return contents.map(({ owner }) => owner);
  }

  /** Before its end, by whoever opened it; closing what is closed changes nothing. @throws {Problem} `resource-not-found` */
  async close(actor: Actor, id: string): Promise<Committed<Opening>> {
    const access = this.parts.access.of(actor);
    const { revision, result } = await access.commit(actor, async (tx) => {
      const row = await findOpening(tx, access.id, id);
      if (row?.opened_by !== actor.subject) throw problem("resource-not-found");
      const { resource, grant_id: grant } = row;
      const isGiven = isThere(access, row);
      if (isGiven)
        requireMay(access, actor, (may) =>
          may.removeGrant(actor.subject, resource, grant, actor.subject, contextOf(actor)),
        );
      const now = this.parts.now();
      const isOver = row.closed_at !== null || row.ends_at <= now;
      if (!isOver) await closeOpening(tx, access.id, id, now);
      return {
        changes: isGiven ? [{ kind: "grant-removed", resource, id: grant }] : [],
        result: isOver ? row : { ...row, closed_at: now },
      };
    });
    return { revision, result: await this.lists.one(actor, result) };
  }

  /** Of one's own things: all that there are now. */
  async markSeen(actor: Actor): Promise<void> {
    requirePerson(actor);
    await this.parts.store.transact((tx) => markOpeningsSeen(tx, actor.organization, actor.subject));
  }

  private tell(access: OrganizationAccess, owners: readonly string[]): void {
    const people = [...new Set(owners)].filter((owner) => owner.startsWith("user:"));
    if (people.length === 0) return;
    this.parts.people
      ?.tell(access.id, people, "content-opened")
      .catch((error: unknown) => this.parts.log.warn({ err: error }, "a letter about an opening was not written"));
  }
}

function requirePerson(actor: Actor): void {
  if (isOperator(actor) || !actor.subject.startsWith("user:"))
    throw problem("forbidden", { detail: "this is for people" });
}
