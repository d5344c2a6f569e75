import { builtInRanks, type Change, defaultCapabilities, defaultFeatures } from "@gatehouse/engine";
import type { Actor } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import { type Following, findOrganization, listOrganizations, type Organization, type Tx } from "../store/index.ts";
import { Marks } from "./marks.ts";
import { type AccessOptions, OrganizationAccess } from "./organizationAccess.ts";
import { PeoplePicker } from "./peoplePicker.ts";
import { removeLabels } from "./resources/service.ts";
import { ThingNames } from "./thingNames.ts";
import { Turns } from "./turns.ts";
import { UnheldThings } from "./unheld.ts";

export type RemovalListener = (tx: Tx, organization: string, resources: readonly string[]) => Promise<void>;
export type ChangeListener = (tx: Tx, organization: string, changes: readonly Change[]) => Promise<void>;

/** The permissions of every organization of this installation, kept current from the log. */
export class Access {
  readonly unheld = new UnheldThings();
  readonly marks = new Marks();
  readonly thingNames = new ThingNames();
  readonly picker: PeoplePicker;
  private readonly options: AccessOptions;
  private readonly organizations = new Map<string, OrganizationAccess>();
  readonly now: () => number;
  private readonly known = new Map<string, Organization>();
  private readonly loading = new Map<string, Promise<OrganizationAccess>>();
  private readonly removalListeners: RemovalListener[] = [];
  private readonly changeListeners: ChangeListener[] = [];
  private following: Following | undefined;

  private constructor(options: AccessOptions) {
    this.options = options;
    this.now = options.now;
    this.picker = new PeoplePicker({ finds: options.pickerFinds ?? "all", now: options.now });
  }

  static async open(options: AccessOptions): Promise<Access> {
    const access = new Access({ turns: new Turns(), ...options });
    for (const organization of await listOrganizations(options.store.db)) await access.load(organization);
    access.following = options.store.follow((organization, revision) => {
      // What it misses, the next poll or the next write brings.
      access.heard(organization, revision).catch(() => undefined);
    });
    return access;
  }

  /** @throws {Problem} `resource-not-found` */
  of(organization: string | Actor): OrganizationAccess {
    const id = typeof organization === "string" ? organization : organization.organization;
    const found = this.organizations.get(id);
    if (!found) throw problem("resource-not-found");
    return found;
  }

  list(): Organization[] {
    return [...this.known.values()];
  }

  /** What hangs on resources that go, in the same transaction: content, labels. */
  onRemoved(listener: RemovalListener): void {
    this.removalListeners.push(listener);
  }

  /** Tells everybody who keeps something for these resources. */
  async removed(tx: Tx, organization: string, resources: readonly string[]): Promise<void> {
    if (resources.length === 0) return;
    await removeLabels(tx, organization, resources);
    for (const listener of this.removalListeners) await listener(tx, organization, resources);
  }

  /** What rows of others follow from changes, in the transaction that commits them. */
  onChanged(listener: ChangeListener): void {
    this.changeListeners.push(listener);
  }

  /** By its slug; without one, the first of the installation. */
  findOrganization(slug?: string): Organization | undefined {
    return this.list().find((one) => (slug === undefined ? one.ordinal === 1 : one.slug === slug));
  }

  /** The one that there is; undefined: there are several. */
  findOnlyOrganization(): Organization | undefined {
    const [first, second] = this.list();
    return second ? undefined : first;
  }

  /** A new organization with the built-in roles and what they bring. */
  async createOrganization(
    wish: { name: string; slug: string },
    actor: Pick<Actor, "name" | "from">,
  ): Promise<Organization> {
    const organization = await this.options.store.createOrganization(wish);
    const access = await this.load(organization);
    const maker = { ...actor, organization: organization.id, subject: "operator" };
    await access.commit(maker, async () => ({ changes: initialChanges(), result: null }), "organization created");
    return organization;
  }

  /** What its row says now: whoever names its first super admin may have named it, too. */
  async reread(id: string): Promise<Organization> {
    const now = await findOrganization(this.options.store.db, id);
    if (!now) throw problem("resource-not-found");
    this.known.set(id, now);
    return now;
  }

  async close(): Promise<void> {
    this.following?.stop();
    for (const organization of this.organizations.values()) await organization.close();
  }

  /** Once, however many ask: whoever makes it, and the log that tells of it. */
  private load(organization: Organization): Promise<OrganizationAccess> {
    const begun = this.loading.get(organization.id) ?? this.loadNow(organization);
    this.loading.set(organization.id, begun);
    return begun;
  }

  private async loadNow(organization: Organization): Promise<OrganizationAccess> {
    const access = await OrganizationAccess.load(organization.id, this.options, async (tx, changes) => {
      for (const listener of this.changeListeners) await listener(tx, organization.id, changes);
    });
    this.organizations.set(organization.id, access);
    this.known.set(organization.id, organization);
    return access;
  }

  /** The log has moved, here or elsewhere. */
  private async heard(id: string, revision: number): Promise<void> {
    const access = this.organizations.get(id);
    if (access) {
      if (revision <= access.engine.revision) return;
      await access.catchUp();
      await this.reread(id);
      return;
    }
    const organization = (await listOrganizations(this.options.store.db)).find((one) => one.id === id);
    if (organization) await this.load(organization);
  }
}

/** The permission state of a new organization: built-in roles, their features and capabilities (docs/roles.md). */
export function initialChanges(): Change[] {
  return Object.entries(builtInRanks).flatMap(([role, rank]): Change[] => [
    { kind: "role-set", role, rank },
    ...(defaultFeatures[role] ?? []).map((feature): Change => ({ kind: "feature-set", role, feature, on: true })),
    ...(defaultCapabilities[role] ?? []).map(
      (capability): Change => ({ kind: "capability-set", principal: role, capability, scope: null, expiresAt: null }),
    ),
  ]);
}
