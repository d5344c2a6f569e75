import { applyDeclaredState, isSuperAdmin, requireOperator } from "../../access/index.ts";
import {
  type Audience,
  audienceOf,
  ConfigurationError,
  describeProblem,
  editing,
  type Settings,
  type StoredSettings,
  whyNotStored,
} from "../../config/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { type Following, noteEvent, readConfigHead, type Tx } from "../../store/index.ts";
import type { SettingsParts } from "../parts.ts";
import { countAudience } from "./audience.ts";
import { whyNobodyComesIn } from "./lockout.ts";
import { readRoleNames, readStored, writeStored } from "./queries.ts";
import type { Setting, SettingChange, SettingsPreview } from "./schemas.ts";
import { givenOf, isPinned, settingsOf, textOf } from "./settingShape.ts";

type RequireVersion = (version: number) => void;
/** Under which name changes of settings are counted. */
export const SETTINGS_HEAD = "settings";
const REQUIRED_ROLES = "TWO_FACTOR_REQUIRED_ROLES";
const LONGEST_FACT = 300;

export interface Changed {
  settings: Setting[];
  former: SettingChange[];
  version: number;
}

/**
 * Settings that are changed in the browser, for the whole installation. What the environment or the file says counts over them. What takes
 * effect at once does so on this server before the answer, and on others when they hear of it.
 */
export class SystemSettings {
  private readonly parts: SettingsParts;
  private readonly following: Following;
  private applying: Promise<void> = Promise.resolve();

  constructor(parts: SettingsParts) {
    this.parts = parts;
    this.following = parts.store.followConfig((name) => {
      // What it misses, the next change or the next start brings.
      if (name === SETTINGS_HEAD)
        this.apply().catch((error: unknown) => parts.log.warn({ err: error }, "changed settings were not taken up"));
    });
  }

  /** @throws {Problem} `forbidden` without `read:configs` in the first organization */
  async list(actor: Actor): Promise<{ settings: Setting[]; mayChange: boolean; version: number }> {
    this.requireReading(actor);
    const { store, live } = this.parts;
    const version = await readConfigHead(store.db, SETTINGS_HEAD);
    return { settings: settingsOf(live, await readStored(store.db)), mayChange: this.mayChange(actor), version };
  }

  /**
   * All of them or none.
   * @param reason stands in the trail
   * @throws {Problem} `forbidden` for whoever does not operate the installation; `request-invalid`, `version-mismatch`,
   * `setting-pinned`, `settings-lock-out`
   */
  async change(
    actor: Actor,
    changes: readonly SettingChange[],
    requireVersion: RequireVersion,
    reason?: string,
  ): Promise<Changed> {
    this.requireManaging(actor);
    const { store, live, now } = this.parts;
    const { version, result } = await store.writeConfig(SETTINGS_HEAD, async (tx, before) => {
      this.requireManaging(actor);
      requireVersion(before);
      const stored = await readStored(tx);
      const next = await this.wished(tx, stored, changes);
      const changed = changes.map(({ key }) => key).filter((key) => stored[key] !== next[key]);
      const at = now();
      for (const key of changed) {
        const value = next[key] ?? null;
        await writeStored(tx, { key, value, changedBy: isOperator(actor) ? "organization" : actor.subject, at });
        await noteEvent(tx, {
          organization: actor.organization,
          kind: "setting-changed",
          actor: actor.name,
          about: [],
          facts: {
            setting: key,
            before: shortened(stored[key]),
            after: shortened(value ?? undefined),
          },
          ...(reason !== undefined && { details: { reason } }),
        });
      }
      const former = changed.map((key): SettingChange => {
        const text = stored[key];
        return { key, value: text === undefined ? null : givenOf(key, text) };
      });
      return { isChanged: changed.length > 0, result: { former } };
    });
    await this.apply();
    const named = new Set(changes.map(({ key }) => key));
    const settings = settingsOf(live, await readStored(store.db)).filter(({ key }) => named.has(key));
    return { settings, former: result.former, version };
  }

  /** What a change would make otherwise; nothing is written. @throws {Problem} as {@link change} */
  async preview(actor: Actor, changes: readonly SettingChange[]): Promise<SettingsPreview> {
    this.requireManaging(actor);
    const { store, live } = this.parts;
    const stored = await readStored(store.db);
    const next = await this.wished(store.db, stored, changes);
    const valuesWith = (some: StoredSettings) =>
      new Map(live.supposing(some).sources.map(({ key, value }) => [key, value ?? null]));
    const [was, is] = [valuesWith(stored), valuesWith(next)];
    const told = changes.map(({ key }) => {
      const [before, after] = [was.get(key) ?? null, is.get(key) ?? null];
      return {
        key,
        before: before as never, // JSON as it was read
        after: after as never,
        isOtherwise: JSON.stringify(before) !== JSON.stringify(after),
        takesEffect: editing.get(key) ?? "after a restart",
        concerns: audienceOf(key),
      };
    });
    const others = told.filter(({ isOtherwise }) => isOtherwise);
    return {
      changes: told,
      people: others.length === 0 ? 0 : await this.peopleOf(others, next),
      needsRestart: others.some(({ takesEffect }) => takesEffect === "after a restart"),
    };
  }

