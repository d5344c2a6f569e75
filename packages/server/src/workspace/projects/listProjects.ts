import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { ChangePlace } from "../reachable/lastChanged.ts";
import { type LatestRows, listLatest } from "../reachable/listLatest.ts";
import { ownersOf, projectName, projectOf } from "./projectShape.ts";
import { listProjectRows, listProjectRowsOf, type ProjectFilter, type ProjectRow } from "./queries.ts";
import type { ProjectListQuery } from "./schemas.ts";

/**
 * Projects that the actor may `view` in their own right, last changed first.
 * @throws {Problem} `cursor-invalid`
 * Cost: see reachable/listLatest.ts.
 */
export async function listProjects(parts: WorkspaceParts, actor: Actor, query: ProjectListQuery) {
  const access = parts.access.of(actor);
  access.require(actor, "create", "project");
  const { search, owner, cursor, limit } = query;
  const question = ["projects", actor.organization, actor.subject, { search, owner }];
  const after = cursor === undefined || cursor === "" ? undefined : placeOf(parts.cursors.read(question, cursor));
  const filter: ProjectFilter = { search, ownedBy: owner === "me" ? actor.subject : undefined };
  const { db } = parts.store;
  const rows: LatestRows<ProjectRow> = {
    table: "projects",
    byIds: (ids) => listProjectRowsOf(db, actor.organization, ids, filter),
    byIndex: (from, most) => listProjectRows(db, actor.organization, filter, from, most),
  };
  const reach = { type: "project", actions: ["view"], whose: owner, now: parts.now() };
  const found = await listLatest({ access, store: parts.store }, actor, reach, rows, after, limit);
  const whose = await ownersOf(parts, access, actor, found.rows.map(projectName));
  const next = found.next && JSON.stringify([found.next.updatedAt, found.next.id]);
  return {
    projects: found.rows.map((row) => ({ ...projectOf(row), ownerName: whose(projectName(row)).ownerName })),
    nextCursor: next === undefined ? null : parts.cursors.sign(question, next),
  };
}

function placeOf(text: string): ChangePlace {
  const [updatedAt, id] = JSON.parse(text);
  return { updatedAt, id };
}
