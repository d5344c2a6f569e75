import { isJsonObject, type Json, type JsonObject } from "../../config/index.ts";
import { BASE } from "../../settings/overrides/merge.ts";
import { faultsIn, whyNotPath } from "../../settings/overrides/overridable.ts";
import { datesOf, fieldsOf, idOf, numberOf, plain, shown, textsOf, wholeOf } from "./fields.ts";
import type { Finding, Kind, Known } from "./kind.ts";
import { isRoleName, roleOf } from "./roleName.ts";

/** What there is already, as `role USER`. */
type Taken = ReadonlySet<string>;
type PrincipalType = "role" | "group" | "user";

/** What of the configuration is otherwise for a role, a group or a person; what cannot be said here is left out, path by path. */
export const overrides: Kind<Taken> = {
  collection: "configs",

  async lookUp(db, _documents, { organization }) {
    const rows = await db
      .selectFrom("config_overrides")
      .select(["principal_type", "principal_id"])
      .where("organization_id", "=", organization)
      .execute();
    return new Set(rows.map((row) => `${row.principal_type} ${row.principal_id}`));
  },

  translate(document, known, taken) {
    const findings: Finding[] = [];
    const nothing = (code: string, found: unknown) => ({
      rows: {},
      changes: [],
      findings: [{ code, field: "principalId", found: shown(found), done: "left out" }],
    });
    const whose = whoseIs(document.principalType, document.principalId, known);
    if (whose === null) return nothing("principal-missing", document.principalId);
    if (taken.has(`${whose.type} ${whose.id}`)) return nothing("already-here", document.principalId);
    const tree = fitting(plain(fieldsOf(document.overrides) ?? {}), findings);
    const tombstones = textsOf(document.tombstones).filter((path) => {
      const why = whyNotPath(path);
      if (why !== null)
        findings.push({
          code: "setting-not-here",
          field: `tombstones.${path}`,
          found: shown(path),
          done: `left out: ${why}`,
        });
      return why === null;
    });
    return {
      is: JSON.stringify([whose.type, whose.id]),
      rows: {
        config_overrides: [
          {
            ...{ principal_type: whose.type, principal_id: whose.id, priority: numberOf(document.priority) ?? 10 },
            ...{ overrides: JSON.stringify(tree), tombstones: JSON.stringify([...new Set(tombstones)].sort()) },
            is_active: document.isActive === false ? 0 : 1,
            config_version: wholeOf(document.configVersion) ?? 1,
            changed_by: "system:migration",
            ...datesOf(document, known.now),
          },
        ],
      },
      changes: [],
      findings,
    };
  },

  async remove(tx, organization, _ids, is) {
    for (const whose of is.values()) {
      const [type, id] = JSON.parse(whose) as [PrincipalType, string];
      await tx
        .deleteFrom("config_overrides")
        .where("organization_id", "=", organization)
        .where("principal_type", "=", type)
        .where("principal_id", "=", id)
        .execute();
    }
  },
};

function whoseIs(type: unknown, id: unknown, known: Known): { type: PrincipalType; id: string } | null {
  if (type === "role" && id === BASE) return { type, id: BASE };
  if (type === "user") {
    const account = known.account(id);
    return account === null ? null : { type, id: account.slice("user:".length) };
  }
  const name = type === "group" ? `group:${idOf(id)}` : type === "role" && isRoleName(id) ? roleOf(id) : "";
  if (!known.has(name) || (type !== "group" && type !== "role")) return null;
  return { type, id: name.slice(name.indexOf(":") + 1) };
}

/** Without what cannot be overridden here: the smallest part of the tree that is at fault goes. */
function fitting(value: unknown, findings: Finding[]): JsonObject {
  let tree: JsonObject = isJsonObject(value as Json) ? (value as JsonObject) : {};
  for (let faults = faultsIn(tree); faults.length > 0; faults = faultsIn(tree)) {
    const before = JSON.stringify(tree);
    for (const { path, why } of faults) {
      findings.push({
        code: "setting-not-here",
        field: `overrides.${path}`,
        found: shown(path),
        done: `left out: ${why}`,
      });
      tree = without(tree, path);
    }
    // A fault that names no part of it: nothing of it can be kept.
    if (JSON.stringify(tree) === before) return {};
  }
  return tree;
}

function without(tree: JsonObject, path: string): JsonObject {
  const [first = "", ...rest] = path.split(".");
  const { [first]: inner, ...others } = tree;
  if (inner === undefined) return tree;
  if (rest.length === 0 || !isJsonObject(inner)) return others;
  const left = without(inner, rest.join("."));
  return Object.keys(left).length > 0 ? { ...others, [first]: left } : others;
}
