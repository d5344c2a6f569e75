import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import { knownParents, puttingUnder, requireNoStranger, takingFrom } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import { conversationName } from "../conversations/conversationAccess.ts";
import { requireProject } from "./requireProject.ts";

/**
 * Changes where a thing lies, in the transaction that writes it; the engine holds it afterwards.
 * @param decide the changes, asked as if the engine held the thing
 * @param before what the same write has changed so far
 */
export async function placed(
  tx: Tx,
  organizations: Access,
  actor: Actor,
  resource: string,
  decide: () => Change[],
  before: readonly Change[] = [],
): Promise<Change[]> {
  const access = organizations.of(actor);
  const found = await organizations.unheld.findToTake(tx, access, [resource]);
  return access.engine.suppose(before, () => {
    const changes = found.suppose(access, resource, () => {
      requireNoStranger(access, actor, resource);
      return decide();
    });
    return changes.length === 0 ? [] : [...found.taking(access, resource), ...changes];
  });
}

/** LibreChat's way: a conversation lies in one project, or in none. @throws {Problem} `resource-not-found`, what the rules say */
export async function placedConversation(
  tx: Tx,
  organizations: Access,
  actor: Actor,
  row: { id: string },
  projectId: string | null,
  before: readonly Change[] = [],
): Promise<Change[]> {
  const access = organizations.of(actor);
  if (projectId !== null) await requireProject(tx, access, actor, "view", projectId);
  const resource = conversationName(row);
  const wanted = projectId === null ? undefined : `project:${projectId}`;
  return placed(
    tx,
    organizations,
    actor,
    resource,
    () => {
      const parents = access.engine.describe(resource)?.parents ?? [];
      const known = knownParents(access, actor, resource).filter((parent) => parent.startsWith("project:"));
      const leaving = known.filter((parent) => parent !== wanted);
      const entering = wanted === undefined || parents.includes(wanted) ? [] : [wanted];
      return [
        ...leaving.map((parent) => takingFrom(access, actor, resource, parent)),
        ...entering.map((parent) => puttingUnder(access, actor, resource, parent)),
      ];
    },
    before,
  );
}
