import { modelId } from "../../config/index.ts";
import { searchText } from "../../store/index.ts";
import { type ToolResources, toolNames } from "../../workspace/agents/schemas.ts";
import { fileIdsOf, writtenResources } from "../../workspace/agents/toolResources.ts";
import { type FileRow, findFiles } from "../../workspace/files/queries.ts";
import type { Document } from "../source/index.ts";
import {
  datesOf,
  fieldsOf,
  idOf,
  jsonOf,
  listOf,
  nameIn,
  numberOf,
  plain,
  shown,
  textOf,
  textsOf,
  wholeOf,
} from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Known, Translated, Wished } from "./kind.ts";
import { ownerOf } from "./ownerOf.ts";

interface Found {
  /** Public ids that are here already, of other agents. */
  taken: ReadonlySet<string>;
  /** Files that they name, by their uuids. */
  files: ReadonlyMap<string, FileRow>;
  /** Files that an earlier document of these makes the engine hold. */
  held: Set<string>;
}

const PUBLIC_ID = /^agent_[A-Za-z0-9_-]{1,64}$/;

/** What ours has columns for, and what is of no use here (`projectIds`, `isCollaborative`: the former model); the rest is kept as `extra`. */
const placed: ReadonlySet<string> = new Set([
  ...["_id", "__v", "id", "name", "description", "instructions", "avatar", "provider", "model", "model_parameters"],
  ...["artifacts", "access_level", "recursion_limit", "tools", "tool_kwargs", "tool_options", "tool_resources"],
  ...["actions", "author", "authorName", "hide_sequential_outputs", "end_after_tools", "agent_ids", "edges"],
  ...["conversation_starters", "category", "support_contact", "is_promoted", "mcpServerNames", "versions"],
  ...["createdAt", "updatedAt", "tenantId", "projectIds", "isCollaborative"],
]);

/** Agents, with their versions. Whoever made one owns it; who gets what of it is said by the entries that come later. */
export const agents: Kind<Found> = {
  collection: "agents",

  async lookUp(db, documents, { organization }) {
    const taken = new Set<string>();
    await inPieces(
      documents.flatMap(({ id }) => textOf(id) ?? []),
      async (some) => {
        const rows = await db
          .selectFrom("agents")
          .select("public_id")
          .where("organization_id", "=", organization)
          .where("public_id", "in", some)
          .execute();
        for (const row of rows) taken.add(row.public_id);
      },
    );
    const named = documents.flatMap(({ tool_resources }) => fileIdsOf(toolResourcesIn(tool_resources)));
    const files = new Map((await findFiles(db, organization, [...new Set(named)])).map((row) => [row.file_id, row]));
    return { taken, files, held: new Set() };
  },

  translate(document, known, found) {
    const id = idOf(document._id) ?? "";
    const publicId = textOf(document.id);
    if (publicId === null || !PUBLIC_ID.test(publicId)) return leftOut("id-unusable", document.id);
    if (found.taken.has(publicId)) return leftOut("id-taken", publicId);
    const findings: Finding[] = [];
    const agent = `agent:${id}`;
    const { owner, author, rows } = ownerOf(agent, document, known, findings);
    const written = writtenOf(document, findings);
    const model = written.model === null ? null : `model:${modelId(written.provider, written.model)}`;
    const dates = datesOf(document, known.now);
    return {
      rows: {
        ...rows,
        agents: [
          {
            ...{ id, public_id: publicId, ...written, author, author_name: textOf(document.authorName) },
            access_level: wholeOf(document.access_level),
            tool_kwargs: jsonOf(document.tool_kwargs),
            actions: jsonOf(document.actions),
            is_promoted: document.is_promoted === true ? 1 : 0,
            mcp_server_names: jsonOf(document.mcpServerNames),
            extra: extraOf(document),
            search_text: searchText(written.name, written.description),
            ...dates,
          },
        ],
        agent_versions: listOf(document.versions).flatMap((version, version_index) => {
          const fields = fieldsOf(version);
          if (!fields) return [];
          const snapshot = JSON.stringify(writtenOf(fields, []));
          return [
            {
              agent_id: id,
              version_index,
              snapshot,
              created_by: author,
              created_at: datesOf(fields, dates.created_at).updated_at,
            },
          ];
        }),
      },
      changes: [
        { kind: "resource-added", resource: agent, owner, state: "active" },
        // Whoever uses it needs access of their own to its model; one that is not offered here stays by name only.
        ...(model !== null && known.has(model) && owner !== "organization"
          ? [{ kind: "attachment-set", agent, thing: model, mode: "own", attachedBy: owner } as const]
          : []),
        ...lending(document, agent, owner, known, found, findings),
      ],
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      for (const table of ["agents", "left_things"] as const)
        await (table === "agents"
          ? tx.deleteFrom(table).where("organization_id", "=", organization).where("id", "in", some).execute()
          : tx
              .deleteFrom(table)
              .where("organization_id", "=", organization)
              .where(
                "resource",
                "in",
                some.map((id) => `agent:${id}`),
              )
              .execute());
    });
  },
};

