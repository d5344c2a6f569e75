import { namesOf } from "../../access/people.ts";
import { isJsonObject, type Json, type JsonObject } from "../../config/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import type { SettingsParts } from "../parts.ts";
import { impactOf } from "./impact.ts";
import { applicable, BASE, mergeOverrides, type OverrideDocument } from "./merge.ts";
import { overridableSections } from "./overridable.ts";
import { headOf, type PersonalConfigs } from "./personal.ts";
import {
  deleteDocument,
  findDocument,
  hasPrincipal,
  listDocuments,
  putDocument,
  type StoredDocument,
} from "./queries.ts";
import {
  type Effective,
  type FieldsBody,
  MOST_DOCUMENTS,
  type Override,
  type OverrideBody,
  type OverrideParams,
  type Preview,
  type PreviewQuery,
} from "./schemas.ts";
import { changedPaths, type Said, traceOverrides } from "./tracing.ts";
import { USUAL, type Wish, wishOf, withFields } from "./writing.ts";

type RequireVersion = (version: number) => void;

interface Written {
  override: Override;
  version: number;
}

const LONGEST_FACT = 1_000;
const MOST_PATHS = 200;

/** What of the configuration is otherwise for a role, a group or a person. Who may read and change it: `read:configs`, `manage:configs`. */
export class Overrides {
  private readonly parts: SettingsParts;
  private readonly configs: PersonalConfigs;

  constructor(parts: SettingsParts, configs: PersonalConfigs) {
    this.parts = parts;
    this.configs = configs;
  }

  /** The one that wins comes first; of whoever reads some sections only, these. @throws {Problem} `forbidden` without `read:configs` of any */
  async list(actor: Actor): Promise<Override[]> {
    this.requireReadingAny(actor);
    const documents = [...this.configs.documentsOf(actor.organization)];
    return (await this.told(actor, inOrder(documents))).map((one) => this.inOwnSections(actor, one));
  }

  /** As {@link list}. @throws {Problem} `forbidden`, `resource-not-found` */
  async find(actor: Actor, params: OverrideParams): Promise<Written> {
    this.requireReadingAny(actor);
    const found = await findDocument(this.parts.store.db, actor.organization, params);
    if (!found) throw problem("resource-not-found");
    const written = await this.written(actor, found);
    return { ...written, override: this.inOwnSections(actor, written.override) };
  }

  /** What counts for everybody. @throws {Problem} `forbidden` without `read:configs` of any section */
  everybodys(actor: Actor): JsonObject {
    this.requireReadingAny(actor);
    const documents = applicable(this.configs.documentsOf(actor.organization), new Set());
    return mergeOverrides(this.configs.base(), documents);
  }

  /** An empty document, which others may fill; one that is there stays. @throws {Problem} `forbidden` without `assign:configs:<type>`; as {@link put} */
  async assign(actor: Actor, params: OverrideParams): Promise<Written> {
    this.requireAssigning(actor, params);
    const written = await this.write(actor, params, ANY_VERSION, (before) => before);
    return { ...written, override: this.inOwnSections(actor, written.override) };
  }

  /** Whether a document counts. @throws {Problem} `forbidden` without `assign:configs:<type>`, `resource-not-found` */
  async setActive(actor: Actor, params: OverrideParams, isActive: boolean): Promise<Written> {
    this.requireAssigning(actor, params);
    const written = await this.write(actor, params, ANY_VERSION, (before, isThere) => {
      if (!isThere) throw problem("resource-not-found");
      return { ...before, isActive };
    });
    return { ...written, override: this.inOwnSections(actor, written.override) };
  }

  /** Makes it, or replaces it. @throws {Problem} `forbidden` without `manage:configs`; `request-invalid`, `resource-not-found`, `version-mismatch` */
  async put(
    actor: Actor,
    params: OverrideParams,
    body: OverrideBody,
    requireVersion: RequireVersion,
    reason?: string,
  ): Promise<Written> {
    this.requireManaging(actor);
    return this.write(actor, params, requireVersion, (before) => wishOf(before, body), reason);
  }

