import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { listReachable, type Rows } from "../reachable/listReachable.ts";
import { ownersOf, projectName, projectOf } from "./projectShape.ts";
import {
  listProjectRows,
  listProjectRowsOf,
  type ProjectFilter,
  type ProjectPlace,
  type ProjectRow,
} from "./queries.ts";
import type { ProjectListQuery } from "./schemas.ts";

/**
 * Projects that the actor may `view` in their own right, last changed first.
 * @throws {Problem} `cursor-invalid`
 * Cost: see reachable/listReachable.ts.
 */
export async function listProjects(parts: WorkspaceParts, actor: Actor, query: ProjectListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "create", "project");
  const { search, owner, cursor, limit } = query;
  const question = ["projects", actor.organization, actor.subject, { search, owner }];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const filter: ProjectFilter = { search, ownedBy: owner === "me" ? actor.subject : undefined };
  const { db } = parts.store;
  const rows: Rows<ProjectRow, ProjectPlace> = {
    byIds: (ids, from, most) => listProjectRowsOf(db, actor.organization, ids, filter, from, most),
    byIndex: (from, most) => listProjectRows(db, actor.organization, filter, from, most),
    compare: (a, b) => b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1),
    placeOf: (row) => ({ updatedAt: row.updated_at, id: row.id }),
  };
  const reach = { type: "project", actions: ["view"], whose: owner, now: parts.now() };
  const found = await listReachable(access, actor, reach, rows, after, limit);
  const whose = await ownersOf(parts, access, actor, found.rows.map(projectName));
  const next = found.next && JSON.stringify([found.next.updatedAt, found.next.id]);
  return {
    projects: found.rows.map((row) => ({ ...projectOf(row), ownerName: whose(projectName(row)).ownerName })),
    nextCursor: next === undefined ? null : parts.cursors.sign(question, next),
  };
}

function placeOf(text: string): ProjectPlace {
  const [updatedAt, id] = JSON.parse(text);
  return { updatedAt, id };
}
