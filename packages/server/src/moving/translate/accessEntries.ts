import { type TypeDefinition, workspaceTypes } from "@gatehouse/engine";
import type { Document } from "../source/index.ts";
import { ALL_BITS, actionsOfBits } from "./actionsOfBits.ts";
import { idOf, momentOf, numberOf, shown } from "./fields.ts";
import type { Finding, Kind, Known, Translated } from "./kind.ts";
import { isRoleName, roleOf } from "./roleName.ts";

/** Our types for LibreChat's; its others are not here. */
const typeNames: Readonly<Record<string, string>> = { agent: "agent", promptGroup: "prompt", sharedLink: "sharedLink" };
const types: ReadonlyMap<string, TypeDefinition> = new Map(workspaceTypes.map((type) => [type.name, type]));

/** Where a document does not say. */
const VIEW = 1;

/** Who has what of a thing. What the owner holds already is not given besides. */
export const accessEntries: Kind = {
  collection: "aclentries",

  translate(document, known) {
    const { resourceType } = document;
    const type = types.get(
      Object.hasOwn(typeNames, String(resourceType)) ? (typeNames[String(resourceType)] ?? "") : "",
    );
    if (!type) return leftOut("type-not-here", "resourceType", resourceType);
    const id = idOf(document.resourceId);
    const resource = `${type.name}:${id}`;
    const owner = id === null ? null : known.ownerOf(resource);
    if (owner === null) return leftOut("resource-missing", "resourceId", document.resourceId);
    const principal = principalIn(document, type, known);
    if (principal === null)
      return leftOut("principal-missing", "principalId", document.principalId ?? document.principalType);

    const findings: Finding[] = [];
    const allow = actionsIn(document, type, findings);
    if (allow.length === 0) return { rows: {}, changes: [], findings };
    const ends = momentOf(document.expiredAt);
    if (ends !== null && ends <= known.now)
      return leftOut(
        "entry-expired",
        "expiredAt",
        document.expiredAt,
        "left out: it has ended, though LibreChat counts it until it is cleaned up",
      );
    if (principal.startsWith("role:") && type.visitorAction !== undefined)
      return leftOut(
        "role-reaches-nobody",
        "principalType",
        principal,
        "left out: shared links are not given to roles here",
      );
    const given = principal === owner ? allow.filter((action) => !type.roles.owner?.includes(action)) : allow;
    if (given.length === 0) return { rows: {}, changes: [], findings };
    return {
      rows: {},
      changes: [
        {
          ...{ kind: "grant-wished", principal, resource, allow: given, expiresAt: ends },
          ...{ givenBy: known.account(document.grantedBy), givenAt: momentOf(document.grantedAt) },
        },
      ],
      findings,
    };
  },
};

const leftOut = (code: string, field: string, found: unknown, done = "left out"): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done }],
});

function principalIn({ principalType, principalId }: Document, type: TypeDefinition, known: Known): string | null {
  switch (principalType) {
    case "user":
      return known.account(principalId);
    case "group": {
      const group = `group:${idOf(principalId)}`;
      return known.has(group) ? group : null;
    }
    case "role": {
      const role = isRoleName(principalId) ? roleOf(principalId) : null;
      return role !== null && known.has(role) ? role : null;
    }
    case "public":
      // Whether visitors come in by a link that everybody opens, the organization says.
      return type.visitorAction === undefined ? "everyone" : "anyone";
    default:
      return null;
  }
}

function actionsIn(document: Document, type: TypeDefinition, findings: Finding[]): string[] {
  const bits = document.permBits === undefined ? VIEW : numberOf(document.permBits);
  if (bits === null || !Number.isInteger(bits) || bits < 0) {
    findings.push({ code: "bits-unusable", field: "permBits", found: shown(document.permBits), done: "left out" });
    return [];
  }
  const others = bits & ~ALL_BITS;
  if (others !== 0 || bits > 2 ** 31)
    findings.push({
      code: "bits-unknown",
      field: "permBits",
      found: shown(document.permBits),
      done: "those above 16 are left out",
    });
  return actionsOfBits(type, bits, document.principalType === "public");
}