  /** Single fields. Whoever manages some sections only is answered those. @throws {Problem} `forbidden` without `manage:configs:<section>` of each; as {@link put} */
  async patch(
    actor: Actor,
    params: OverrideParams,
    body: FieldsBody,
    requireVersion: RequireVersion,
  ): Promise<Written> {
    const isWhole = params.id === BASE || body.priority !== undefined || body.isActive !== undefined;
    const paths = [...body.set.map(({ path }) => path), ...body.unset, ...body.remove];
    const sections = new Set(paths.map((path) => path.split(".")[0] ?? ""));
    if (isWhole || [...sections].some((section) => !/^\w+$/.test(section))) this.requireManaging(actor);
    else this.requireManaging(actor, [...sections]);
    const isMaking = body.set.length > 0 || body.remove.length > 0;
    const written = await this.write(actor, params, requireVersion, (before, isThere) => {
      if (!isThere && !isMaking) throw problem("resource-not-found");
      return withFields(before, body);
    });
    return { ...written, override: this.inOwnSections(actor, written.override) };
  }

  /** What lies beneath counts again. Whoever only assigns documents takes away empty ones. @throws {Problem} `forbidden`, `resource-not-found`, `version-mismatch` */
  async remove(actor: Actor, params: OverrideParams, requireVersion: RequireVersion, reason?: string): Promise<void> {
    this.requireAssigning(actor, params);
    const { organization } = actor;
    await this.parts.store.writeConfig(headOf(organization), async (tx) => {
      const before = await findDocument(tx, organization, params);
      if (!before) throw problem("resource-not-found");
      requireVersion(before.configVersion);
      if (!isEmpty(before)) this.requireManaging(actor);
      await deleteDocument(tx, organization, params);
      await noteEvent(tx, {
        organization,
        kind: "override-removed",
        actor: actor.name,
        about: [nameOf(params)],
        facts: {
          priority: before.priority,
          before: shortened(before.overrides),
        },
        ...(reason !== undefined && { details: { reason } }),
      });
      return { isChanged: true, result: null };
    });
    await this.configs.reload(organization);
  }

  /** What somebody gets, and from where. @throws {Problem} `forbidden` without `read:configs` and reading whom it is about; `resource-not-found` */
  async effective(actor: Actor, params: OverrideParams): Promise<Effective> {
    const access = this.parts.access.of(actor);
    access.require(actor, "read:configs");
    const name = nameOf(params);
    await this.requirePrincipal(this.parts.store.db, actor.organization, params);
    if (params.id !== BASE && name !== actor.subject) this.requireReading(actor, params);
    const principals = params.type === "user" ? this.configs.principalsOf(actor.organization, name) : new Set([name]);
    const documents = applicable(this.configs.documentsOf(actor.organization), principals);
    const names = await this.names(actor, documents);
    const whose = (one: OverrideDocument) => ({
      principalType: one.principalType,
      principalId: one.principalId,
      name: names(one),
      priority: one.priority,
    });
    const keys = traceOverrides(this.configs.base(), documents).map(({ path, value, said }) => ({
      path,
      value: (value ?? null) as never,
      isSet: value !== undefined,
      said: said.toReversed().map((one) => this.layer(path, one, whose)),
    }));
    return { keys, documents: documents.toReversed().map(whose) };
  }

  /** Who would get something else if a document were as it is wished, or went; nothing is written. @throws {Problem} as {@link put} */
  async preview(
    actor: Actor,
    params: OverrideParams,
    body: OverrideBody | null,
    query: PreviewQuery,
  ): Promise<Preview> {
    this.requireManaging(actor);
    const { store, access } = this.parts;
    const { organization } = actor;
    await this.requirePrincipal(store.db, organization, params);
    const before = this.configs.documentsOf(organization);
    const isIt = (one: OverrideDocument) => one.principalType === params.type && one.principalId === params.id;
    const wish = body && {
      ...wishOf(before.find(isIt) ?? USUAL, body),
      principalType: params.type,
      principalId: params.id,
    };
    const after = [...before.filter((one) => !isIt(one)), ...(wish ? [wish] : [])];
    const impact = await impactOf({
      store,
      organization,
      base: this.configs.base(),
      before,
      after,
      principalsOf: (account) => this.configs.principalsOf(organization, account),
    });
    const isTold = access.of(actor).may(actor, "read:users");
    const some = isTold ? impact.accounts.slice(query.offset, query.offset + query.limit) : [];
    const names = await namesOf(store.db, organization, some);
    return {
      people: impact.accounts.length,
      of: impact.of,
      paths: impact.paths.slice(0, MOST_PATHS),
      page: some.map((account) => ({ account, name: names.get(account)?.name ?? null })),
    };
  }

