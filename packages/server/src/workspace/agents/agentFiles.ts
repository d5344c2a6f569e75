import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay, whyNot } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { fileName } from "../files/fileAccess.ts";
import { type FileRow, findFiles, type LentFileRow, listLentFiles } from "../files/queries.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import type { Writing } from "./attachments.ts";
import { fileIdsOf, keeping, toolResourcesOf, writtenResources } from "./toolResources.ts";

/**
 * A file on an agent is attached as `lent`: the agent uses it while it works for somebody, who cannot fetch it. What is named and not attached
 * yet is attached, by the rules of handing on; what is no longer named is detached.
 * @throws {Problem} `resource-not-found` for a file that is not there or a stranger's; `forbidden`, `hand-on-refused`
 */
export async function lendingChanges(
  tx: Tx,
  organizations: Access,
  { actor, agent, adding, before, after }: Writing,
): Promise<Change[]> {
  if ((before?.tool_resources ?? null) === after.tool_resources) return [];
  const access = organizations.of(actor);
  const attached = before ? await listLentFiles(tx, access.id, agent) : [];
  const wanted = fileIdsOf(toolResourcesOf(after.tool_resources));
  const isThere = new Set(attached.map((row) => row.file_id));
  const found = new Map(
    (
      await findFiles(
        tx,
        access.id,
        wanted.filter((id) => !isThere.has(id)),
      )
    ).map((row) => [row.file_id, row]),
  );
  // What the agent's row had all along is gone by now, if it is neither attached nor there: it does not come back.
  const formerly = new Set(before ? fileIdsOf(toolResourcesOf(before.tool_resources)) : []);
  const joining: FileRow[] = [];
  for (const id of wanted) {
    const row = found.get(id);
    if (row) joining.push(row);
    else if (!isThere.has(id) && !formerly.has(id)) throw problem("resource-not-found");
  }
  if (joining.length > 0 && isOperator(actor))
    throw problem("forbidden", { detail: "a file is lent by an account that may share it" });
  const taken = await organizations.unheld.findToTake(tx, access, joining.map(fileName));
  const attaching = access.engine.suppose(adding, () =>
    joining.map((row): Change => {
      requireMay(access, actor, (may) =>
        may.attach(actor.subject, agent, fileName(row), "lent", contextAbout(actor, row)),
      );
      return { kind: "attachment-set", agent, thing: fileName(row), mode: "lent", attachedBy: actor.subject };
    }),
  );
  const leaving = attached.filter((row) => !wanted.includes(row.file_id));
  const detaching = leaving.map((row): Change => {
    requireMay(access, actor, (may) => may.detach(actor.subject, agent, fileName(row), contextOf(actor)));
    return { kind: "attachment-removed", agent, thing: fileName(row) };
  });
  return [...taken.taking(access, ...joining.map(fileName)), ...attaching, ...detaching];
}

/** What an agent is lent; and of what it is lent no more, since whoever put it there may no longer share it, what the actor may see. */
export async function filesToName(
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  agent: string,
): Promise<LentFileRow[]> {
  const asked = { ...WITHOUT_CAPABILITIES, now: Date.now() };
  return (await listLentFiles(db, access.id, agent)).filter(
    (row) =>
      access.engine.check(row.lender, "share", fileName(row), asked).allowed ||
      access.may(actor, "view", fileName(row), contextOfRow(row)),
  );
}

/** Of files that an earlier version or another agent had, those that the agent has already or that the actor may lend it; the others are left out. */
export async function lendable(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  agent: { resource: string; isNew: boolean },
  column: string | null,
): Promise<string | null> {
  const resources = toolResourcesOf(column);
  const rows = await findFiles(tx, access.id, fileIdsOf(resources));
  const attached = agent.isNew ? [] : (await listLentFiles(tx, access.id, agent.resource)).map(({ id }) => id);
  const adding: Change[] = agent.isNew
    ? [{ kind: "resource-added", resource: agent.resource, owner: actor.subject, state: "active" }]
    : [];
  const mayLend = (row: FileRow) =>
    !isOperator(actor) &&
    whyNot(access, actor, (may) =>
      may.attach(actor.subject, agent.resource, fileName(row), "lent", contextAbout(actor, row)),
    ) === null;
  const kept = access.engine.suppose(adding, () =>
    rows.filter((row) => attached.includes(row.id) || mayLend(row)).map((row) => row.file_id),
  );
  return writtenResources(keeping(resources, (id) => kept.includes(id)));
}

const contextAbout = (actor: Actor, row: FileRow) => ({ ...contextOf(actor), ...contextOfRow(row) });