const leftOut = (code: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field: "id", found: shown(found), done: "left out, with who has what of it" }],
});

/** What people write of an agent, of its document or of one of its versions. */
function writtenOf(fields: Document, findings: Finding[]) {
  const flag = (value: unknown) => (typeof value === "boolean" ? (value ? (1 as const) : (0 as const)) : null);
  const limit = numberOf(fields.recursion_limit);
  return {
    name: nameIn(fields.name, 256, "name", findings),
    description: textOf(fields.description),
    instructions: textOf(fields.instructions),
    avatar: avatarOf(fields.avatar),
    provider: textOf(fields.provider) ?? "",
    model: textOf(fields.model),
    model_parameters: jsonOf(fieldsOf(fields.model_parameters)),
    artifacts: textOf(fields.artifacts),
    recursion_limit: limit === null ? null : Math.trunc(limit),
    tools: jsonOf(textsOf(fields.tools)),
    tool_options: jsonOf(fieldsOf(fields.tool_options)),
    tool_resources: writtenResources(toolResourcesIn(fields.tool_resources)),
    hide_sequential_outputs: flag(fields.hide_sequential_outputs),
    end_after_tools: flag(fields.end_after_tools),
    agent_ids: jsonOf(textsOf(fields.agent_ids)),
    edges: jsonOf(Array.isArray(fields.edges) ? fields.edges : null),
    conversation_starters: jsonOf(textsOf(fields.conversation_starters)),
    category: textOf(fields.category) || "general",
    support_contact: jsonOf(fieldsOf(fields.support_contact)),
  };
}

/** A picture that LibreChat keeps in its own folder is not here. */
function avatarOf(value: unknown): string | null {
  const { filepath, source } = fieldsOf(value) ?? {};
  return typeof filepath === "string" && filepath.startsWith("https://")
    ? JSON.stringify({ filepath, source: textOf(source) ?? "url" })
    : null;
}

/** Of the tools that there are; what else stands there is LibreChat's own. */
function toolResourcesIn(value: unknown): ToolResources {
  const said = fieldsOf(value) ?? {};
  return Object.fromEntries(toolNames.map((tool) => [tool, { file_ids: textsOf(fieldsOf(said[tool])?.file_ids) }]));
}

/** Its files are lent to it by whoever brought them: for an agent, or for their own. */
function lending(
  { tool_resources }: Document,
  agent: string,
  owner: string,
  known: Known,
  { files, held }: Found,
  findings: Finding[],
): Wished[] {
  return fileIdsOf(toolResourcesIn(tool_resources)).flatMap((fileId): Wished[] => {
    const row = files.get(fileId);
    // Anybody could name there what they know the id of; and what lies in a conversation is held with all of it.
    const isLent = row && row.conversation_id === null && (row.context === "agents" || row.account === owner);
    if (!isLent) {
      const done = row ? "left out: it is somebody else's" : "left out: there is no such file here";
      findings.push({
        code: row ? "file-not-lent" : "file-missing",
        field: "tool_resources",
        found: shown(fileId),
        done,
      });
      return [];
    }
    const thing = `file:${row.id}`;
    const isNew = !known.has(thing) && !held.has(thing);
    held.add(thing);
    return [
      ...(isNew ? [{ kind: "resource-added", resource: thing, owner: row.account, state: "active" } as const] : []),
      { kind: "attachment-set", agent, thing, mode: "lent", attachedBy: row.account },
    ];
  });
}

function extraOf(document: Document): string | null {
  const rest = Object.entries(document).filter(([name]) => !placed.has(name));
  return rest.length > 0 ? JSON.stringify(plain(Object.fromEntries(rest))) : null;
}
