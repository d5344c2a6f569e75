import type { Change } from "@gatehouse/engine";
import { z } from "zod";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay, whyNot } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { JsonText, Tx } from "../../store/index.ts";
import { parsed } from "../shapes.ts";
import { type Attached, findListedTools, type ListedToolRow, listAttached } from "../tools/queries.ts";
import { codeOf, functionName, functionsOf, toolName } from "../tools/toolShape.ts";
import type { Writing } from "./attachments.ts";

/*
 * Which tools an agent has. That they are attached, and how, the engine holds; the column is what versions are made of.
 */

/** More, and models lose their way among the functions. */
export const MOST_TOOLS = 20;

const Column = z.array(z.object({ tool: z.string(), mode: z.enum(["own", "lent"]) }));

/** Out of the column. */
export const toolsOf = (column: JsonText | null): Attached[] => Column.parse(parsed(column) ?? []);

/** Into the column; each tool once. @throws {Problem} `request-invalid` for too many */
export function writtenTools(tools: readonly Attached[]): JsonText | null {
  if (tools.length > MOST_TOOLS)
    throw problem("request-invalid", { detail: `an agent has ${MOST_TOOLS} tools at most` });
  return tools.length === 0 ? null : JSON.stringify(tools.map(({ tool, mode }) => ({ tool, mode })));
}

export const functionNames = (rows: readonly ListedToolRow[]): string[] =>
  rows.flatMap((row) => functionsOf(row).map((name) => functionName(row, name)));

export const actionNames = (rows: readonly ListedToolRow[]): string[] =>
  rows.map((row) => `${codeOf(row)}_action_${row.id}`);

/** The tools that are attached to an agent, with their rows. */
export async function attachedTools(
  db: Tx,
  organization: string,
  agent: string,
): Promise<(ListedToolRow & Attached)[]> {
  const attached = await listAttached(db, organization, agent);
  const rows = new Map(
    (
      await findListedTools(
        db,
        organization,
        attached.map(({ tool }) => tool),
      )
    ).map((row) => [row.id, row]),
  );
  return attached.flatMap((one) => {
    const row = rows.get(one.tool);
    return row ? [{ ...row, ...one }] : [];
  });
}

/**
 * What is named and not attached yet, or otherwise, is attached by the rules of handing on; what is no longer named is detached.
 * @throws {Problem} `resource-not-found` for a tool that is not there or a stranger's; `forbidden`, `hand-on-refused`
 */
export async function attachingChanges(
  tx: Tx,
  access: OrganizationAccess,
  { actor, agent, adding, before, after }: Writing,
): Promise<Change[]> {
  if ((before?.tools ?? null) === after.tools) return [];
  const attached = before ? await listAttached(tx, access.id, agent) : [];
  const modes = new Map(attached.map(({ tool, mode }) => [tool, mode]));
  const wanted = toolsOf(after.tools);
  // What the agent's row had all along is gone by now, if it is neither attached nor there: it does not come back.
  const formerly = new Set(before ? toolsOf(before.tools).map(({ tool }) => tool) : []);
  const joining = wanted.filter(
    ({ tool, mode }) => modes.get(tool) !== mode && (modes.has(tool) || !formerly.has(tool)),
  );
  if (joining.length > 0 && isOperator(actor))
    throw problem("forbidden", { detail: "a tool is attached by an account" });
  const attaching = access.engine.suppose(adding, () =>
    joining.map(({ tool, mode }): Change => {
      const thing = toolName({ id: tool });
      requireMay(access, actor, (may) => may.attach(actor.subject, agent, thing, mode, contextOf(actor)));
      return { kind: "attachment-set", agent, thing, mode, attachedBy: actor.subject };
    }),
  );
  const detaching = attached
    .filter(({ tool }) => !wanted.some((one) => one.tool === tool))
    .map(({ tool }): Change => {
      const thing = toolName({ id: tool });
      requireMay(access, actor, (may) => may.detach(actor.subject, agent, thing, contextOf(actor)));
      return { kind: "attachment-removed", agent, thing };
    });
  return [...attaching, ...detaching];
}

/** Of tools that an earlier version or another agent had, those that the agent has already or that the actor may attach; the others are left out. */
export async function attachable(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  agent: { resource: string; isNew: boolean },
  column: JsonText | null,
): Promise<JsonText | null> {
  const tools = toolsOf(column);
  if (tools.length === 0) return null;
  const there = new Set(
    (
      await findListedTools(
        tx,
        access.id,
        tools.map(({ tool }) => tool),
      )
    ).map(({ id }) => id),
  );
  const attached = agent.isNew ? [] : await listAttached(tx, access.id, agent.resource);
  const adding: Change[] = agent.isNew
    ? [{ kind: "resource-added", resource: agent.resource, owner: actor.subject, state: "active" }]
    : [];
  const mayAttach = ({ tool, mode }: Attached) =>
    !isOperator(actor) &&
    whyNot(access, actor, (may) =>
      may.attach(actor.subject, agent.resource, toolName({ id: tool }), mode, contextOf(actor)),
    ) === null;
  const kept = access.engine.suppose(adding, () =>
    tools.flatMap((one): Attached[] => {
      if (!there.has(one.tool)) return [];
      const now = attached.find(({ tool }) => tool === one.tool);
      if (now?.mode === one.mode || mayAttach(one)) return [one];
      return now ? [now] : [];
    }),
  );
  return writtenTools(kept);
}
