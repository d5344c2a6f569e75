import type { House, SignedIn } from "./house.ts";

/** Everybody whom a route can meet. */
export const personas = [
  "anonymous",
  "stranger",
  "group member",
  "viewer",
  "editor",
  "owner",
  "banned",
  "deactivated",
  "session ended",
  "unverified",
  "moderator",
  "admin",
  "super admin",
  "other organization",
  "service",
] as const;
export type Persona = (typeof personas)[number];

/** Those who may do nothing at all, whatever they were given; and what each of them is told. */
export const shutOut: Partial<Record<Persona, { status: number; code: string }>> = {
  anonymous: { status: 401, code: "not-signed-in" },
  "session ended": { status: 401, code: "token-invalid" },
  banned: { status: 403, code: "account-banned" },
  deactivated: { status: 403, code: "account-deactivated" },
  unverified: { status: 403, code: "account-not-verified" },
};

/** Who is shut out holds the role ADMIN, and an editor's grants: only their standing keeps them out. */
const roles: Partial<Record<Persona, string>> = {
  moderator: "role:MODERATOR",
  admin: "role:ADMIN",
  banned: "role:ADMIN",
  deactivated: "role:ADMIN",
  "session ended": "role:ADMIN",
  unverified: "role:ADMIN",
};

export const OTHER = "other";

export interface Someone {
  /** Without type; empty for who has no account. */
  id: string;
  /** `user:<id>` or `service:<id>`; empty for who has no account. */
  subject: string;
  email: string;
  token: string | undefined;
  cookie: string;
}

export const emailOf = (persona: Persona) => `${persona.replaceAll(" ", "-")}@example.org`;

/** Makes them all. The super admin registers first, over HTTP, as on a fresh install. */
export async function makePersonas(house: House): Promise<Record<Persona, Someone>> {
  const made = new Map<Persona, Someone>();
  const password = "correct horse battery";
  const email = emailOf("super admin");
  const first = { name: "Super Admin", email, password, confirm_password: password };
  const registered = await house.call("POST", { url: "/api/auth/register", body: first });
  if (registered.status !== 200) throw new Error(`nobody could register: ${registered.text}`);
  const superAdmin = await house.signIn(email);
  made.set("super admin", await someone(house, "super admin", superAdmin));

  const organization = { slug: OTHER, name: "Other", admin: { email: emailOf("other organization"), password } };
  const other = await house.operate("POST", { url: "/api/gatehouse/organizations", body: organization });
  if (other.status !== 201) throw new Error(`no other organization: ${other.text}`);
  made.set(
    "other organization",
    await someone(house, "other organization", await house.signIn(emailOf("other organization"), OTHER)),
  );

  for (const persona of personas) {
    if (made.has(persona) || persona === "anonymous" || persona === "service") continue;
    await house.person(emailOf(persona), roles[persona]);
    made.set(persona, await someone(house, persona, await house.signIn(emailOf(persona))));
  }
  made.set("anonymous", { id: "", subject: "", email: "", token: undefined, cookie: "" });
  made.set("service", await makeService(house));
  return Object.fromEntries(made) as Record<Persona, Someone>; // one each: the loop above goes over all of them
}

/** Takes their standing away from those who are shut out. Last, after they were given everything else. */
export async function shutThemOut(house: House, people: Record<Persona, Someone>): Promise<void> {
  await house.change([
    { kind: "ban-set", account: people.banned.subject, until: null },
    { kind: "account-status-set", account: people.deactivated.subject, status: "deactivated" },
    { kind: "account-status-set", account: people.unverified.subject, status: "unverified" },
  ]);
  await house.call("POST", { url: "/api/auth/logout", body: {} }, people["session ended"].token);
}

/** A new session of theirs, where they can sign in. */
export async function signInAgain(house: House, persona: Persona, person: Someone): Promise<void> {
  if (person.email === "" || shutOut[persona]) return;
  Object.assign(person, await house.signIn(person.email, persona === "other organization" ? OTHER : undefined));
}

async function someone(house: House, persona: Persona, signedIn: SignedIn): Promise<Someone> {
  const { body } = await house.call("GET", { url: "/api/user" }, signedIn.token);
  return { id: body.id, subject: `user:${body.id}`, email: emailOf(persona), ...signedIn };
}

async function makeService(house: House): Promise<Someone> {
  const made = await house.operate("POST", { url: "/api/admin/services", body: { name: "Other application" } });
  if (made.status !== 201) return { id: "", subject: "", email: "", token: undefined, cookie: "" };
  const { id } = made.body.service;
  return { id, subject: `service:${id}`, email: "", token: made.body.credential, cookie: "" };
}
