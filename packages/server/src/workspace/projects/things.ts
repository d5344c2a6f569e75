import type { Tx } from "../../store/index.ts";
import { findAgent } from "../agents/queries.ts";
import { findConversation } from "../conversations/queries.ts";
import { findFile } from "../files/queries.ts";
import { findGroup } from "../prompts/queries.ts";
import { findProject } from "./queries.ts";
import type { ThingType } from "./schemas.ts";

/** What a list of a project's contents shows of a thing's row. */
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

/** The things that can lie in a project: how their rows are found and named. */
export const thingKinds: Readonly<Record<ThingType, ThingKind>> = {
  agent: {
    action: "use",
    find: findAgent,
    rows: async (db, organization, ids) =>
      (
        await db
          .selectFrom("agents")
          .select(["id", "public_id", "name", "updated_at"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute()
      ).map((row) => ({ id: row.id, publicId: row.public_id, name: row.name ?? "", updatedAt: row.updated_at })),
  },
  prompt: {
    action: "use",
    find: findGroup,
    rows: async (db, organization, ids) =>
      (
        await db
          .selectFrom("prompt_groups")
          .select(["id", "name", "updated_at"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute()
      ).map((row) => ({ id: row.id, publicId: row.id, name: row.name, updatedAt: row.updated_at })),
  },
  conversation: {
    action: "view",
    find: findConversation,
    rows: async (db, organization, ids) =>
      (
        await db
          .selectFrom("conversations")
          .select(["id", "conversation_id", "title", "updated_at"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute()
      ).map((row) => ({ id: row.id, publicId: row.conversation_id, name: row.title, updatedAt: row.updated_at })),
  },
  file: {
    action: "view",
    find: findFile,
    rows: async (db, organization, ids) =>
      (
        await db
          .selectFrom("files")
          .select(["id", "file_id", "filename", "updated_at"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute()
      ).map((row) => ({ id: row.id, publicId: row.file_id, name: row.filename, updatedAt: row.updated_at })),
  },
  project: {
    action: "view",
    find: findProject,
    rows: async (db, organization, ids) =>
      (
        await db
          .selectFrom("projects")
          .select(["id", "name", "updated_at"])
          .where("organization_id", "=", organization)
          .where("id", "in", ids)
          .execute()
      ).map((row) => ({ id: row.id, publicId: row.id, name: row.name, updatedAt: row.updated_at })),
  },
};
