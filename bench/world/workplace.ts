import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { mixed } from "./random.ts";

/* A large workplace, as rows of the embedded database: a hundred thousand accounts by requests would take hours. */

export const PEOPLE = 100_000;
export const GROUPS = 5_000;
/** Of them: everybody. */
export const EVERYBODY = 0;
const GROUPS_EACH = 3;
const AGENTS = 50_000;
const SHARES_EACH = 2;
const CONVERSATIONS = 100_000;
/** Of whoever looks at the pages. */
const OWN_CONVERSATIONS = 5_000;
const INVITATIONS = 10_000;
const LETTERS = 10_000;
const CASES = 20_000;
const OPENINGS = 10_000;
const LINKS = 10_000;
const ENTRIES = 300_000;
/** Different ones of a day. */
const REFUSALS = 300;
const SEGMENT = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export const personOf = (person: number) => `user:${idOf("1", person)}`;
export const groupIdOf = (group: number) => idOf("2", group);

/**
 * Fills the database of a stopped server in which one person is registered.
 * @param folder the server's
 * @param ada whoever looks at the pages: `user:…`
 */
export function fillWorkplace(folder: string, ada: string): void {
  const database = new DatabaseSync(join(folder, "data", "gatehouse.db"));
  const { id: organization } = database.prepare("select id from organizations").get() as { id: string };
  const now = Date.now();
  const statements = new Map<string, StatementSync>();
  const insert = (table: string, row: Record<string, SQLInputValue>) => {
    const columns = Object.keys(row);
    const text = `insert into ${table} (organization_id, ${columns.join(", ")}) values (?${", ?".repeat(columns.length)})`;
    const statement = statements.get(text) ?? database.prepare(text);
    statements.set(text, statement);
    statement.run(organization, ...Object.values(row));
  };
  const times = (count: number, once: (index: number) => void) => {
    for (let index = 0; index < count; index++) once(index);
  };
  const some = (index: number, of: number) => mixed(index) % of;
  /** Some moment of the last year. */
  const at = (index: number) => now - some(index ^ 0x5bd1, 365 * DAY_MS);
  const dates = (index: number) => ({ created_at: at(index), updated_at: at(index) });

  database.exec("pragma cache_size = -1000000; begin");
  for (const table of ["entries", "marks", "segments", "events"]) database.exec(`delete from audit_${table}`);
  times(PEOPLE, (person) => {
    const account = personOf(person);
    const name = `${NAMES[some(person, NAMES.length)]} ${NAMES[some(~person, NAMES.length)]} ${person}`;
    const email = `person${person}@example.com`;
    const search_text = `${name} ${email}`.toLowerCase();
    insert("users", {
      id: account.slice("user:".length),
      email,
      name,
      email_verified: 1,
      search_text,
      ...dates(person),
    });
    insert("accounts", { account, kind: "user", status: "active", primary_role: "role:USER", banned: 0 });
    insert("sessions", {
      ...{ id: idOf("3", person), account, refresh_hash: `hash ${person}`, ip: "192.0.2.1" },
      ...{ created_at: at(person), last_seen_at: now, expires_at: now + 7 * DAY_MS },
    });
    for (const period of periodsOf(now)) {
      const [conversations, messages] = [some(person, 9), some(person, 99)];
      const counts = { period, account, conversations, messages, tokens_in: messages * 90, cost: messages * 270_000 };
      insert("usage_periods", { ...counts, last_at: now });
      // A few models, and of many agents the first ones most.
      insert("usage_things", { ...counts, thing: `model:m${some(person, 6)}` });
      insert("usage_things", { ...counts, thing: `agent:${idOf("4", some(person, 5_000) ** 2 % AGENTS)}` });
    }
  });
  // A year of days, some hundred different refusals each.
  times(365 * REFUSALS, (one) =>
    insert("refusal_counts", {
      period: `d${new Date(now - (one % 365) * DAY_MS).toISOString().slice(0, 10)}`,
      asked: `action${Math.floor(one / 365)}`,
      ...{ type: "agent", rule: "nothing-allows", times: some(one, 99) + 1 },
    }),
  );
  times(GROUPS, (group) => {
    const name = `Group ${group}`;
    insert("groups", { id: groupIdOf(group), name, search_text: name.toLowerCase(), ...dates(group) });
    insert("resources", {
      resource: `group:${groupIdOf(group)}`,
      type: "group",
      owner: ada,
      state: "active",
      restricted: 0,
    });
  });
  times(PEOPLE, (person) => {
    const groups = new Set([EVERYBODY]);
    for (let one = 0; groups.size < GROUPS_EACH; one++) groups.add(some(person * 7 + one, GROUPS));
    for (const group of groups)
      insert("memberships", { member: personOf(person), group_name: `group:${groupIdOf(group)}` });
  });
  let grant = 1;
  const share = (resource: string, principal: string) => {
    const type = resource.slice(0, resource.indexOf(":"));
    insert("grants", { id: grant, principal, type, resource, allow: '["use","execute"]', deny: "[]", glass: 0 });
    insert("grant_records", { grant_id: grant++, given_by: ada, given_at: at(grant) });
  };
  times(AGENTS, (agent) => {
    const id = idOf("4", agent);
    const name = `Agent ${agent}`;
    const owner = agent % 10 === 0 ? ada : personOf(some(agent, PEOPLE));
    const public_id = `agent_${agent.toString(36).padStart(21, "0")}`;
    insert("agents", {
      ...{ id, public_id, name, instructions: "Answer shortly.", provider: "echo", model: "echo", author: owner },
      ...{ search_text: name.toLowerCase(), ...dates(agent) },
    });
    insert("resources", { resource: `agent:${id}`, type: "agent", owner, state: "active", restricted: 0 });
    times(SHARES_EACH, (one) => {
      const whom = agent * 31 + one;
      share(`agent:${id}`, one === 0 ? `group:${groupIdOf(some(whom, GROUPS))}` : personOf(some(whom, PEOPLE)));
    });
  });
  times(CONVERSATIONS, (conversation) => {
    const id = idOf("5", conversation);
    const account = conversation < OWN_CONVERSATIONS ? ada : personOf(some(conversation, PEOPLE));
    const title = `Conversation ${conversation}`;
    insert("conversations", {
      ...{
        id,
        conversation_id: uuidOf(conversation),
        account,
        title,
        endpoint: "echo",
        search_text: title.toLowerCase(),
      },
      ...dates(conversation),
    });
    insert("resources", {
      resource: `conversation:${id}`,
      type: "conversation",
      owner: account,
      state: "active",
      restricted: 0,
    });
  });
  times(INVITATIONS, (invitation) =>
    insert("invitations", {
      ...{
        id: idOf("6", invitation),
        email: `guest${invitation}@example.com`,
        inviter: ada,
        presets: '{"role":"role:USER","roles":[],"groups":[]}',
      },
      ...{ token_hash: `hash ${invitation}`, expires_at: now + DAY_MS, created_at: at(invitation) },
    }),
  );
  times(LETTERS, (letter) =>
    insert("letters", {
      ...{
        id: idOf("7", letter),
        kind: "invitation",
        recipient: `guest${letter}@example.com`,
        sealed: "x",
        state: "outbox",
      },
      ...{ created_at: at(letter), expires_at: now + 7 * DAY_MS },
    }),
  );
  times(CASES, (one) => {
    const states = {
      state: (["open", "taken", "decided"] as const)[one % 3] ?? "open",
      outcome: one % 3 === 2 ? "acted" : null,
    };
    const about = personOf(some(one, PEOPLE));
    const thing = `agent:${idOf("4", one)}`;
    insert("moderation_cases", {
      id: idOf("8", one),
      thing,
      type: "agent",
      name: `Agent ${one}`,
      about,
      ...states,
      opened_at: at(one),
    });
    insert("reports", {
      ...{ id: idOf("9", one), case_id: idOf("8", one), reporter: personOf(some(~one, PEOPLE)), category: "spam" },
      ...{ words: "Again", excerpt: '{"name":"Agent"}', created_at: at(one) },
    });
  });
  times(OPENINGS, (opening) => {
    const conversation = some(opening, CONVERSATIONS - OWN_CONVERSATIONS) + OWN_CONVERSATIONS;
    const owner = personOf(some(conversation, PEOPLE));
    const opened_at = at(opening);
    insert("openings", {
      ...{
        id: idOf("a", opening),
        resource: `conversation:${idOf("5", conversation)}`,
        owner,
        opened_by: ada,
        grant_id: 0,
      },
      ...{ reason: "A report", opened_at, ends_at: opened_at + DAY_MS },
    });
    insert("opening_owners", { opening_id: idOf("a", opening), owner, opened_at });
  });
  times(LINKS, (link) => {
    const id = idOf("b", link);
    const account = link % 10 === 0 ? ada : personOf(some(link, PEOPLE));
    const title = `Conversation ${link}`;
    insert("shared_links", {
      ...{ id, share_id: `share${link}`, conversation_row: idOf("5", link), conversation_id: uuidOf(link), account },
      ...{ title, search_text: title.toLowerCase(), is_live: 0, ...dates(link) },
    });
  });
  times(ENTRIES, (entry) => {
    const number = entry + 1;
    const segment = Math.floor(entry / SEGMENT) + 1;
    const moment = now - (ENTRIES - entry) * 1_000;
    const actor = entry % 3 === 0 ? ada : personOf(some(entry, PEOPLE));
    const kind = entry % 3 === 0 ? "session-ended" : "sign-in";
    const body = JSON.stringify({
      about: [actor],
      actor,
      at: moment,
      facts: {},
      id: idOf("c", entry),
      kind,
      origin: "api",
    });
    insert("audit_entries", { number, segment, at: moment, body, hash: "0".repeat(64) });
    for (const mark of [`by ${actor}`, `on ${actor}`, `kind ${kind}`, "from api"])
      insert("audit_marks", { mark, at: moment, number });
    if (number % SEGMENT === 0)
      insert("audit_segments", {
        ...{ segment, first: number - SEGMENT + 1, last: number, revision: 0, at: moment, until: moment },
        ...{ root: "0", former: String(segment - 1), head: String(segment), retired: 0 },
      });
  });
  database.exec(`update organizations set next_grant_id = ${grant}`);
  // The state is built from these rows.
  database.exec("delete from snapshot_parts; delete from snapshots");
  database.exec("commit; analyze");
  database.close();
}

function periodsOf(now: number): string[] {
  const day = new Date(now).toISOString().slice(0, 10);
  const monday = new Date(now - ((new Date(now).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  return [`d${day}`, `w${monday}`, `m${day.slice(0, 8)}01`];
}

/** 24 hexadecimal digits, in no order; `kind` keeps the things apart. */
const idOf = (kind: string, index: number) =>
  kind + mixed(index).toString(16).padStart(8, "0") + mixed(~index).toString(16).padStart(15, "0");
const uuidOf = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;

const NAMES = [
  "Ada",
  "Ben",
  "Cy",
  "Dora",
  "Eli",
  "Fay",
  "Gus",
  "Hal",
  "Ida",
  "Jo",
  "Kim",
  "Lea",
  "Max",
  "Nia",
  "Oz",
  "Pia",
];