  /**
   * How many would get something else by all of these at once, and which fields would be otherwise; null: one that goes. What is for somebody
   * who is not there yet is for none of those who are. @throws {Problem} `forbidden`, `request-invalid`
   */
  async previewAll(
    actor: Actor,
    wishes: readonly { params: OverrideParams; body: OverrideBody | null }[],
  ): Promise<Pick<Preview, "people" | "of" | "paths">> {
    this.requireManaging(actor);
    const { organization } = actor;
    const before = this.configs.documentsOf(organization);
    const wished = new Set(wishes.map(({ params }) => nameOf(params)));
    const made = wishes.flatMap(({ params: { type, id }, body }) =>
      body ? [{ ...wishOf(USUAL, body), principalType: type, principalId: id }] : [],
    );
    const after = [...before.filter((one) => !wished.has(`${one.principalType}:${one.principalId}`)), ...made];
    const principalsOf = (account: string) => this.configs.principalsOf(organization, account);
    const base = this.configs.base();
    const impact = await impactOf({ store: this.parts.store, organization, base, before, after, principalsOf });
    return { people: impact.accounts.length, of: impact.of, paths: impact.paths.slice(0, MOST_PATHS) };
  }

  private async write(
    actor: Actor,
    params: OverrideParams,
    requireVersion: RequireVersion,
    wished: (before: Wish, isThere: boolean) => Wish,
    reason?: string,
  ): Promise<Written> {
    const { store, now } = this.parts;
    const { organization } = actor;
    const { result } = await store.writeConfig(headOf(organization), async (tx) => {
      this.parts.access.of(actor).requireCurrent();
      await this.requirePrincipal(tx, organization, params);
      const before = await findDocument(tx, organization, params);
      requireVersion(before?.configVersion ?? 0);
      const wish = wished(
        before ?? { ...USUAL, priority: params.id === BASE ? 0 : USUAL.priority },
        before !== undefined,
      );
      if (before && isSame(before, wish)) return { isChanged: false, result: before };
      if (!before && (await listDocuments(tx, organization)).length >= MOST_DOCUMENTS)
        throw problem("request-invalid", { detail: `there are ${MOST_DOCUMENTS} overrides, and no more can be` });
      const at = now();
      const document: StoredDocument = {
        principalType: params.type,
        principalId: params.id,
        overrides: wish.overrides,
        tombstones: wish.tombstones,
        priority: wish.priority,
        isActive: wish.isActive,
        configVersion: (before?.configVersion ?? 0) + 1,
        changedBy: isOperator(actor) ? "organization" : actor.subject,
        createdAt: before?.createdAt ?? at,
        updatedAt: Math.max(at, before?.updatedAt ?? 0),
      };
      await putDocument(tx, organization, document);
      await noteEvent(tx, {
        organization,
        kind: "override-changed",
        actor: actor.name,
        about: [nameOf(params)],
        facts: {
          priority: wish.priority,
          isActive: wish.isActive,
          fields: changedPaths(before?.overrides ?? {}, wish.overrides).slice(0, 100),
          removed: wish.tombstones.slice(0, 100),
          before: before ? shortened(before.overrides) : null,
          after: shortened(wish.overrides),
        },
        ...(reason !== undefined && { details: { reason } }),
      });
      return { isChanged: true, result: document };
    });
    await this.configs.reload(organization);
    return this.written(actor, result);
  }

  /** @param sections of the file; none: all of them */
  private requireManaging(actor: Actor, sections: readonly string[] = []): void {
    const access = this.parts.access.of(actor);
    if (sections.length === 0) access.require(actor, "manage:configs");
    for (const section of sections) access.require(actor, `manage:configs:${section}`);
  }

  /** @throws {Problem} `forbidden` */
  private requireAssigning(actor: Actor, { type, id }: OverrideParams): void {
    const access = this.parts.access.of(actor);
    // What counts for everybody is nobody's to assign.
    if (id === BASE || !access.may(actor, `assign:configs:${type}`)) this.requireManaging(actor);
  }

  /** @throws {Problem} `forbidden` */
  private requireReadingAny(actor: Actor): void {
    const access = this.parts.access.of(actor);
    if (!overridableSections.some((section) => access.may(actor, `read:configs:${section}`)))
      access.require(actor, "read:configs");
  }

