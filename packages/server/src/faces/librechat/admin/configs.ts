import type { Access } from "../../../access/index.ts";
import {
  editing,
  isJsonObject,
  isSeedingKey,
  type Json,
  type JsonObject,
  type LiveSettings,
  permissionSubKeys,
} from "../../../config/index.ts";
import type { Actor } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import { roleNaming } from "../../../identity/index.ts";
import { BASE, type Overrides, type SystemSettings } from "../../../settings/index.ts";
import type { Store } from "../../../store/index.ts";
import { fileTree } from "./baseConfig.ts";
import type { Config, ConfigParams, Entry } from "./schemas.ts";

export interface ConfigParts {
  access: Access;
  store: Store;
  live: LiveSettings;
  overrides: Overrides;
  system: SystemSettings;
}

type Override = Awaited<ReturnType<Overrides["list"]>>[number];
type Given = Parameters<SystemSettings["change"]>[1][number]["value"];

const models = { user: "User", group: "Group", role: "Role" } as const;
/** The panel does not know which version it has read: LibreChat's own takes whatever is there. */
const ANY_VERSION = () => undefined;

/**
 * LibreChat's documents of `configs`, as its panel reads and writes them, on what is otherwise for whom here. Of the document for everybody, what is a setting of
 * the installation is one: it is read and changed with the rest, by whoever operates the installation.
 */
export class AdminConfigs {
  private readonly parts: ConfigParts;

