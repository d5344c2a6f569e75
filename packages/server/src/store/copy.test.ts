import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  BackupInvalid,
  backup,
  copyDatabase,
  newId,
  restore,
  type Store,
  TargetNotEmpty,
  verifyLog,
  verifyTables,
} from "./index.ts";
import { columnsOf, sumOf, tableNames } from "./table-rows.ts";
import { type EmptyDatabase, emptyPostgres, emptySqlite, onEveryDatabase } from "./testing/databases.ts";
import { historysEnd } from "./testing/history.ts";
import { organizationWithHistory, writeChanges } from "./testing/organizations.ts";

/** Two organizations, and at least a row in each table that is not of the permission state. */
async function fullStore(store: Store): Promise<string[]> {
  const organizations = [await organizationWithHistory(store, "one"), await organizationWithHistory(store, "two")];
  const [organization_id = ""] = organizations;
  const times = { created_at: 1, updated_at: 2 };
  await store.saveSnapshot(organization_id, 6, new Uint8Array(randomBytes(1_500_000)));
  await store.transact(async (tx) => {
    const scope = { organization_id };
    await tx
      .insertInto("users")
      .values({ ...scope, id: "1", email: "ada@example.org", name: "Ada\u2028 🔥 'x'\n", ...times })
      .execute();
    await tx
      .insertInto("services")
      .values({ ...scope, id: "2", name: "CRM", created_by: "user:1", ...times })
      .execute();
    await tx
      .insertInto("api_keys")
      .values({
        ...scope,
        ...times,
        id: "2k",
        account: "service:2",
        name: "CRM, nightly",
        prefix: "sk-01234",
        key_hash: "k",
        former_hash: "f",
        former_until: 8,
        scope: "{}",
        addresses: '["203.0.113.0/24"]',
        made_by: "user:1",
      })
      .execute();
    await tx
      .insertInto("rate_limits")
      .values({
        ...scope,
        ...times,
        id: "2l",
        principal: "everyone",
        tokens: 9_000,
        concurrent: 4,
        window_ms: 60_000,
        made_by: "user:1",
      })
      .execute();
    await tx
      .insertInto("left_things")
      .values({ ...scope, resource: "agent:2" })
      .execute();
    await tx
      .insertInto("groups")
      .values({ ...scope, id: "3", name: "Engineering", made_by: "1", ends_at: 7, ...times })
      .execute();
    await tx
      .insertInto("role_texts")
      .values({ ...scope, role: "role:USER", name: "USER", ...times })
      .execute();
    await tx
      .insertInto("sessions")
      .values({
        ...scope,
        id: "4",
        account: "user:1",
        refresh_hash: "h",
        expires_at: 9,
        created_at: 1,
        last_seen_at: 1,
      })
      .execute();
    const letter = { kind: "reset-password", account: "user:1" } as const;
    await tx
      .insertInto("letters")
      .values({
        ...scope,
        ...letter,
        id: "1",
        recipient: "ada@example.org",
        sealed: "s",
        state: "outbox",
        created_at: 1,
        expires_at: 9,
      })
      .execute();
    await tx
      .insertInto("letter_readings")
      .values({ ...scope, ...letter, letter_id: "1", read_at: 2, actor: "cli:ada" })
      .execute();
    await tx
      .insertInto("link_tokens")
      .values({
        ...scope,
        token_hash: "t",
        purpose: "reset",
        account: "user:1",
        email: "a@b.org",
        created_at: 1,
        expires_at: 9,
      })
      .execute();
    const factor = { ...scope, account: "user:1", state: "on" } as const;
    await tx
      .insertInto("second_factors")
      .values({ ...factor, sealed: "s", last_step: 3, created_at: 1 })
      .execute();
    await tx
      .insertInto("backup_codes")
      .values({ ...factor, code_hash: "h" })
      .execute();
    await tx
      .insertInto("violations")
      .values({ ...scope, subject: "user:1", type: "message_limit", score: 3, times: 3, last_at: 5 })
      .execute();
    await tx
      .insertInto("address_bans")
      .values({
        ...scope,
        id: "9",
        address: "203.0.113.7",
        first_key: "a",
        last_key: "a",
        reason: "Floods",
        banned_by: "user:1",
        created_at: 5,
      })
      .execute();
    await tx
      .insertInto("data_exports")
      .values({ ...scope, account: "user:1", session_id: "1", token_hash: "e", created_at: 1, expires_at: 9 })
      .execute();
    await tx
      .insertInto("invitations")
      .values({
        ...scope,
        id: "1",
        email: "cy@example.org",
        inviter: "user:1",
        presets: "{}",
        token_hash: "i",
        created_at: 1,
        expires_at: 9,
      })
      .execute();
    await tx
      .insertInto("agents")
      .values({
        ...scope,
        id: "5",
        public_id: "agent_5",
        provider: "echo",
        author: "user:1",
        instructions: "",
        ...times,
      })
      .execute();
    await tx
      .insertInto("agent_versions")
      .values({ ...scope, agent_id: "5", version_index: 0, snapshot: '{"a":1}', created_by: "user:1", created_at: 1 })
      .execute();
    await tx
      .insertInto("conversations")
      .values({ ...scope, id: "6", conversation_id: "c-6", account: "user:1", endpoint: "agents", ...times })
      .execute();
    const file = {
      filename: "brief.txt",
      type: "text/plain",
      bytes: 5_000_000_000,
      sha256: "0f",
      conversation_id: "6",
      usage: 2,
      context: "agents" as const,
      expires_at: 9,
    };
    await tx
      .insertInto("files")
      .values({ ...scope, id: "10", file_id: "f-10", account: "user:1", ...file, ...times })
      .execute();
    await tx
      .insertInto("bookmarks")
      .values({ ...scope, id: "9", account: "user:1", tag: "Ä/1", position: 1, ...times })
      .execute();
    await tx
      .insertInto("bookmarked_conversations")
      .values({ ...scope, bookmark_id: "9", conversation_id: "6" })
      .execute();
    await tx
      .insertInto("presets")
      .values({
        ...scope,
        id: "12",
        account: "user:1",
        preset_id: "p-12",
        fields: '{"title":"Ä"}',
        position: 1,
        ...times,
      })
      .execute();
    await tx
      .insertInto("avatars")
      .values({ ...scope, id: "13", picture_of: "user:1", type: "image/png", bytes: 68, created_at: 1 })
      .execute();
    const link = { share_id: "s-11", conversation_row: "6", conversation_id: "c-6", account: "user:1", title: "Ä" };
    await tx
      .insertInto("shared_links")
      .values({ ...scope, id: "11", ...link, is_live: 0, ...times })
      .execute();
    await tx
      .insertInto("shared_link_contents")
      .values({ ...scope, link_id: "11", bytes: new Uint8Array([31, 139, 0, 255]) })
      .execute();
    await tx
      .insertInto("shared_link_openers")
      .values({ ...scope, link_id: "11", opener: "visitor", first_at: 1, last_at: 2, times: 3 })
      .execute();
    await tx
      .insertInto("shared_link_days")
      .values({ ...scope, link_id: "11", day: "2026-11-29", times: 3 })
      .execute();
    const asked = { named: "agent:a", resource: null, action: "use", allow: '["use"]', was_known: 0 as const };
    await tx
      .insertInto("access_requests")
      .values({ ...scope, id: "12", requester: "user:1", ...asked, created_at: 1, ends_at: 2 })
      .execute();
    const glass = { resource: "file:f", owner: "user:1", opened_by: "user:2", grant_id: 7, reason: "a report" };
    await tx
      .insertInto("openings")
      .values({ ...scope, id: "13", ...glass, opened_at: 1, ends_at: 2, closed_at: null })
      .execute();
    await tx
      .insertInto("opening_owners")
      .values({ ...scope, opening_id: "13", owner: "user:1", opened_at: 1, seen: 1 })
      .execute();
    const review = { name: "All", scope: "{}", made_by: "user:1", remind_days: "[]", undecided: "leave" } as const;
    await tx
      .insertInto("reviews")
      .values({
        ...scope,
        ...review,
        id: "14",
        opened_by: "user:3",
        next_by: "user:4",
        series_id: "14",
        decided_by_owners: 0,
        state: "open",
        opened_at: 1,
        due_at: 9,
        closes_when_due: 1,
        lines: 1,
        is_cut: 0,
      })
      .execute();
    await tx
      .insertInto("review_reviewers")
      .values({ ...scope, review_id: "14", principal: "user:2" })
      .execute();
    const seen = { grant_id: 7, resource: "file:f", principal: "user:2", owner: "user:1", evidence: "{}" };
    await tx
      .insertInto("review_lines")
      .values({ ...scope, ...seen, review_id: "14", number: 1 })
      .execute();
    const paid = { answers: 5, untold: 6, cost: 7_000_000_000, cost_assumed: 8 };
    const counts = { conversations: 1, messages: 2, tokens_in: 3, tokens_out: 4, ...paid };
    await tx
      .insertInto("usage_periods")
      .values({ ...scope, ...counts, period: "d2026-11-30", account: "user:1", last_at: 5 })
      .execute();
    await tx
      .insertInto("usage_totals")
      .values({ ...scope, ...counts, period: "d2026-11-29", active: 1 })
      .execute();
    await tx
      .insertInto("usage_things")
      .values({ ...scope, ...counts, period: "d2026-11-30", thing: "model:echo", account: "user:1" })
      .execute();
    await tx
      .insertInto("refusal_counts")
      .values({ ...scope, period: "d2026-11-30", asked: "use", type: "agent", rule: "denied", times: 9 })
      .execute();
    await tx
      .insertInto("moves")
      .values({
        ...{ ...scope, id: "30", source: "dump \u2028", tenant: "acme", state: "running", place: "null", counts: "{}" },
        ...{ batches: 3, started_at: 1, ended_at: null, what: "agent-permissions" },
      })
      .execute();
    await tx
      .insertInto("moved_batches")
      .values({ ...scope, move_id: "30", number: 3, collection: "users", revision: null })
      .execute();
    await tx
      .insertInto("moved_documents")
      .values({
        ...{ ...scope, collection: "users", document_id: "31", digest: "d", made: "user:1", move_id: "30", batch: 3 },
      })
      .execute();
    await tx
      .insertInto("ledger_balances")
      .values({ ...scope, account: "user:1", available: 6_000_000_000, held: 1, spent: 2, issued: -6_000_000_003 })
      .execute();
    const moved = { debited: "available", credited: "held", amount: 1, actor: "user:1", reservation: "r" } as const;
    await tx
      .insertInto("ledger_entries")
      .values({ ...scope, ...moved, account: "user:1", number: 1, at: 1, kind: "reserved" })
      .execute();
    await tx
      .insertInto("ledger_reservations")
      .values({ ...scope, account: "user:1", id: "r", amount: 1, budget_held: 1, expires_at: 9, groups_written: 3 })
      .execute();
    const budget = { whose: "own", amount: 9_000_000_000, period: "week", set_by: "user:1", set_at: 1 } as const;
    await tx
      .insertInto("ledger_budgets")
      .values({ ...scope, ...budget, principal: "user:1" })
      .execute();
    await tx
      .insertInto("ledger_budget_uses")
      .values({ ...scope, principal: "user:1", period: "w2026-11-30", held: 1, spent: 2 })
      .execute();
    await tx
      .insertInto("spending_warnings")
      .values({
        ...{ ...scope, principal: "user:1", whose: "balance", period: "all", account: "user:1" },
        ...{ amount: 10, spent: 9, every: "none", warned_at: 1 },
      })
      .execute();
    const messages = Array.from({ length: 450 }, (_, index) => ({
      ...scope,
      id: newId(),
      message_id: `m-${index}`,
      conversation_id: "c-6",
      account: "user:1",
      is_created_by_user: 1 as const,
      text: `${index}`,
      ...times,
    }));
    await tx.insertInto("messages").values(messages).execute();
    const [withheld] = messages;
    await tx
      .insertInto("withheld_messages")
      .values({ ...scope, message_row: withheld?.id ?? "", said: "{}", withheld_at: 1 })
      .execute();
    const moderated = { ...scope, thing: "agent:1", name: "Brief", about: "user:1" };
    await tx
      .insertInto("moderation_cases")
      .values({ ...moderated, id: "14", type: "agent", state: "decided", outcome: "acted", opened_at: 1 })
      .execute();
    const report = { reporter: "user:2", category: "spam", words: "\u2028", excerpt: "{}" };
    await tx
      .insertInto("reports")
      .values({ ...scope, id: "15", case_id: "14", ...report, created_at: 1 })
      .execute();
    const decision = { kind: "hide", reason: "Spam", decided_by: "user:3", state: "in-force" } as const;
    await tx
      .insertInto("moderation_decisions")
      .values({ ...moderated, id: "16", case_id: "14", ...decision, decided_at: 2 })
      .execute();
    await tx
      .insertInto("tool_calls")
      .values({
        ...scope,
        id: "12",
        account: "user:1",
        conversation_id: "c-6",
        message_id: "m-7",
        function_name: "getWeather_action_Ab12",
        block_index: 3,
        result: "Fine \u2028",
        created_at: 1,
      })
      .execute();
    await tx
      .insertInto("favorites")
      .values({ ...scope, account: "user:1", position: 0, favorite: "{}" })
      .execute();
    await tx
      .insertInto("prompt_groups")
      .values({ ...scope, id: "7", name: "Brief", production_id: "8", author: "user:1", ...times })
      .execute();
    await tx
      .insertInto("prompts")
      .values({
        ...scope,
        id: "8",
        group_id: "7",
        version_index: 0,
        prompt: "\ufeff{{name}}\r\n",
        type: "text",
        author: "user:1",
        created_at: 1,
      })
      .execute();
    await tx
      .insertInto("projects")
      .values({ ...scope, id: "9", name: "Launch", author: "user:1", ...times })
      .execute();
    await tx
      .insertInto("tools")
      .values({
        ...scope,
        id: "10",
        name: "Weather",
        origin: "https://api.example.org",
        auth: "{}",
        spec: "{}",
        operations: "[]",
        functions: "[]",
        author: "user:1",
        ...times,
      })
      .execute();
    await tx
      .insertInto("endpoints")
      .values({
        ...scope,
        id: "11",
        name: "Lab",
        base_url: "https://models.example.org/v1",
        models: "[]",
        author: "user:1",
        changed_by: "user:1",
        ...times,
      })
      .execute();
    await tx
      .insertInto("registered_resources")
      .values({ ...scope, resource: "ticket:1", registered_by: "service:2", ...times })
      .execute();
    await tx
      .insertInto("audit_events")
      .values({ ...scope, id: "1", at: 1, kind: "sign-in", actor: "user:1", about: "[]", facts: "{}" })
      .execute();
    await tx
      .insertInto("audit_entries")
      .values({ ...scope, number: 1, segment: 1, at: 1, body: "{}", hash: "h" })
      .execute();
    await tx
      .insertInto("audit_marks")
      .values({ ...scope, mark: "by user:1", at: 1, number: 1 })
      .execute();
    const numbers = { segment: 1, first: 1, last: 1, revision: 0, at: 1, until: 1, retired: 0 } as const;
    await tx
      .insertInto("audit_segments")
      .values({ ...scope, ...numbers, root: "r", former: "f", head: "h" })
      .execute();
    await tx
      .insertInto("audit_erasures")
      .values({ ...scope, account: "user:1", asked_at: 1, asked: "{}" })
      .execute();
    await tx
      .insertInto("stored_settings")
      .values({ key: "APP_TITLE", value: "Acme", changed_by: "user:1", changed_at: 1 })
      .execute();
    await tx
      .insertInto("config_overrides")
      .values({
        ...scope,
        principal_type: "role",
        principal_id: "USER",
        priority: 10,
        overrides: "{}",
        tombstones: "[]",
        changed_by: "user:1",
        ...times,
      })
      .execute();
    await tx.insertInto("config_heads").values({ name: "settings", version: 1 }).execute();
    await tx.insertInto("installation").values({ key: "secret", value: "s3cret", updated_at: 1 }).execute();
    await tx.insertInto("setup_codes").values({ code_hash: "x", created_at: 1 }).execute();
    const known = { account: "user:1", provider: "openid", issuer: "https://id.example.org", subject: "ada" };
    await tx
      .insertInto("identities")
      .values({ ...scope, id: "7", ...known, linked_at: 1, last_used_at: 2 })
      .execute();
    await tx.insertInto("panel_codes").values({ code_hash: "c", challenge: "d", sealed: "e", expires_at: 1 }).execute();
    await tx.insertInto("spent_sign_ins").values({ id: "spent", expires_at: 1 }).execute();
  });
  return organizations;
}

