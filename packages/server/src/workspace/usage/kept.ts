import { sql } from "kysely";
import { administered, isWithin, type Within } from "../../access/administered.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import { readingUsage } from "./reading.ts";
import type { UsageKept, UsageKeptQuery } from "./schemas.ts";

/**
 * What people have in the workspace now, whenever it was written and wherever it came from. What was deleted is not in it; how much was written
 * in a time is in the periods (service.ts).
 */
export class KeptUsage {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /**
   * Everybody, who has most conversations first.
   * @throws {Problem} `forbidden` without `read:usage` or `read:insights`; `cursor-invalid`
   * Cost: a page counts the conversations of all people in an index, and the messages of its own people alone.
   */
  async list(actor: Actor, { limit, cursor }: UsageKeptQuery): Promise<UsageKept> {
    const { access: organizations, cursors, store } = this.parts;
    const access = organizations.of(actor);
    const within = administered(access, actor, ...readingUsage);
    const question = ["usage kept", access.id, within && actor.subject];
    const after: Place | null = cursor ? JSON.parse(cursors.read(question, cursor)) : null;
    const rows = await mostConversations(store.db, access.id, { after, within, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const having = page.filter(({ conversations }) => conversations > 0).map(({ id }) => `user:${id}`);
    const messages = await messagesOf(store.db, access.id, having);
    const last = page.at(-1);
    return {
      people: page.map((row) => ({ ...row, messages: messages.get(`user:${row.id}`) ?? 0 })),
      nextCursor: rows.length > limit && last ? cursors.sign(question, JSON.stringify(placeOf(last))) : null,
    };
  }
}

/** Where the list goes on: after this one. */
interface Place {
  conversations: number;
  id: string;
}

interface Row extends Place {
  name: string;
  email: string;
}

const placeOf = ({ conversations, id }: Place): Place => ({ conversations, id });

/** Also those who have none. Served by conversations_by_update, read through. */
async function mostConversations(
  db: Tx,
  organization: string,
  { after, within, limit }: { after: Place | null; within: Within | null; limit: number },
): Promise<Row[]> {
  const behind = after
    ? sql`(conversations < ${after.conversations} or (conversations = ${after.conversations} and id > ${after.id}))`
    : sql`1 = 1`;
  const among = within ? isWithin(organization, sql`'user:' || users.id`, within) : sql`1 = 1`;
  const { rows } = await sql<Row>`select id, name, email, conversations from (
      select users.id, users.name, users.email, coalesce(counted.conversations, 0) as conversations from users left join (
        select account, count(*) as conversations from conversations where organization_id = ${organization} group by account
      ) counted on counted.account = 'user:' || users.id
      where users.organization_id = ${organization} and ${among}
    ) kept where ${behind} order by conversations desc, id limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, conversations: Number(row.conversations) }));
}

/** In the conversations of each of these, whoever wrote them. Served by conversations_by_update and messages_by_conversation. */
async function messagesOf(db: Tx, organization: string, accounts: readonly string[]): Promise<Map<string, number>> {
  if (accounts.length === 0) return new Map();
  const { rows } = await sql<{ account: string; messages: number | string }>`select c.account, count(*) as messages
    from conversations c join messages m on m.organization_id = c.organization_id and m.conversation_id = c.conversation_id
    where c.organization_id = ${organization} and c.account in (${sql.join(accounts)}) group by c.account`.execute(db);
  return new Map(rows.map(({ account, messages }) => [account, Number(messages)]));
}
