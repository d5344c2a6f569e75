import { accountId, iso } from "../shapes.ts";
import type { GroupRow, PromptRow } from "./queries.ts";
import type { GroupItem, Prompt, PromptGroup, WholeGroup } from "./schemas.ts";

/** What is known of a group beside its row. */
export interface GroupFacts {
  isPublic: boolean;
  /** Empty once the account has gone. */
  authorName: string;
}

/** A version, with its text: for whoever may `use` its group, and whoever just wrote it. */
export const promptOf = (row: PromptRow): Prompt => ({
  _id: row.id,
  groupId: row.group_id,
  author: accountId(row.author),
  prompt: row.prompt,
  type: row.type,
  createdAt: iso(row.created_at),
  updatedAt: iso(row.created_at),
});

/** INVARIANT: nothing here is of a version's text. */
export const groupOf = (row: GroupRow, { isPublic, authorName }: GroupFacts): PromptGroup => ({
  _id: row.id,
  name: row.name,
  numberOfGenerations: row.uses,
  oneliner: row.oneliner,
  category: row.category,
  productionId: row.production_id,
  author: accountId(row.author),
  authorName,
  ...(row.command !== null && { command: row.command }),
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
  ...(isPublic && { isPublic }),
});

export const wholeOf = (
  row: GroupRow,
  production: PromptRow | undefined,
  facts: GroupFacts & { may: readonly string[] },
): WholeGroup => ({
  ...groupOf(row, facts),
  productionPrompt: production ? promptOf(production) : null,
  may: [...facts.may],
});

export const itemOf = (row: GroupRow, production: PromptRow | undefined, facts: GroupFacts): GroupItem => ({
  ...groupOf(row, facts),
  productionPrompt: production ? { _id: production.id, prompt: production.prompt } : null,
});
