import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Identity } from "../identity.ts";
import { verifyPassword } from "../passwords.ts";
import { findSession } from "../sessions/queries.ts";
import { findUserById, type UserRow } from "./queries.ts";

/** Somebody who signed in so long ago is still there. */
const FRESH_MS = 10 * 60_000;

/** That it is the person, and not only their session. */
export interface OwnProof {
  password?: string | undefined;
  token?: string | undefined;
  backupCode?: string | undefined;
}

/** The row of whoever acts. @throws {Problem} `forbidden` for whoever is no person, and for a key */
export async function requirePerson({ store }: Identity, actor: Actor): Promise<UserRow> {
  const user =
    actor.subject.startsWith("user:") &&
    actor.key === undefined &&
    (await findUserById(store.db, actor.organization, actor.subject.slice("user:".length)));
  if (!user) throw problem("forbidden", { detail: "only people do this, and signed in" });
  return user;
}

/**
 * For what a session alone is not enough: the password, or, where there is none, having signed in just now; and a code where two-factor
 * sign-in is on.
 * @throws {Problem} `password-wrong`, `second-factor-wrong`, `forbidden`
 */
export async function requireProof(
  identity: Identity,
  actor: Actor,
  user: UserRow,
  { password = "", ...code }: OwnProof,
): Promise<void> {
  if (user.password_hash === null) await requireFresh(identity, actor);
  else if (!(await verifyPassword(user.password_hash, password))) throw problem("password-wrong");
  await identity.secondFactors.requireWhereOn(actor, code);
}

async function requireFresh({ store, now }: Identity, actor: Actor): Promise<void> {
  const session = await findSession(store.db, actor.organization, actor.session ?? "");
  if (!session || now() - session.created_at > FRESH_MS)
    throw problem("forbidden", { detail: "sign in again first", extra: { reason: "sign-in-needed" } });
}
