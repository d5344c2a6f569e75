import type { Expiry } from "@gatehouse/engine";
import { type Expression, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { fromExpiry } from "../http/schemas.ts";

/*
 * Whether a membership, a role, a capability or a grant that has an end still holds, as the engine takes it: at the end itself no more.
 * What has ended is counted nowhere, and stands in no list of who has something. Where somebody may want to renew it or to clear it away it is
 * listed, and says that it has ended.
 */

export const isInForce = (expiresAt: Expiry, now: number): boolean => expiresAt === null || now < expiresAt;

/** The same of a column. */
export const inForce = (expiresAt: Expression<number | null>, now: number): Expression<SqlBool> =>
  sql<SqlBool>`(${expiresAt} is null or ${expiresAt} > ${now})`;

/** An end in an answer. */
export const Ending = {
  expiresAt: z.string().nullable().describe("Null: never"),
  ended: z.boolean().describe("Its end is over: it gives nothing any more, and is not counted"),
} as const;

export const endingOf = (expiresAt: Expiry, now: number): { expiresAt: string | null; ended: boolean } => ({
  expiresAt: fromExpiry(expiresAt),
  ended: !isInForce(expiresAt, now),
});