  constructor(parts: ConfigParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `forbidden` */
  async list(actor: Actor): Promise<Config[]> {
    const names = await this.names(actor);
    const found = (await this.parts.overrides.list(actor)).map((one) => configOf(one, names));
    const stored = await this.stored(actor);
    if (Object.keys(stored).length === 0) return found;
    const base = found.find(isForEverybody);
    return base ? found.map((one) => (one === base ? withStored(one, stored) : one)) : [...found, baseOf(stored)];
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async find(actor: Actor, params: ConfigParams): Promise<Config> {
    const configs = await this.list(actor);
    const found = configs.find((one) => one.principalType === params.type && one.principalId === params.id);
    if (!found) throw problem("resource-not-found");
    return found;
  }

  /**
   * What counts for everybody, or what the file alone says.
   * @throws {Problem} `forbidden`
   */
  async base(actor: Actor, { baseOnly }: { baseOnly: boolean }): Promise<JsonObject> {
    const access = this.parts.access.of(actor);
    // Other organizations hear of what may be otherwise for them, and of nothing else.
    const isFirst = this.parts.access.findOrganization()?.id === actor.organization;
    const ofFile = isFirst ? fileTree(this.parts.live.configuration, { fileOnly: baseOnly }) : {};
    const all = baseOnly ? ofFile : mergedOver(ofFile, this.parts.overrides.everybodys(actor));
    const read = Object.entries(all).filter(([section]) => access.may(actor, `read:configs:${section}`));
    if (read.length === 0) access.require(actor, "read:configs");
    return Object.fromEntries(read.map(([section, value]) => [appServiceNames[section] ?? section, value]));
  }

  /** A whole document. Whoever only assigns documents makes an empty one, and changes none. @throws {Problem} as `Overrides.put` */
  async put(
    actor: Actor,
    params: ConfigParams,
    body: { overrides: JsonObject; priority: number },
  ): Promise<Config | null> {
    const target = await this.targetOf(actor, params);
    if (!this.parts.access.of(actor).may(actor, "manage:configs")) {
      await this.parts.overrides.assign(actor, target);
      return this.find(actor, params);
    }
    const { settings, overrides } = parted(params, withoutPermissions(body.overrides));
    if (settings.length === 0 && Object.keys(overrides).length === 0 && Object.keys(body.overrides).length > 0)
      return null;
    await this.requireFitting(actor, settings);
    await this.parts.overrides.put(
      actor,
      target,
      { overrides: overrides as never, priority: body.priority },
      ANY_VERSION,
    );
    await this.changeSettings(actor, settings);
    return this.find(actor, params);
  }

  /** Single fields. @returns null: nothing was left to write @throws {Problem} as `Overrides.patch` */
  async patch(
    actor: Actor,
    params: ConfigParams,
    { entries, priority }: { entries: readonly Entry[]; priority?: number | undefined },
  ): Promise<Config | null> {
    const left = entries.filter(({ fieldPath }) => !isPermission(fieldPath));
    if (left.length === 0) return null;
    const target = await this.targetOf(actor, params);
    const isSetting = ({ fieldPath }: Entry) => params.id === BASE && editing.has(fieldPath);
    const settings = left.filter(isSetting).map(({ fieldPath: key, value }) => ({ key, value: givenOf(value) }));
    const set = left
      .filter((one) => !isSetting(one))
      .map(({ fieldPath: path, value }) => ({ path, value: value as never })); // JSON as it came
    await this.requireFitting(actor, settings);
    if (set.length > 0)
      await this.parts.overrides.patch(
        actor,
        target,
        {
          set,
          unset: [],
          remove: [],
          ...(priority !== undefined && (await this.isOther(actor, params, priority)) && { priority }),
        },
        ANY_VERSION,
      );
    await this.changeSettings(actor, settings);
    return this.find(actor, params);
  }

  /** One field is as it is beneath again. @throws {Problem} */
  async unset(actor: Actor, params: ConfigParams, path: string): Promise<Config> {
    if (params.id === BASE && editing.has(path)) await this.changeSettings(actor, [{ key: path, value: null }]);
    else
      await this.parts.overrides.patch(
        actor,
        await this.targetOf(actor, params),
        { set: [], unset: [path], remove: [] },
        ANY_VERSION,
      );
    return this.find(actor, params);
  }

  /** One field is taken away of what is beneath. @throws {Problem} */
  async tombstone(actor: Actor, params: ConfigParams, path: string, priority?: number): Promise<Config> {
    await this.parts.overrides.patch(
      actor,
      await this.targetOf(actor, params),
      {
        set: [],
        unset: [],
        remove: [path],
        ...(priority !== undefined && (await this.isOther(actor, params, priority)) && { priority }),
      },
      ANY_VERSION,
    );
    return this.find(actor, params);
  }

  /** @throws {Problem} */
  async setActive(actor: Actor, params: ConfigParams, isActive: boolean): Promise<Config> {
    await this.parts.overrides.setActive(actor, await this.targetOf(actor, params), isActive);
    return this.find(actor, params);
  }

  /** The settings of the installation that are set here go with the document for everybody. @throws {Problem} `resource-not-found` */
  async remove(actor: Actor, params: ConfigParams): Promise<void> {
    const stored = params.id === BASE ? Object.keys(flat(await this.stored(actor))) : [];
    await this.changeSettings(
      actor,
      stored.map((key) => ({ key, value: null })),
    );
    try {
      await this.parts.overrides.remove(actor, await this.targetOf(actor, params), ANY_VERSION);
    } catch (error) {
      const isNone = error instanceof Error && "code" in error && error.code === "resource-not-found";
      if (!isNone || stored.length === 0) throw error;
    }
  }

  /** Whether a priority is asked for that the document does not have: saying the same takes no right. */
  private async isOther(actor: Actor, { type, id }: ConfigParams, priority: number): Promise<boolean> {
    const found = (await this.list(actor)).find((one) => one.principalType === type && one.principalId === id);
    return found?.priority !== priority;
  }

  /** Roles are named there by their names, which here may be others than those they were made with. @throws {Problem} `resource-not-found` */
  private async targetOf(actor: Actor, { type, id }: ConfigParams): Promise<ConfigParams> {
    if (type !== "role" || id === BASE) return { type, id };
    const role = await roleNaming(this.parts.store.db, this.parts.access.of(actor)).byName(id);
    if (role === undefined) throw problem("resource-not-found");
    return { type, id: role.slice("role:".length) };
  }

  private async names(actor: Actor): Promise<(role: string) => string> {
    const { store, access } = this.parts;
    const names = await roleNaming(store.db, access.of(actor)).all();
    return (role) => names.get(`role:${role}`) ?? role;
  }

  /** Settings of the installation that are set here, as a tree; none for whoever does not read them. */
  private async stored(actor: Actor): Promise<JsonObject> {
    const { access, system } = this.parts;
    const isFirst = access.findOrganization()?.id === actor.organization;
    if (!isFirst || !access.of(actor).may(actor, "read:configs")) return {};
    const { settings } = await system.list(actor);
    const tree: JsonObject = {};
    for (const { key, stored } of settings)
      if (stored !== null && key.includes(".")) Object.assign(tree, setIn(tree, key.split("."), stored as Json));
    return tree;
  }

  /** Asked before anything is written, so that nothing is done by halves. @throws {Problem} */
  private async requireFitting(actor: Actor, settings: readonly Setting[]): Promise<void> {
    if (settings.length > 0) await this.parts.system.preview(actor, settings);
  }

  private async changeSettings(actor: Actor, settings: readonly Setting[]): Promise<void> {
    if (settings.length > 0) await this.parts.system.change(actor, settings, ANY_VERSION);
  }
}

interface Setting {
  key: string;
  value: Given;
}

/** Sections whose names are others in what LibreChat answers. */
const appServiceNames: Readonly<Record<string, string>> = { interface: "interfaceConfig" };

const isForEverybody = ({ principalType, principalId }: Config): boolean =>
  principalType === "role" && principalId === BASE;

function configOf(one: Override, roleName: (role: string) => string): Config {
  const { principalType, principalId, priority, overrides, tombstones, isActive, configVersion } = one;
  const id = principalType === "role" && principalId !== BASE ? roleName(principalId) : principalId;
  return {
    ...{
      _id: `${principalType}:${principalId}`,
      principalType,
      principalId: id,
      principalModel: models[principalType],
    },
    ...{ priority, overrides, tombstones, isActive, configVersion, createdAt: one.createdAt, updatedAt: one.updatedAt },
  };
}

const baseOf = (overrides: JsonObject): Config => ({
  ...{ _id: `role:${BASE}`, principalType: "role", principalId: BASE, principalModel: "Role", priority: 0 },
  ...{ overrides: overrides as Config["overrides"], tombstones: [], isActive: true, configVersion: 1 },
  ...{ createdAt: new Date(0).toISOString(), updatedAt: new Date(0).toISOString() },
});

const withStored = (config: Config, stored: JsonObject): Config => ({
  ...config,
  overrides: { ...stored, ...config.overrides } as Config["overrides"],
});

/** Of endpoints the file says more than what may be otherwise. */
const mergedOver = (ofFile: JsonObject, { endpoints, ...others }: JsonObject): JsonObject => ({
  ...(endpoints !== undefined && { endpoints }),
  ...ofFile,
  ...others,
});

/** Settings of the installation, and what is otherwise for somebody. */
function parted({ id }: ConfigParams, tree: JsonObject): { settings: Setting[]; overrides: JsonObject } {
  if (id !== BASE) return { settings: [], overrides: tree };
  const settings: Setting[] = [];
  let overrides = tree;
  for (const [path, value] of Object.entries(flat(tree)))
    if (editing.has(path)) {
      settings.push({ key: path, value: givenOf(value) });
      overrides = dropFrom(overrides, path.split("."));
    }
  return { settings, overrides };
}

/** Paths of what is no object. */
function flat(tree: JsonObject, prefix = ""): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]): [string, Json][] => {
      const path = prefix === "" ? key : `${prefix}.${key}`;
      return isJsonObject(value) ? Object.entries(flat(value, path)) : [[path, value]];
    }),
  );
}

