import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { requireFound } from "../reachable/requireFound.ts";
import { findProject, type ProjectRow } from "./queries.ts";

/** The row, if the actor may: reachable/requireFound.ts. */
export async function requireProject(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  projectId: string,
): Promise<ProjectRow> {
  return requireFound(
    access,
    actor,
    action,
    "project",
    await findProject(db, actor.organization, projectId),
    ({ id }) => id,
  );
}
