import { administered } from "../../access/administered.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { nameHeard } from "../myAccess/called.ts";
import { listMine } from "../myAccess/mine.ts";
import { whomTold } from "../myAccess/told.ts";
import type { WorkspaceParts } from "../parts.ts";
import { CSV_HEAD, csvOf } from "./csv.ts";
import { findLines, gatherGrants, shownLines } from "./lines.ts";
import type { Place } from "./queries.ts";
import { listAllResources } from "./resources.ts";
import type {
  DaysQuery,
  Filters,
  ReachedQuery,
  Report,
  ReportQuery,
  ResourcesQuery,
  SharedQuery,
  Summary,
  TakeAway,
} from "./schemas.ts";
import { scopeOf } from "./scope.ts";
import { listSharedResources } from "./shared.ts";
import { summaryOf } from "./summary.ts";
import { takeAway } from "./takeAway.ts";

const CSV_PAGE = 500;

/** Who can reach what: grants with what is worth looking at of them, what one person reaches, and what is shared; for `read:access`. */
export class AccessReport {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `forbidden`, `request-invalid`, `cursor-invalid` */
  async page(actor: Actor, { limit, cursor, ...asked }: ReportQuery): Promise<Report> {
    const access = this.parts.access.of(actor);
    const filters = await this.askedOf(access, actor, asked);
    await access.writeUse();
    const { cursors } = this.parts;
    const question = ["access-report", actor.organization, actor.subject, filters];
    const place: Place | undefined = cursor ? JSON.parse(cursors.read(question, cursor)) : undefined;
    const { rows, next } = await findLines(this.parts, actor, filters, place, limit);
    return {
      lines: await shownLines(this.parts, actor, rows, filters),
      nextCursor: next ? cursors.sign(question, JSON.stringify(next)) : null,
    };
  }

  /** @throws {Problem} `forbidden` */
  async summary(actor: Actor, days: DaysQuery): Promise<Summary> {
    const access = this.parts.access.of(actor);
    access.require(actor, "read:access");
    await access.writeUse();
    return summaryOf(this.parts, actor, days);
  }

  /** All of it as CSV, page by page; whoever may not know any more gets no further. @throws {Problem} `forbidden`, `request-invalid` */
  async csv(actor: Actor, asked: Filters): Promise<AsyncGenerator<string>> {
    const access = this.parts.access.of(actor);
    const filters = await this.askedOf(access, actor, asked);
    await access.writeUse();
    return this.csvPages(actor, filters);
  }

  private async *csvPages(actor: Actor, filters: Filters): AsyncGenerator<string> {
    yield CSV_HEAD;
    let place: Place | undefined;
    do {
      administered(this.parts.access.of(actor), actor, "read:access");
      const { rows, next } = await findLines(this.parts, actor, filters, place, CSV_PAGE);
      const lines = await shownLines(this.parts, actor, rows, filters);
      if (lines.length > 0) yield lines.map(csvOf).join("");
      place = next;
    } while (place);
  }

  /**
   * What a person reaches of a type, and by which ways; called by names that whoever asks may hear.
   * @throws {Problem} `forbidden`, `resource-not-found`, `request-invalid`, `cursor-invalid`
   */
  async reached(actor: Actor, { who, ...query }: ReachedQuery) {
    const access = this.parts.access.of(actor);
    if (!access.may(actor, "read:access", who)) access.require(actor, "read:access");
    const { engine } = access;
    if (engine.check(who, "create", "conversation").reason === "unknown-subject") throw problem("resource-not-found");
    // What somebody writes and uploads for themselves is no matter of who reaches what.
    if (query.whose === "me" && engine.typeOf(query.type)?.sealed)
      throw problem("request-invalid", { detail: `\`whose\`: of a \`${query.type}\` only what others let them reach` });
    const { organization, name, from } = actor;
    const them: Actor = { organization, subject: who, name, from };
    const { things, nextCursor } = await listMine(this.parts, them, query, (parts, _organization, resources) =>
      nameHeard(parts, access, actor, resources),
    );
    return { things: things.map(whomTold(access, actor, "read:access")), nextCursor };
  }

  /**
   * Of whoever may ask about the people of some groups alone: about one of these, or about something that is theirs. Of others they hear what
   * they would hear if these were not there.
   * @throws {Problem} `forbidden`, `request-invalid`
   */
  private async askedOf<Asked extends Filters>(access: OrganizationAccess, actor: Actor, asked: Asked): Promise<Asked> {
    const within = administered(access, actor, "read:access");
    const { of } = asked;
    if (within !== null && of !== undefined && !access.may(actor, "read:access", of))
      throw problem("request-invalid", { detail: "`of`: there is nobody of that name" });
    const filters = await scopeOf(this.parts, access, asked);
    const { on } = filters;
    if (within !== null && on?.includes(":") && !access.may(actor, "read:access", on))
      throw problem("request-invalid", { detail: "`on`: nobody was given it" });
    return filters;
  }

  /** What a review is about, by the same rules. @throws {Problem} `request-invalid` */
  scopeOf<Scope extends Pick<Filters, "on" | "of" | "through">>(
    access: OrganizationAccess,
    scope: Scope,
    field: string,
  ) {
    return scopeOf(this.parts, access, scope, field);
  }

  /** The grants of a review, for the part that asked already whether they may be looked at. */
  gather(actor: Actor, wish: { filters: Filters; place: Place | undefined; limit: number }) {
    return gatherGrants(this.parts, actor, wish);
  }

  takeAway(actor: Actor, wish: TakeAway) {
    return takeAway(this.parts, actor, wish);
  }

  shared(actor: Actor, query: SharedQuery) {
    return listSharedResources(this.parts, actor, query);
  }

  resources(actor: Actor, query: ResourcesQuery) {
    return listAllResources(this.parts, actor, query);
  }
}
