import { hash } from "node:crypto";
import { type AccountStatus, SUPER_ADMIN, USER } from "@gatehouse/engine";
import { personSearchText } from "../../store/index.ts";
import type { Document } from "../source/index.ts";
import { datesOf, fieldsOf, idOf, jsonOf, listOf, momentOf, nameIn, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind, Rows, Translated, Wished } from "./kind.ts";
import { isRoleName, roleOf, textOfRole } from "./roleName.ts";
import { secondFactorOf } from "./secondFactor.ts";

/** Whose addresses are here already, and as whom the providers know somebody. */
interface Taken {
  addresses: ReadonlyMap<string, string>;
  identities: ReadonlySet<string>;
}

/** A bcrypt hash that is looked at at a sign-in (identity/passwords.ts). */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;
/** As for whoever registers here. */
const LONGEST_NAME = 80;
const LONGEST_ADDRESS = 254;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** By which field LibreChat knows somebody of a provider, and what the provider calls itself. */
const providers: Readonly<Record<string, { provider: string; issuer: string | null }>> = {
  googleId: { provider: "google", issuer: "https://accounts.google.com" },
  githubId: { provider: "github", issuer: "https://github.com/login/oauth" },
  discordId: { provider: "discord", issuer: "https://discord.com" },
  facebookId: { provider: "facebook", issuer: "https://www.facebook.com" },
  appleId: { provider: "apple", issuer: "https://appleid.apple.com" },
  // Its document says which; one of former versions does not.
  openidId: { provider: "openid", issuer: null },
};
const others = ["samlId", "ldapId"];