function setIn(tree: JsonObject, [key = "", ...rest]: readonly string[], value: Json): JsonObject {
  const inner = tree[key];
  return { ...tree, [key]: rest.length === 0 ? value : setIn(isJsonObject(inner) ? inner : {}, rest, value) };
}

function dropFrom(tree: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const { [key]: inner, ...others } = tree;
  if (rest.length === 0 || !isJsonObject(inner)) return others;
  const left = dropFrom(inner, rest);
  return Object.keys(left).length === 0 ? others : { ...others, [key]: left };
}

/** @throws {Problem} `request-invalid` for what no setting is */
function givenOf(value: Json): Given {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value) && value.every((one: Json) => typeof one === "string")) return value as string[];
  throw problem("request-invalid", { detail: "a setting is a text, a number, a switch or a list of texts" });
}

/** What would give permissions: those of a role are changed at the role. */
function isPermission(path: string): boolean {
  const [section, key = "", sub] = path.split(".");
  return (
    section === "interface" &&
    isSeedingKey(key) &&
    key !== "schedules" &&
    (sub === undefined || permissionSubKeys.has(sub))
  );
}

function withoutPermissions(overrides: JsonObject): JsonObject {
  const { interface: shown, ...others } = overrides;
  if (!isJsonObject(shown)) return overrides;
  const kept = Object.entries(shown).flatMap(([key, value]) => {
    if (!isSeedingKey(key) || key === "schedules") return [[key, value] as const];
    if (!isJsonObject(value)) return [];
    const left = Object.entries(value).filter(([sub]) => !permissionSubKeys.has(sub));
    return left.length === 0 ? [] : [[key, Object.fromEntries(left)] as const];
  });
  return kept.length === 0 ? others : { ...others, interface: Object.fromEntries(kept) };
}