async function sums(store: Store): Promise<Record<string, string>> {
  const columns = await columnsOf(store.db);
  const all: Record<string, string> = {};
  for (const table of tableNames) all[table] = await sumOf(store.db, table, columns.get(table) ?? []);
  return all;
}

async function expectSame(from: Store, to: Store, organizations: string[]): Promise<void> {
  const copied = await sums(to);
  expect(copied).toEqual(await sums(from));
  // Every table has a row: nothing is equal because it is empty.
  expect(Object.entries(copied).filter(([, sum]) => sum.startsWith("0:"))).toEqual([]);
  for (const organization of organizations) {
    expect((await to.loadState(organization)).changes).toEqual(historysEnd);
    expect(await verifyLog(to, organization)).toMatchObject({ problems: [] });
    expect(await verifyTables(to, organization)).toMatchObject({ problems: [] });
    expect(await writeChanges(to, organization, [{ kind: "role-set", role: "role:AFTER", rank: 1 }])).toBe(7);
  }
}

const server = process.env.TEST_DATABASE_URL;
const kinds: [string, () => Promise<EmptyDatabase>, () => Promise<EmptyDatabase>][] = [
  ["SQLite to SQLite", emptySqlite, emptySqlite],
];
if (server !== undefined) {
  const postgres = () => emptyPostgres(server);
  kinds.push(["SQLite to PostgreSQL", emptySqlite, postgres], ["PostgreSQL to SQLite", postgres, emptySqlite]);
}