  /** How many people it is otherwise for who are there already. */
  private peopleOf(others: readonly { concerns: Audience }[], next: StoredSettings): Promise<number | null> {
    const { live, store, now } = this.parts;
    const rolesOf = ({ identity }: Settings) => identity.secondFactor.requiredRoles;
    const [was, is] = [rolesOf(live.settings), rolesOf(live.supposing(next).settings)];
    const roles = [...was.filter((role) => !is.includes(role)), ...is.filter((role) => !was.includes(role))];
    return countAudience(
      store.db,
      others.map(({ concerns }) => concerns),
      { roles, now: now() },
    );
  }

  close(): void {
    this.following.stop();
  }

  /** What would be stored. @throws {Problem} */
  private async wished(db: Tx, stored: StoredSettings, changes: readonly SettingChange[]): Promise<StoredSettings> {
    const { live } = this.parts;
    if (new Set(changes.map(({ key }) => key)).size !== changes.length)
      throw problem("request-invalid", { detail: "a setting is named twice" });
    const next: Record<string, string> = { ...stored };
    const sources = new Map(live.configuration.sources.map((source) => [source.key, source]));
    for (const { key, value } of changes) {
      const source = sources.get(key);
      if (!editing.has(key))
        throw problem("request-invalid", {
          detail: source
            ? `\`${key}\` is not changed here: it is set where the server runs`
            : `there is no such setting: \`${key}\``,
        });
      if (value === null) delete next[key];
      else if (isPinned(source))
        throw problem("setting-pinned", { detail: `\`${key}\` is set by ${source?.from}, which counts` });
      else {
        const text = textOf(value);
        const why = text.trim() === "" ? "something: null takes it away" : whyNotStored(key, text);
        if (why !== null) throw problem("request-invalid", { detail: `\`${key}\`: it takes ${why}` });
        next[key] = text;
      }
    }
    this.requireUsable(next);
    // Only of a change of it: a role that went since stops no other change.
    if (changes.some(({ key, value }) => key === REQUIRED_ROLES && value !== null)) await this.requireRoles(db, next);
    return next;
  }

  /** @throws {Problem} `settings-lock-out`, `request-invalid` */
  private requireUsable(next: StoredSettings): void {
    try {
      const why = whyNobodyComesIn(this.parts.live.supposing(next).settings);
      if (why !== null) throw problem("settings-lock-out", { detail: why });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw problem("request-invalid", {
        detail: error.problems.slice(0, 5).map(describeProblem).join("; "),
        cause: error,
      });
    }
  }

  /** By the roles of the first organization, by the name that each has or had when it was made. @throws {Problem} `request-invalid` */
  private async requireRoles(db: Tx, next: StoredSettings): Promise<void> {
    const first = this.parts.access.findOrganization();
    if (!first) return;
    const known = await readRoleNames(db, first.id);
    const { requiredRoles } = this.parts.live.supposing(next).settings.identity.secondFactor;
    const unknown = requiredRoles.find((name) => !known.has(name));
    if (unknown !== undefined)
      throw problem("request-invalid", { detail: `\`${REQUIRED_ROLES}\`: there is no role \`${unknown}\`` });
  }

  /** Takes up what is stored, one after the other; what decides becomes a recorded change of every organization. */
  private apply(): Promise<void> {
    const mine = this.applying.then(() => this.applyNow());
    this.applying = mine.catch(() => undefined);
    return mine;
  }

  private async applyNow(): Promise<void> {
    const { store, live, access } = this.parts;
    live.replace(await readStored(store.db));
    for (const { id } of access.list()) await applyDeclaredState(access.of(id), live.settings);
  }

  private requireReading(actor: Actor): void {
    const { access } = this.parts;
    if (!isOperator(actor) && access.findOrganization()?.id !== actor.organization)
      throw problem("forbidden", { detail: "only the operator of the installation may do this" });
    access.of(actor).require(actor, "read:configs");
  }

  private requireManaging(actor: Actor): void {
    this.parts.access.of(actor).require(actor, "manage:configs");
    requireOperator(this.parts.access, actor);
  }

  private mayChange(actor: Actor): boolean {
    return (
      isOperator(actor) ||
      (this.parts.access.of(actor).may(actor, "manage:configs") && isSuperAdmin(this.parts.access, actor))
    );
  }
}

const shortened = (text: string | undefined): string | null =>
  text === undefined ? null : text.slice(0, LONGEST_FACT).toWellFormed();
