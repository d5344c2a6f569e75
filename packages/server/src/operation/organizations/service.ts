import { SUPER_ADMIN } from "@gatehouse/engine";
import type { z } from "zod";
import { type Access, applyDeclaredState, initialChanges, requireOperator } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import { type Actor, OPERATOR } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { hasUser } from "../../identity/accounts/queries.ts";
import { insertUser } from "../../identity/accounts/registration.ts";
import { hashPassword, makePassword } from "../../identity/passwords.ts";
import { commitPeople } from "../../identity/rules.ts";
import { Conflict, newId, type Organization, type Store } from "../../store/index.ts";
import type { OperationParts } from "../parts.ts";
import type { MadeOrganization, OrganizationAnswer, OrganizationWish } from "./schemas.ts";

/** The organizations of the installation: seen and made by its operator. */
export class Organizations {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly now: () => number;

  constructor({ access, store, settings, now }: OperationParts) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.now = now;
  }

  /** The first one first. */
  list(actor: Actor): z.infer<typeof OrganizationAnswer>[] {
    requireOperator(this.access, actor);
    return this.access.list().map((one) => this.view(one));
  }

  /**
   * Makes an organization and names its super admin. One that has nobody yet (the first one after a fresh start, or one whose making was
   * cut off) was named by nobody: it takes the name.
   * @throws {Problem} `forbidden`, `already-exists`
   */
  async create(actor: Actor, wish: OrganizationWish): Promise<z.infer<typeof MadeOrganization>> {
    requireOperator(this.access, actor);
    const { email } = wish.admin;
    const name = wish.admin.name ?? email.slice(0, email.indexOf("@"));
    const password = wish.admin.password ?? makePassword();
    const hash = await hashPassword(password);
    const organization = await this.ensure(actor, wish);
    const access = this.access.of(organization.id);
    const id = newId();
    // The maker acts as the operator, in an organization that they need not belong to.
    const maker: Actor = { ...actor, organization: organization.id, subject: OPERATOR };
    await commitPeople(
      access,
      maker,
      async (tx) => {
        if (await hasUser(tx, organization.id)) throw taken(organization);
        await tx.updateTable("organizations").set({ name: wish.name }).where("id", "=", organization.id).execute();
        await insertUser(tx, organization.id, {
          id,
          name,
          email,
          username: null,
          password: hash,
          isVerified: true,
          now: this.now(),
        });
        const changes = access.engine.listRoles().length === 0 ? initialChanges() : [];
        return {
          changes: [...changes, { kind: "user-added", user: `user:${id}`, role: SUPER_ADMIN, status: "active" }],
          result: null,
        };
      },
      "first account",
    );
    // As every start does for those that are there.
    await applyDeclaredState(access, this.settings);
    return {
      organization: this.view(await this.access.reread(organization.id)),
      admin: { id, email, name },
      ...(wish.admin.password === undefined && { password }),
    };
  }

  /** The one of this slug, if there is any: nobody has an account in it. @throws {Problem} `forbidden`, `already-exists` */
  async requireNobodyIn(actor: Actor, slug: string): Promise<Organization | undefined> {
    requireOperator(this.access, actor);
    const there = this.access.findOrganization(slug);
    if (there && (await hasUser(this.store.db, there.id))) throw taken(there);
    return there;
  }

  private async ensure(actor: Actor, { slug, name }: OrganizationWish): Promise<Organization> {
    const there = await this.requireNobodyIn(actor, slug);
    if (there) return there;
    try {
      return await this.access.createOrganization({ slug, name }, { name: actor.name, from: actor.from });
    } catch (error) {
      if (error instanceof Conflict) throw taken({ slug, name });
      throw error;
    }
  }

  private view({ id, slug, name, ordinal, created_at }: Organization): z.infer<typeof OrganizationAnswer> {
    const { revision } = this.access.of(id).engine;
    return { id, slug, name, ordinal, revision, createdAt: new Date(created_at).toISOString() };
  }
}

const taken = ({ slug, name }: Pick<Organization, "slug" | "name">) =>
  problem("already-exists", { detail: `there is an organization \`${slug}\` (${name}) with accounts already` });