  private inOwnSections(actor: Actor, override: Override): Override {
    const access = this.parts.access.of(actor);
    if (access.may(actor, "read:configs")) return override;
    const isOwn = (path: string) => access.may(actor, `read:configs:${path.split(".")[0]}`);
    return {
      ...override,
      overrides: Object.fromEntries(Object.entries(override.overrides).filter(([section]) => isOwn(section))),
      tombstones: override.tombstones.filter(isOwn),
    };
  }

  private requireReading(actor: Actor, { type, id }: OverrideParams): void {
    const access = this.parts.access.of(actor);
    if (type === "user") access.require(actor, "read:users", `user:${id}`);
    else access.require(actor, type === "group" ? "read:groups" : "read:roles");
  }

  private async requirePrincipal(db: Tx, organization: string, params: OverrideParams): Promise<void> {
    const isBase = params.type === "role" && params.id === BASE;
    if (!isBase && !(await hasPrincipal(db, organization, params))) throw problem("resource-not-found");
  }

  private async written(actor: Actor, document: StoredDocument): Promise<Written> {
    const [override] = await this.told(actor, [document]);
    if (!override) throw new Error("an override that is there is not told");
    return { override, version: document.configVersion };
  }

  private async told(actor: Actor, documents: readonly StoredDocument[]): Promise<Override[]> {
    const names = await this.names(actor, documents);
    const changers = await namesOf(this.parts.store.db, actor.organization, [
      ...new Set(documents.map(({ changedBy }) => changedBy)),
    ]);
    return documents.map(({ changedBy, createdAt, updatedAt, tombstones, overrides, ...one }) => ({
      ...one,
      name: names(one),
      overrides: overrides as Override["overrides"], // JSON as it was stored
      tombstones: [...tombstones],
      changedBy,
      changedByName: changers.get(changedBy)?.name ?? null,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
    }));
  }

  private async names(actor: Actor, documents: readonly OverrideDocument[]) {
    const found = await namesOf(
      this.parts.store.db,
      actor.organization,
      documents.map((one) => nameOf({ type: one.principalType, id: one.principalId })),
    );
    return (one: Pick<OverrideDocument, "principalType" | "principalId">): string | null =>
      one.principalId === BASE ? "Everybody" : (found.get(`${one.principalType}:${one.principalId}`)?.name ?? null);
  }

  private layer(
    path: string,
    { document, value }: Said<StoredDocument>,
    whose: (one: StoredDocument) => Pick<Override, "principalType" | "principalId" | "name" | "priority">,
  ): Effective["keys"][number]["said"][number] {
    const said = { isRemoved: value === undefined, value: (value ?? null) as never }; // JSON as it was read
    if (document) return { ...said, from: "override", place: null, ...whose(document) };
    const source = this.sourceOf(path);
    return {
      ...said,
      from: source?.kind ?? "default",
      place: source?.place ?? null,
      principalType: null,
      principalId: null,
      name: null,
      priority: null,
    };
  }

  /** Where what lies beneath comes from: by its key, or the nearest one above it. */
  private sourceOf(path: string) {
    const { sources } = this.parts.live.configuration;
    for (let key = path; key !== ""; key = key.slice(0, Math.max(0, key.lastIndexOf(".")))) {
      const source = sources.find((one) => one.key === key || one.key.startsWith(`${key}.`));
      if (source && source.origin.kind !== "generated") return { kind: source.origin.kind, place: source.from };
    }
    return path.startsWith("endpoints.") ? { kind: "file" as const, place: null } : undefined;
  }
}

/** Whatever it is: it is not changed by what is said here. */
const ANY_VERSION: RequireVersion = () => undefined;

const isEmpty = ({ overrides, tombstones }: OverrideDocument): boolean =>
  Object.keys(overrides).length === 0 && tombstones.length === 0;

const nameOf = ({ type, id }: OverrideParams): string => `${type}:${id}`;

/** As they are applied, the last one first. */
function inOrder(documents: readonly StoredDocument[]): StoredDocument[] {
  const everybody = new Set(documents.map((one) => `${one.principalType}:${one.principalId}`));
  const active = applicable(documents, everybody).toReversed();
  return [...active, ...documents.filter((one) => !one.isActive)];
}

function isSame(before: StoredDocument, wish: Wish): boolean {
  const text = ({ overrides, tombstones, priority, isActive }: Wish) =>
    JSON.stringify([sorted(overrides), tombstones, priority, isActive]);
  return text(before) === text(wish);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, sorted(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const shortened = (tree: JsonObject): string => JSON.stringify(tree).slice(0, LONGEST_FACT).toWellFormed();