describe.each(kinds)("from %s", (_, makeFrom, makeTo) => {
  test("a copy has every row of every table, and goes on where the original was", async () => {
    const [from, to] = [await makeFrom(), await makeTo()];
    const [original, copy] = [await from.open(), await to.open()];
    const organizations = await fullStore(original);
    const progress = new Map<string, number>();
    const counts = await copyDatabase(original, copy, ({ table, rows }) => progress.set(table, rows));
    expect(counts).toMatchObject({ organizations: 2, messages: 450, snapshot_parts: 2 });
    expect(Object.fromEntries(progress)).toEqual(counts);
    await expectSame(original, copy, organizations);
    await from.remove();
    await to.remove();
  });

  test("a backup of the one is restored into the other", async () => {
    const [from, to, files] = [await makeFrom(), await makeTo(), await emptySqlite()];
    const [original, restored] = [await from.open(), await to.open()];
    const organizations = await fullStore(original);
    const file = join(files.options.dataDir, "backup.jsonl.gz");
    const rows = await backup(original, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await restore(restored, file)).toBe(rows);
    await expectSame(original, restored, organizations);
    for (const database of [from, to, files]) await database.remove();
  });
});

onEveryDatabase("copies and backups", (given) => {
  test("a target that has a row of anything is refused, and nothing is written", async () => {
    const [from, to] = [await emptySqlite(), await given()];
    const [original, target] = [await from.open(), await to.open()];
    await organizationWithHistory(original);
    await target.transact((tx) => tx.insertInto("setup_codes").values({ code_hash: "x", created_at: 1 }).execute());
    const file = join(from.options.dataDir, "backup");
    await backup(original, file);
    await expect(copyDatabase(original, target)).rejects.toThrow(TargetNotEmpty);
    await expect(restore(target, file)).rejects.toThrow(TargetNotEmpty);
    expect(await target.db.selectFrom("organizations").select("id").execute()).toEqual([]);
    await from.remove();
  });

  test("a copy is of one moment, while writes go on", async () => {
    const [from, to] = [await given(), await emptySqlite()];
    const [original, copy] = [await from.open(), await to.open()];
    const organization = await organizationWithHistory(original);
    let begun = false;
    await copyDatabase(original, copy, async () => {
      if (begun) return;
      begun = true;
      await writeChanges(original, organization, [{ kind: "role-set", role: "role:LATE", rank: 1 }]);
    });
    await expect.poll(() => original.head(organization)).toBe(7);
    expect(await copy.loadState(organization)).toEqual({ revision: 6, changes: historysEnd });
    await to.remove();
  });

  test("a backup does not replace a file", async () => {
    const store = await (await given()).open();
    const files = await emptySqlite();
    const file = join(files.options.dataDir, "backup");
    writeFileSync(file, "precious");
    await expect(backup(store, file)).rejects.toMatchObject({ code: "backup-exists" });
    expect(readFileSync(file, "utf8")).toBe("precious");
    await files.remove();
  });

  const lines = (edit: (lines: string[]) => string[]) => (file: Buffer) =>
    gzipSync(`${edit(gunzipSync(file).toString().trimEnd().split("\n")).join("\n")}\n`);
  const damages: [string, (file: Buffer) => Buffer, RegExp][] = [
    ["cut off in the middle", (file) => file.subarray(0, file.length / 2), /cut off/],
    ["cut off at a line", lines((all) => all.slice(0, -5)), /not whole/],
    ["with a word changed", lines((all) => all.map((line) => line.replace("user:ben", "user:eve"))), /checksum/],
    ["with a row taken out", lines((all) => all.filter((line) => !line.includes("role:CLERK"))), /checksum/],
    ["with a row added after its end", lines((all) => [...all, "[1]"]), /after its end/],
    [
      "of another version",
      lines(([header = "", ...rest]) => [header.replace(/"schema":"[^"]*"/, '"schema":"0001-x"'), ...rest]),
      /another version.*0001-x/,
    ],
    [
      "with a table that is not there",
      lines((all) => all.map((line) => line.replace('"table":"roles"', '"table":"pg_authid"'))),
      /does not have/,
    ],
    [
      "with columns that are not there",
      lines((all) => all.map((line) => line.replace('"rank"', '"rank; drop table users"'))),
      /does not have/,
    ],
    ["that is no backup", () => gzipSync('{"hello":1}\n'), /no backup of Gatehouse/],
    ["that is no JSON", () => gzipSync("hello\n"), /no JSON/],
    ["that is empty", () => gzipSync(""), /not whole/],
    ["that is not packed", () => Buffer.from("hello"), /no backup/],
  ];
  test.each(damages)("a backup %s is refused whole", async (_, damage, words) => {
    const [from, to] = [await emptySqlite(), await given()];
    const original = await from.open();
    await organizationWithHistory(original);
    const file = join(from.options.dataDir, "backup");
    await backup(original, file);
    writeFileSync(file, damage(readFileSync(file)));
    const target = await to.open();
    const restoring = restore(target, file);
    await expect(restoring).rejects.toThrow(BackupInvalid);
    await expect(restoring).rejects.toThrow(words);
    expect(await target.db.selectFrom("organizations").select("id").execute()).toEqual([]);
    await from.remove();
  });
});
