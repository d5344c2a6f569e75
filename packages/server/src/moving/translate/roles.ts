import { defaultCustomRank, featureCatalogue } from "@gatehouse/engine";
import { datesOf, fieldsOf, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Wished } from "./kind.ts";
import { calledHere, isBuiltIn, isRoleName, roleOf, textOfRole } from "./roleName.ts";

/** Features that roles have here, as `role:USER AGENTS.USE`. */
type Had = ReadonlySet<string>;

/**
 * Roles, and what they switch on. A role of LibreChat's that we have too has afterwards what it had there; what its document does not name stays
 * as it is (LibreChat completes ADMIN and USER at each start). Of another role, what is not named is off, as there.
 */
export const roles: Kind<Had> = {
  collection: "roles",

  async lookUp(db, documents, { organization }) {
    const names = documents.flatMap(({ name }) => (isRoleName(name) ? [roleOf(name)] : []));
    if (names.length === 0) return new Set();
    const rows = await db
      .selectFrom("role_features")
      .select(["role", "feature"])
      .where("organization_id", "=", organization)
      .where("role", "in", names)
      .execute();
    return new Set(rows.map(({ role, feature }) => `${role} ${feature}`));
  },

  translate(document, known, had) {
    const { name } = document;
    if (!isRoleName(name))
      return {
        rows: {},
        changes: [],
        findings: [{ code: "role-unnamed", field: "name", found: shown(name), done: "left out" }],
      };
    const role = roleOf(name);
    const findings: Finding[] = [];
    if (calledHere(name) !== name)
      findings.push({
        code: "role-renamed",
        field: "name",
        found: shown(name),
        done: `it is \`${role.slice("role:".length)}\` here: a role of that name is staff of Gatehouse`,
      });
    const isNew = !known.has(role);
    const changes: Wished[] = isNew ? [{ kind: "role-set", role, rank: defaultCustomRank }] : [];
    const said = permissionsIn(document, findings);
    for (const [feature, on] of said)
      if (on !== had.has(`${role} ${feature}`)) changes.push({ kind: "feature-set", role, feature, on });
    const isTold = isNew && !isBuiltIn(role);
    return {
      ...(isTold && { is: role }),
      rows: isTold
        ? { role_texts: [textOfRole(name, datesOf(document, known.now), textOf(document.description))] }
        : {},
      changes,
      findings,
    };
  },

  async remove(tx, organization, _ids, is) {
    await inPieces([...is.values()], async (some) => {
      await tx.deleteFrom("role_texts").where("organization_id", "=", organization).where("role", "in", some).execute();
    });
  },
};

/** What a document says of the features that there are; the oldest ones have their blocks beside the name. */
function permissionsIn(document: Readonly<Record<string, unknown>>, findings: Finding[]): Map<string, boolean> {
  const blocks = { ...document, ...fieldsOf(document.permissions) };
  const said = new Map<string, boolean>();
  for (const [type, permissions] of Object.entries(featureCatalogue)) {
    const block = fieldsOf(blocks[type]);
    if (!block) continue;
    for (const permission of permissions)
      if (block[permission] !== undefined) said.set(`${type}.${permission}`, block[permission] === true);
    // The former name of SHARE, which LibreChat puts in its place at a start.
    if (block.SHARED_GLOBAL !== undefined && block.SHARE === undefined && permissions.includes("SHARE"))
      said.set(`${type}.SHARE`, block.SHARED_GLOBAL === true);
  }
  for (const type of Object.keys(fieldsOf(document.permissions) ?? {}))
    if (!Object.hasOwn(featureCatalogue, type))
      findings.push({ code: "feature-unknown", field: `permissions.${type}`, found: shown(type), done: "left out" });
  return said;
}
