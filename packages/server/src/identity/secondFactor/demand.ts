import type { Access } from "../../access/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import type { IdentityParts } from "../parts.ts";
import { roleNames } from "../roles/names.ts";
import type { SessionBook } from "../sessions/book.ts";

type Asker = Pick<Actor, "organization" | "subject" | "session">;

/** Roles are renamed, also by another server. */
const BELIEVED_MS = 5_000;

/**
 * Who has to sign in with a second factor: whoever holds one of the operator's roles now, as their own, beside it or by a group. A session
 * that began without opens nothing but the way to set one up.
 */
export class Demand {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly now: () => number;
  private readonly book: SessionBook;
  private readonly known = new Map<string, { names: readonly string[]; roles: ReadonlySet<string>; readAt: number }>();

  constructor({ access, store, settings, now }: IdentityParts, book: SessionBook) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.now = now;
    this.book = book;
  }

  /** As the operator, or the settings of the browser, say it now. */
  private get names(): readonly string[] {
    return this.settings.identity.secondFactor.requiredRoles;
  }

  /** @throws {Problem} `second-factor-needed` */
  async require(actor: Asker): Promise<void> {
    if (!(await this.isUnmet(actor))) return;
    throw problem("second-factor-needed");
  }

  /** Whether the session began without a second factor, and its account takes one. */
  async isUnmet({ organization, subject, session }: Asker): Promise<boolean> {
    if (this.names.length === 0 || session === undefined) return false;
    if (await this.book.hasSecondFactor(organization, session)) return false;
    return this.appliesTo(organization, subject);
  }

  /** Of an actor who asks all day: false as well where it would have to be looked up. */
  isSurelyMet({ organization, session, subject }: Asker): boolean {
    if (this.names.length === 0 || session === undefined) return true;
    if (this.book.recall(organization, session)?.secondFactor) return true;
    const roles = this.recall(organization);
    return roles !== undefined && !this.holds(organization, subject, roles);
  }

  /** Whether an account takes one. */
  async appliesTo(organization: string, account: string): Promise<boolean> {
    if (this.names.length === 0) return false;
    return this.holds(organization, account, this.recall(organization) ?? (await this.read(organization)));
  }

  private holds(organization: string, account: string, roles: ReadonlySet<string>): boolean {
    return this.access
      .of(organization)
      .engine.principalSet(account, this.now())
      .some((principal) => roles.has(principal));
  }

  private recall(organization: string): ReadonlySet<string> | undefined {
    const known = this.known.get(organization);
    return known?.names === this.names && this.now() - known.readAt < BELIEVED_MS ? known.roles : undefined;
  }

  /** By the name that a role has, or had when it was made: renaming one lets nobody in. */
  private async read(organization: string): Promise<ReadonlySet<string>> {
    const { names } = this;
    const renamed = await roleNames(this.store.db, organization);
    const roles = new Set(names.map((name) => `role:${name}`));
    for (const [role, name] of renamed) if (names.includes(name)) roles.add(role);
    this.known.set(organization, { names, roles, readAt: this.now() });
    return roles;
  }
}
