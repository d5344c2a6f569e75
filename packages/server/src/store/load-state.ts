import type { Change, LinkTarget, TypeDefinition } from "@gatehouse/engine";
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Database } from "./dialects/database.ts";
import { head } from "./log.ts";
import { afterKey, pagesOf } from "./pages.ts";
import { type StateTable, tableKeys } from "./table-keys.ts";
import type { Tables } from "./tables.ts";
import type { Tx } from "./transactions.ts";

/**
 * Reads the permission state from its tables, as the changes that build it in an empty engine: what is named comes before
 * what names it, and rows are in the order of their keys, so that equal states give equal changes.
 * @param take gets at most a few thousand changes at a time; a change is never split. The tables are read in one
 *   unchanging view, while writes go on.
 * @returns the revision of that view
 * @throws {UnknownOrganization}
 */
export function streamState(
  database: Database,
  organization: string,
  take: (changes: Change[]) => void | Promise<void>,
): Promise<number> {
  return database.readConsistently(async (db) => {
    const revision = await head(db, organization);
    for (const phase of phases) {
      for await (const changes of phase(db, organization)) if (changes.length > 0) await take(changes);
    }
    return revision;
  });
}

type Phase = (db: Tx, organization: string) => AsyncIterable<Change[]>;

const phases: readonly Phase[] = [
  phase("resource_types", ({ definition }) => [{ kind: "type-set", type: typeDefinition(definition) }]),
  phase("organization_flags", () => [{ kind: "public-links-set", allowed: true }]),
  phase("ceilings", ({ feature }) => [{ kind: "ceiling-set", feature, down: true }]),
  phase("roles", ({ role, rank }) => [{ kind: "role-set", role, rank }]),
  phase("role_features", ({ role, feature }) => [{ kind: "feature-set", role, feature, on: true }]),
  phase("accounts", accountChanges),
  // A link names a conversation: the links come when everything else is there.
  phase("resources", (row) => (row.link_conversation === null ? resourceChanges(row) : [])),
  phase("resources", (row) => (row.link_conversation === null ? [] : resourceChanges(row))),
  phase("parents", ({ resource, parent }) => [{ kind: "parent-added", resource, parent }]),
  phase("memberships", ({ member, group_name, expires_at }) => [
    { kind: "membership-set", member, group: group_name, expiresAt: expires_at },
  ]),
  phase("group_marks", ({ group_name }) => [{ kind: "group-marked", group: group_name, organizationWide: true }]),
  phase("role_holdings", ({ holder, role, expires_at }) => [
    { kind: "role-given", holder, role, expiresAt: expires_at },
  ]),
  phase("capabilities", ({ principal, capability, scope, expires_at }) => [
    { kind: "capability-set", principal, capability, scope: scope === "" ? null : scope, expiresAt: expires_at },
  ]),
  phase("attachments", ({ agent, thing, mode, attached_by }) => [
    { kind: "attachment-set", agent, thing, mode, attachedBy: attached_by },
  ]),
  phase("grants", (row) => [
    {
      kind: "grant-set",
      grant: {
        id: row.id,
        principal: row.principal,
        resource: row.resource,
        allow: actions(row.allow),
        deny: actions(row.deny),
        expiresAt: row.expires_at,
        condition: row.condition,
        ...(row.glass === 1 ? { glass: true } : {}),
      },
    },
  ]),
];

/** One table, page by page, each row as the changes that make it. */
function phase<T extends StateTable>(table: T, changesOf: (row: Selectable<Tables[T]>) => Change[]): Phase {
  const key: readonly string[] = tableKeys[table].slice(1);
  const order = sql.join(key.map((column) => sql.ref(column)));
  return async function* (db, organization) {
    const pages = pagesOf<Selectable<Tables[T]>>(async (after, limit) => {
      const { rows } = await sql<Selectable<Tables[T]>>`
        select * from ${sql.table(table)} where organization_id = ${organization} and ${afterKey(key, after)}
        order by ${order} limit ${limit}`.execute(db);
      return rows;
    });
    for await (const rows of pages) yield rows.flatMap(changesOf);
  };
}

function accountChanges(row: Selectable<Tables["accounts"]>): Change[] {
  const { account, status, primary_role } = row;
  const added: Change =
    primary_role === null
      ? { kind: "service-added", service: account, status }
      : { kind: "user-added", user: account, role: primary_role, status };
  return row.banned === 1 ? [added, { kind: "ban-set", account, until: row.banned_until }] : [added];
}

function resourceChanges(row: Selectable<Tables["resources"]>): Change[] {
  const { resource, owner, state } = row;
  const link: LinkTarget | undefined =
    row.link_conversation === null || row.link_maker === null
      ? undefined
      : { conversation: row.link_conversation, live: row.link_live === 1, maker: row.link_maker };
  const added: Change = { kind: "resource-added", resource, owner, state, ...(link === undefined ? {} : { link }) };
  return row.restricted === 1 ? [added, { kind: "restricted-set", resource, restricted: true }] : [added];
}

function typeDefinition(text: string): TypeDefinition {
  const definition: TypeDefinition = JSON.parse(text);
  return definition;
}

function actions(text: string): string[] {
  const names: string[] = JSON.parse(text);
  return names;
}
