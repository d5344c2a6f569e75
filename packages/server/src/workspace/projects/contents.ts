import type { Change } from "@gatehouse/engine";
import { requirePutSeen } from "../../access/closureSeen.ts";
import { puttingUnder, requireNoStranger, takingFrom } from "../../access/index.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { iso } from "../shapes.ts";
import { type ThingRow, thingKinds } from "../things.ts";
import { placed } from "./placing.ts";
import { ownersOf } from "./projectShape.ts";
import { listInProject } from "./queries.ts";
import { requireProject } from "./requireProject.ts";
import type { ContentsQuery, Thing, ThingType } from "./schemas.ts";

const PIECE = 500;
/** Most things that one request looks through; a page may then be shorter than `limit`, and has a place to go on from. */
const MOST_SEEN = 4_000;

/**
 * What lies in projects. A project passes its grants down to it (docs/model.md, "What"), so that to put a thing in is to share it with
 * everybody who has the project: the engine's rules of handing on decide.
 */
export class ProjectContents {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /**
   * Things of one type that lie in it directly and that the actor may find in their own right, newest first.
   * @throws {Problem} `resource-not-found`, `cursor-invalid`
   */
  async list(actor: Actor, projectId: string, query: ContentsQuery) {
    const access = this.parts.access.of(actor);
    const { db } = this.parts.store;
    const { type, limit, cursor } = query;
    await requireProject(db, access, actor, "view", projectId);
    const question = ["project", actor.organization, actor.subject, projectId, type];
    let after = cursor === undefined || cursor === "" ? undefined : this.parts.cursors.read(question, cursor);
    const found: string[] = [];
    let isMore = true;
    for (let seen = 0; isMore && found.length <= limit && seen < MOST_SEEN; seen += PIECE) {
      const piece = await listInProject(db, actor.organization, `project:${projectId}`, type, after, PIECE);
      found.push(
        ...piece.filter((resource) => access.may(actor, thingKinds[type].action, resource, WITHOUT_CAPABILITIES)),
      );
      after = piece.at(-1) ?? after;
      isMore = piece.length === PIECE;
    }
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : isMore ? after : undefined;
    return {
      things: await this.shown(actor, type, page),
      nextCursor: last === undefined ? null : this.parts.cursors.sign(question, last),
    };
  }

  /** Puts a thing in; one that is in stays. @throws {Problem} `resource-not-found`, `forbidden`, what the rules of handing on say; `closure-changed`, `closure-grows` */
  async put(
    actor: Actor,
    projectId: string,
    type: ThingType,
    publicId: string,
    seen?: string,
  ): Promise<Committed<Thing>> {
    const { revision, result: resource } = await this.change(
      actor,
      projectId,
      type,
      publicId,
      (access, project, resource) =>
        isIn(access, resource, project) ? [] : [puttingUnder(access, actor, resource, project)],
      seen,
    );
    const [thing] = await this.shown(actor, type, [resource]);
    if (!thing) throw problem("resource-not-found");
    return { revision, result: thing };
  }

  /** Takes a thing out; one that is not in is no fault. */
  take(actor: Actor, projectId: string, type: ThingType, publicId: string): Promise<Committed<string>> {
    return this.change(actor, projectId, type, publicId, (access, project, resource) =>
      isIn(access, resource, project) ? [takingFrom(access, actor, resource, project)] : [],
    );
  }

  private async change(
    actor: Actor,
    projectId: string,
    type: ThingType,
    publicId: string,
    decide: (access: OrganizationAccess, project: string, resource: string) => Change[],
    seen?: string,
  ): Promise<Committed<string>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      // Whoever may do anything with it: what that is, the rules ask.
      requireNoStranger(access, actor, `project:${projectId}`);
      const row = await thingKinds[type].find(tx, actor.organization, publicId);
      if (!row) throw problem("resource-not-found");
      const resource = `${type}:${row.id}`;
      const project = `project:${projectId}`;
      const changes = await placed(tx, this.parts.access, actor, resource, () => decide(access, project, resource));
      const entered = changes.some(({ kind }) => kind === "parent-added") ? [project] : [];
      await requirePutSeen({ tx, organizations: this.parts.access, actor, seen }, resource, entered);
      return { changes, result: resource };
    });
  }

  private async shown(actor: Actor, type: ThingType, resources: readonly string[]): Promise<Thing[]> {
    if (resources.length === 0) return [];
    const access = this.parts.access.of(actor);
    const ids = resources.map((resource) => resource.slice(type.length + 1));
    const rows = await thingKinds[type].rows(this.parts.store.db, actor.organization, ids);
    const byId = new Map(rows.map((row): [string, ThingRow] => [row.id, row]));
    const whose = await ownersOf(this.parts, access, actor, resources);
    const context = { ...WITHOUT_CAPABILITIES, ...(actor.key && { key: actor.key }) };
    return resources.flatMap((resource) => {
      // What another application registered has no row here.
      const row = byId.get(resource.slice(type.length + 1));
      if (!row) return [];
      const may = access.engine.listActions(actor.subject, resource, context);
      return {
        type,
        id: row.publicId,
        resource,
        name: row.name,
        updatedAt: iso(row.updatedAt),
        ...whose(resource),
        may,
      };
    });
  }
}

const isIn = (access: OrganizationAccess, resource: string, project: string): boolean =>
  access.engine.describe(resource)?.parents.includes(project) === true;