/** People, with their passwords as they are: they are hashed anew at the next sign-in. */
export const users: Kind<Taken> = {
  collection: "users",

  async lookUp(db, documents, { organization }) {
    const addresses = new Map<string, string>();
    await inPieces(
      documents.flatMap(({ email }) => addressOf(email) ?? []),
      async (some) => {
        const rows = await db
          .selectFrom("users")
          .select(["id", "email"])
          .where("organization_id", "=", organization)
          .where("email", "in", some)
          .execute();
        for (const { id, email } of rows) addresses.set(email, id);
      },
    );
    const identities = new Set<string>();
    await inPieces(
      documents.flatMap((document) => identitiesIn(document).map(({ subject }) => subject)),
      async (some) => {
        const rows = await db
          .selectFrom("identities")
          .select(["provider", "issuer", "subject"])
          .where("organization_id", "=", organization)
          .where("subject", "in", some)
          .execute();
        for (const { provider, issuer, subject } of rows) identities.add(keyOf(provider, issuer, subject));
      },
    );
    return { addresses, identities };
  },

  translate(document, known, taken) {
    const id = idOf(document._id) ?? "";
    const email = addressOf(document.email);
    if (email === null) return leftOut("address-unusable", "email", document.email);
    const ends = momentOf(document.expiresAt);
    if (ends !== null && ends <= known.now) return leftOut("account-expired", "expiresAt", document.expiresAt);
    const held = taken.addresses.get(email);
    if (held !== undefined)
      return {
        is: `user:${held}`,
        rows: {},
        changes: [],
        findings: [
          {
            code: "already-here",
            field: "email",
            found: shown(email),
            done: `their account here stays as it is, and gets what was theirs there: \`user:${held}\``,
          },
        ],
      };

    const findings: Finding[] = [];
    const { role, changes, texts } = roleIn(document, email, known, findings);
    const status: AccountStatus = document.emailVerified === true || known.admitsUnverified ? "active" : "unverified";
    const account = `user:${id}`;
    changes.push({ kind: "user-added", user: account, role, status });
    const password = passwordIn(document, findings);
    const username = nameIn(document.username, LONGEST_NAME, "username", findings);
    const name = nameIn(document.name, LONGEST_NAME, "name", findings) ?? username ?? email.slice(0, LONGEST_NAME);
    const dates = datesOf(document, known.now);
    const identities = identitiesIn(document).filter(({ provider, issuer, subject }) => {
      if (!taken.identities.has(keyOf(provider, issuer, subject))) return true;
      findings.push({
        code: "identity-taken",
        field: provider,
        found: "an id that somebody here has",
        done: "left out",
      });
      return false;
    });
    for (const field of others)
      if (textOf(document[field]))
        findings.push({
          code: "provider-not-here",
          field,
          found: "an id of this provider",
          done: "left out: they come in with a password, or by a provider that Gatehouse knows",
        });
    return {
      rows: {
        role_texts: texts,
        users: [
          {
            ...{ id, email, name, username },
            email_verified: document.emailVerified === true ? 1 : 0,
            password_hash: password,
            password_changed_at: password === null ? null : dates.updated_at,
            provider: textOf(document.provider) ?? "local",
            id_on_the_source: textOf(document.idOnTheSource) || null,
            terms_accepted_at:
              document.termsAccepted === true ? (momentOf(document.termsAcceptedAt) ?? dates.updated_at) : null,
            personalization: jsonOf(fieldsOf(document.personalization)),
            search_text: personSearchText(name, username, email),
            ...dates,
          },
        ],
        identities: identities.map(({ provider, issuer, subject }) => ({
          id: hash("sha256", `${account} ${provider}`).slice(0, 24),
          ...{ account, provider, issuer, subject, email, linked_at: dates.created_at },
          last_used_at: dates.updated_at,
        })),
        ...secondFactorOf(document, account, dates.updated_at, known, findings),
        favorites: favoritesIn(document).map((favorite, position) => ({ account, position, favorite })),
      },
      changes,
      findings,
    };
  },

  async remove(tx, organization, ids, is) {
    // Whoever was here before stays.
    const came = ids.filter((id) => !is.has(id));
    await inPieces(came, async (some) => {
      const accounts = some.map((id) => `user:${id}`);
      for (const table of ["identities", "favorites", "second_factors", "backup_codes"] as const)
        await tx
          .deleteFrom(table)
          .where("organization_id", "=", organization)
          .where("account", "in", accounts)
          .execute();
      await tx.deleteFrom("users").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out, with what is theirs" }],
});

function addressOf(value: unknown): string | null {
  const address = textOf(value)?.trim().toLowerCase();
  return address !== undefined && address.length <= LONGEST_ADDRESS && ADDRESS.test(address) ? address : null;
}

/** What they are there. A role without a document switches nothing on there; here it is one that has nothing on. */
function roleIn(
  document: Document,
  email: string,
  known: Parameters<(typeof users)["translate"]>[1],
  findings: Finding[],
): { role: string; changes: Wished[]; texts: NonNullable<Rows["role_texts"]> } {
  if (known.superAdmins.has(email)) {
    if (document.emailVerified === true) return { role: SUPER_ADMIN, changes: [], texts: [] };
    // Anybody could have registered there with an address that is not theirs.
    findings.push({
      code: "super-admin-unverified",
      field: "emailVerified",
      found: shown(document.emailVerified),
      done: "not made super admin: nobody has shown that the address is theirs",
    });
  }
  const { role: name = "USER" } = document;
  if (!isRoleName(name)) {
    findings.push({ code: "role-unusable", field: "role", found: shown(name), done: "they are `USER` here" });
    return { role: USER, changes: [], texts: [] };
  }
  const role = roleOf(name);
  if (known.has(role)) return { role, changes: [], texts: [] };
  findings.push({
    code: "role-without-document",
    field: "role",
    found: shown(name),
    done: "made as a role that switches nothing on, as it does there",
  });
  const texts = role === `role:${name}` ? [] : [textOfRole(name, datesOf({}, known.now), null)];
  return { role, changes: [{ kind: "role-set", role, rank: 10 }], texts };
}

function passwordIn({ password }: Document, findings: Finding[]): string | null {
  if (typeof password !== "string" || password === "") return null;
  if (BCRYPT.test(password)) return password;
  findings.push({
    code: "password-unusable",
    field: "password",
    found: "something that is no bcrypt hash, or a dearer one than is looked at",
    done: "left out: they ask for a new one",
  });
  return null;
}

interface Identity {
  provider: string;
  issuer: string;
  subject: string;
}

function identitiesIn(document: Document): Identity[] {
  return Object.entries(providers).flatMap(([field, { provider, issuer }]) => {
    const subject = textOf(document[field]);
    const by = issuer ?? textOf(document.openidIssuer);
    return subject && by ? [{ provider, issuer: by, subject }] : [];
  });
}

const keyOf = (provider: string, issuer: string, subject: string): string =>
  JSON.stringify([provider, issuer, subject]);

/** As our list of favourites has them: `{ agentId }`, `{ model, endpoint }` or `{ spec }`. */
function favoritesIn({ favorites }: Document): string[] {
  return listOf(favorites).flatMap((one) => {
    const { agentId, model, endpoint, spec } = fieldsOf(one) ?? {};
    if (typeof agentId === "string") return [JSON.stringify({ agentId })];
    if (typeof model === "string" && typeof endpoint === "string") return [JSON.stringify({ model, endpoint })];
    return typeof spec === "string" ? [JSON.stringify({ spec })] : [];
  });
}
