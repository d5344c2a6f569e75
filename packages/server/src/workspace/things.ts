import { sql } from "kysely";
import type { Tx } from "../store/index.ts";
import { findAgent } from "./agents/queries.ts";
import { findConversation } from "./conversations/queries.ts";
import { findFile } from "./files/queries.ts";
import { findLink } from "./links/queries.ts";
import { findProject } from "./projects/queries.ts";
import { findGroup } from "./prompts/queries.ts";
import { findTool } from "./tools/queries.ts";

/** What lists of things of several kinds show of a row. */
export interface ThingRow {
  id: string;
  /** As its own calls name it. */
  publicId: string;
  name: string;
  updatedAt: number;
}

interface ThingKind {
  /** What one needs to find it at all. */
  action: "use" | "view";
  /** The id of its row, by the id of its own calls. */
  find(db: Tx, organization: string, publicId: string): Promise<{ id: string } | undefined>;
  /** At most 500, in no order. Served by the primary key. */
  rows(db: Tx, organization: string, ids: readonly string[]): Promise<ThingRow[]>;
}

/** Rows of a table, by the names of its columns; these are ours, none comes from outside. */
const rowsOf =
  (table: string, publicId: string, name: string): ThingKind["rows"] =>
  async (db, organization, ids) => {
    const { rows } = await sql<ThingRow>`select id, ${sql.ref(publicId)} as "publicId",
      coalesce(${sql.ref(name)}, '') as name, updated_at as "updatedAt"
      from ${sql.table(table)} where organization_id = ${organization} and id in (${sql.join([...ids])})`.execute(db);
    return rows;
  };

/** What people make: how its rows are found and named. */
export const thingKinds = {
  agent: { action: "use", find: findAgent, rows: rowsOf("agents", "public_id", "name") },
  prompt: { action: "use", find: findGroup, rows: rowsOf("prompt_groups", "id", "name") },
  conversation: {
    action: "view",
    find: findConversation,
    rows: rowsOf("conversations", "conversation_id", "title"),
  },
  file: { action: "view", find: findFile, rows: rowsOf("files", "file_id", "filename") },
  project: { action: "view", find: findProject, rows: rowsOf("projects", "id", "name") },
  tool: { action: "use", find: findTool, rows: rowsOf("tools", "id", "name") },
  sharedLink: {
    action: "view",
    find: async (db, organization, shareId) => {
      const link = await findLink(db, shareId);
      return link?.organization_id === organization ? link : undefined;
    },
    rows: rowsOf("shared_links", "share_id", "title"),
  },
} satisfies Record<string, ThingKind>;
export type ThingKindName = keyof typeof thingKinds;
