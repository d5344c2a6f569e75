import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { namesOf } from "../../access/people.ts";
import { mayHearName } from "../../access/thingNames.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { mayAnswer } from "./answering.ts";
import { listOpenRequests, listOwnRequests, type RequestPlace, type RequestRow } from "./queries.ts";
import type { AccessRequest } from "./schemas.ts";
import { requestOf, stateToAsker } from "./shape.ts";
import { namesOfThings } from "./things.ts";

const PAGE = 500;
/** Most open requests of an organization that one call looks through; a page may then be shorter, and has a place to go on from. */
const MOST_ROWS = 4_000;
const MOST_COUNTED = 100;

interface Page {
  rows: RequestRow[];
  next: RequestPlace | undefined;
}

/** What one asked for, and what others ask of one. */
export class RequestLists {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `cursor-invalid` */
  async page(
    actor: Actor,
    { box, cursor, limit }: { box: "mine" | "to-me"; cursor?: string | undefined; limit: number },
  ) {
    const { cursors, store } = this.parts;
    const question = ["access-requests", actor.organization, actor.subject, box];
    const after = cursor === undefined || cursor === "" ? undefined : placeOf(cursors.read(question, cursor));
    let page: Page;
    if (box === "to-me") page = await this.toMe(actor, after, limit);
    else {
      const rows = await listOwnRequests(store.db, actor.organization, actor.subject, after, limit + 1);
      page = { rows: rows.slice(0, limit), next: rows.length > limit ? placeAt(rows[limit - 1]) : undefined };
    }
    const requests =
      box === "to-me" ? await this.shownToAnswerer(actor, page.rows) : await this.shownToAsker(actor, page.rows);
    return {
      requests,
      nextCursor: page.next ? cursors.sign(question, JSON.stringify([page.next.createdAt, page.next.id])) : null,
    };
  }

  async summary(actor: Actor): Promise<{ toMe: number; answered: number }> {
    const { rows } = await this.toMe(actor, undefined, MOST_COUNTED);
    const own = await listOwnRequests(this.parts.store.db, actor.organization, actor.subject, undefined, MOST_COUNTED);
    const now = this.parts.now();
    const isNews = (row: RequestRow) => row.seen === 0 && ["granted", "declined"].includes(stateToAsker(row, now));
    return { toMe: rows.length, answered: own.filter(isNews).length };
  }

  /**
   * What whoever asked is told; a right that came some other way counts as given. What there is not is looked up as what there is: how long it
   * takes tells nothing.
   */
  async shownToAsker(actor: Actor, rows: readonly RequestRow[]): Promise<AccessRequest[]> {
    const { access: organizations, store, now } = this.parts;
    const access = organizations.of(actor);
    const resources = rows.map(({ resource, named }) => resource ?? named);
    const found = await organizations.unheld.find(store.db, access, resources);
    const names = await namesOfThings(store.db, access.id, resources);
    const people = await namesOf(
      store.db,
      access.id,
      rows.flatMap(({ answered_by, requester }) => [requester, answered_by ?? ""]),
    );
    return rows.map((row) => {
      const resource = row.resource ?? row.named;
      const [isNamed, holds] = found.suppose(access, resource, () => [
        mayHearName(access, actor, resource),
        access.may(actor, row.action, resource, WITHOUT_CAPABILITIES),
      ]);
      const state = stateToAsker(row, now());
      return requestOf(access, row, state === "open" && holds ? "granted" : state, {
        thing: isNamed ? names.get(resource) : undefined,
        requester: people.get(row.requester)?.name,
        answeredBy: row.answered_by === null ? undefined : people.get(row.answered_by)?.name,
      });
    });
  }

  private async shownToAnswerer(actor: Actor, rows: readonly RequestRow[]): Promise<AccessRequest[]> {
    const { access: organizations, store } = this.parts;
    const access = organizations.of(actor);
    const resources = rows.flatMap(({ resource }) => resource ?? []);
    const found = await organizations.unheld.find(store.db, access, resources);
    const names = await namesOfThings(store.db, access.id, resources);
    const people = await namesOf(
      store.db,
      access.id,
      rows.map(({ requester }) => requester),
    );
    return rows.map((row) => {
      const { resource } = row;
      const isNamed = resource !== null && found.suppose(access, resource, () => mayHearName(access, actor, resource));
      return requestOf(access, row, "open", {
        thing: isNamed ? names.get(resource) : undefined,
        requester: people.get(row.requester)?.name,
      });
    });
  }

  /**
   * Open requests that the actor may grant, newest first, without those whose right came some other way.
   * Cost: the open requests of the organization, asked one by one, at most 4,000 in a call.
   */
  private async toMe(actor: Actor, after: RequestPlace | undefined, limit: number): Promise<Page> {
    const { access: organizations, store, now } = this.parts;
    const access = organizations.of(actor);
    await access.inTurn(actor, () => undefined);
    const rows: RequestRow[] = [];
    let place = after;
    for (let seen = 0; seen < MOST_ROWS; seen += PAGE) {
      const piece = await listOpenRequests(store.db, access.id, now(), place, PAGE);
      const found = await organizations.unheld.find(
        store.db,
        access,
        piece.map(({ resource }) => resource ?? undefined),
      );
      const isFull = access.measured(actor, () => {
        for (const row of piece) {
          const isMine = mayAnswer(access, actor, row, found) && !this.holds(access, row);
          if (isMine && rows.length === limit) return true;
          place = placeAt(row);
          if (isMine) rows.push(row);
        }
        return false;
      });
      if (isFull) return { rows, next: place };
      if (piece.length < PAGE) return { rows, next: undefined };
    }
    return { rows, next: place };
  }

  private holds(access: OrganizationAccess, { requester, action, resource }: RequestRow): boolean {
    const asked = { ...WITHOUT_CAPABILITIES, now: this.parts.now() };
    return resource !== null && access.engine.check(requester, action, resource, asked).allowed;
  }
}

const placeAt = (row: RequestRow | undefined): RequestPlace | undefined =>
  row && { createdAt: row.created_at, id: row.id };

function placeOf(text: string): RequestPlace {
  const [createdAt, id] = JSON.parse(text);
  return { createdAt, id };
}
