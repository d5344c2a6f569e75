import { type ExportEntry, type ExportWish, jsonList } from "../../identity/index.ts";
import type { Agents } from "../agents/service.ts";
import { listBookmarks } from "../bookmarks/queries.ts";
import { linkOf } from "../links/linkShape.ts";
import { listLinkRowsOf } from "../links/queries.ts";
import type { WorkspaceParts } from "../parts.ts";
import { listPresets } from "../presets/queries.ts";
import { presetOf } from "../presets/service.ts";
import { projectOf } from "../projects/projectShape.ts";
import { listProjectRowsOf } from "../projects/queries.ts";
import { factsOf } from "../prompts/groupFacts.ts";
import { groupOf, promptOf } from "../prompts/promptShape.ts";
import { listGroupRowsOf, listPrompts } from "../prompts/queries.ts";
import { iso } from "../shapes.ts";
import { findTool } from "../tools/queries.ts";
import { authOf, domainOf, functionsOf } from "../tools/toolShape.ts";
import { isHidden, ownedOf } from "./owned.ts";

/** What they made, a list for each kind. INVARIANT: nothing that is secret about a tool is read out of its seal, nor a link's passcode. */
export async function* thingEntries(
  parts: WorkspaceParts,
  agents: Agents,
  { actor, at }: ExportWish,
): AsyncGenerator<ExportEntry> {
  const { access: organizations, store } = parts;
  const { db } = store;
  const { organization, subject } = actor;
  const access = organizations.of(actor);
  const filter = { ownedBy: subject };

  /** Ids of what they own of a type and nobody hid, some hundred at a time. */
  async function* shownOf(type: string): AsyncGenerator<string[]> {
    for await (const ids of ownedOf(db, organization, subject, type))
      yield ids.filter((id) => !isHidden(access, `${type}:${id}`));
  }
  async function* ownAgents() {
    for await (const ids of shownOf("agent"))
      for (const id of ids) {
        const agent = await agents.own(actor, id);
        if (agent) yield agent;
      }
  }
  async function* ownPrompts() {
    for await (const ids of shownOf("prompt")) {
      const rows = ids.length === 0 ? [] : await listGroupRowsOf(db, organization, ids, filter);
      const facts = await factsOf(parts, access, actor, rows);
      for (const row of rows) {
        const versions = (await listPrompts(db, organization, row.id)).reverse();
        yield { ...groupOf(row, facts(row)), versions: versions.map(promptOf) };
      }
    }
  }
  async function* ownTools() {
    for await (const ids of shownOf("tool"))
      for (const id of ids) {
        const row = await findTool(db, organization, id);
        if (!row) continue;
        yield {
          _id: row.id,
          name: row.name,
          description: row.description,
          domain: domainOf(row),
          auth: authOf(row),
          functions: functionsOf(row),
          spec: row.spec,
          createdAt: iso(row.created_at),
          updatedAt: iso(row.updated_at),
        };
      }
  }
  async function* ownProjects() {
    for await (const ids of shownOf("project"))
      if (ids.length > 0)
        for (const row of await listProjectRowsOf(db, organization, ids, filter)) yield projectOf(row);
  }
  async function* ownLinks() {
    for await (const ids of shownOf("sharedLink"))
      if (ids.length > 0)
        for (const row of await listLinkRowsOf(db, organization, ids, { ...filter, search: undefined }))
          yield linkOf(row);
  }
  async function* hidden() {
    for (const type of ["agent", "conversation", "file", "project", "prompt", "sharedLink", "tool"])
      for await (const ids of ownedOf(db, organization, subject, type))
        for (const id of ids) if (isHidden(access, `${type}:${id}`)) yield { resource: `${type}:${id}` };
  }

  yield { path: "agents.json", at, text: jsonList(ownAgents()) };
  yield { path: "prompts.json", at, text: jsonList(ownPrompts()) };
  yield { path: "tools.json", at, text: jsonList(ownTools()) };
  yield { path: "projects.json", at, text: jsonList(ownProjects()) };
  yield { path: "links.json", at, text: jsonList(ownLinks()) };
  const presets = await listPresets(db, organization, subject);
  yield { path: "presets.json", at, text: jsonList(presets.map(presetOf)) };
  const bookmarks = await listBookmarks(db, organization, subject);
  yield {
    path: "bookmarks.json",
    at,
    text: jsonList(
      bookmarks.map((row) => ({
        tag: row.tag,
        description: row.description,
        position: row.position,
        conversations: row.count,
        createdAt: iso(row.created_at),
        updatedAt: iso(row.updated_at),
      })),
    ),
  };
  yield { path: "hidden.json", at, text: jsonList(hidden()) };
}
