import { sql } from "kysely";
import type { Tx } from "../store/index.ts";
import { setAccount } from "./files/queries.ts";

const PIECE = 500;

const tables = { conversation: "conversations", file: "files" } as const;

/** What the engine holds it knows itself. */
const isUnheld = (type: keyof typeof tables) => sql<boolean>`not exists (select 1 from resources
  where resources.organization_id = ${sql.table(tables[type])}.organization_id
  and resources.resource = ${`${type}:`} || ${sql.table(tables[type])}.id)`;

/** Conversations and files that nobody shared: what people own that the engine does not hold. */
export const belongings = {
  /** Served by conversations_by_creation and files_by_account; reads at most `most` of each. */
  async count(db: Tx, organization: string, account: string, most: number): Promise<{ type: string; count: number }[]> {
    const counted = async (type: keyof typeof tables) => {
      const some = db
        .selectFrom(tables[type])
        .select("id")
        .where("organization_id", "=", organization)
        .where("account", "=", account)
        .where(isUnheld(type))
        .limit(most)
        .as("some");
      const { count } = await db
        .selectFrom(some)
        .select((e) => e.fn.countAll<number | bigint>().as("count"))
        .executeTakeFirstOrThrow();
      return { type, count: Number(count) };
    };
    return [await counted("conversation"), await counted("file")];
  },

  /** Files that lie in no conversation. Served by files_by_account. */
  async loose(db: Tx, organization: string, account: string, most: number): Promise<string[]> {
    const rows = await db
      .selectFrom("files")
      .select("id")
      .where("organization_id", "=", organization)
      .where("account", "=", account)
      .where("conversation_id", "is", null)
      .where(isUnheld("file"))
      .limit(most)
      .execute();
    return rows.map(({ id }) => `file:${id}`);
  },

  async handedOver(tx: Tx, organization: string, resources: readonly string[], to: string): Promise<void> {
    for (let from = 0; from < resources.length; from += PIECE)
      await setAccount(
        tx,
        organization,
        to,
        resources.slice(from, from + PIECE).map((resource) => resource.slice("file:".length)),
      );
  },
};
