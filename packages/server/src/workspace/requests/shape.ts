import { roleOf, typeOf } from "../../access/grants/service.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { iso } from "../shapes.ts";
import type { RequestRow } from "./queries.ts";
import type { AccessRequest } from "./schemas.ts";
import type { NamedThing } from "./things.ts";

/** Not answered yet, as far as whoever asked is told: a no is told only to who knew of the thing. */
export const isOpenToAsker = (row: RequestRow, now: number): boolean =>
  row.ends_at > now && (row.state === "open" || isSilentNo(row));

export const isSilentNo = (row: RequestRow): boolean => row.state === "declined" && row.was_known === 0;

/** As whoever asked is told. */
export function stateToAsker(row: RequestRow, now: number): AccessRequest["state"] {
  if (row.state === "granted" || (row.state === "declined" && !isSilentNo(row))) return row.state;
  return isOpenToAsker(row, now) ? "open" : "lapsed";
}

interface Names {
  thing?: NamedThing | undefined;
  requester?: string | undefined;
  answeredBy?: string | undefined;
}

/** Who answered, and what they said, goes with the answer alone. */
export function requestOf(
  access: OrganizationAccess,
  row: RequestRow,
  state: AccessRequest["state"],
  names: Names = {},
): AccessRequest {
  const allow: string[] = JSON.parse(row.allow);
  const isAnswered = state === "granted" || state === "declined";
  return {
    id: row.id,
    resource: row.named,
    name: names.thing?.name ?? null,
    thingId: names.thing?.id ?? null,
    action: row.action,
    role: roleOf(typeOf(access, row.named), allow),
    allow,
    expiresAt: fromExpiry(row.wished_until),
    message: row.message,
    state,
    createdAt: iso(row.created_at),
    endsAt: iso(row.ends_at),
    requester: row.requester,
    requesterName: names.requester ?? null,
    answeredByName: (isAnswered && names.answeredBy) || null,
    answer: isAnswered ? row.answer : "",
  };
}
