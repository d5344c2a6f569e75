import type { FastifyBaseLogger } from "fastify";
import { type Access, principalsGone } from "../../access/index.ts";
import type { BalanceSettings, FileConfig, Json, JsonObject, Settings } from "../../config/index.ts";
import { balanceDefaults, isJsonObject } from "../../config/index.ts";
import { type Following, raiseConfigHead, type Store } from "../../store/index.ts";
import { applicable, mergeOverrides } from "./merge.ts";
import { withoutRefusedTypes } from "./overridable.ts";
import { deleteDocument, listDocuments, type StoredDocument } from "./queries.ts";

/** What the configuration is for one person. */
export interface PersonalConfig {
  readonly interface: JsonObject;
  readonly modelSpecs: JsonObject | undefined;
  readonly fileConfig: FileConfig | undefined;
  readonly balance: BalanceSettings;
  /** How an endpoint is shown, as far as it is said. */
  lookOf(endpoint: string): { modelDisplayLabel?: string; iconURL?: string };
}

interface Known {
  documents: readonly StoredDocument[];
  /** By which documents count. */
  merged: Map<string, PersonalConfig>;
}

export const headOf = (organization: string): string => `overrides/${organization}`;
/** Sets of documents that are kept merged; what is beyond is merged anew. */
const MOST_MERGED = 500;
const NOTHING: Known = { documents: [], merged: new Map() };

/** Whoever asks, as far as it matters here. */
interface Asker {
  organization: string;
  subject: string;
}

/**
 * The configuration of each person: librechat.yaml with the documents of the person, their groups and roles on top. All documents lie in memory;
 * asking never touches the database. What is changed here counts at once; other servers hear of it by the store.
 */
export class PersonalConfigs {
  private readonly access: Access;
  private readonly store: Store;
  private readonly settings: Settings;
  private readonly log: FastifyBaseLogger;
  private readonly now: () => number;
  private readonly known = new Map<string, Known>();
  private readonly following: Following;

  private constructor({ access, store, settings, log, now }: Parts) {
    this.access = access;
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.now = now;
    this.following = store.followConfig((name) => {
      const organization = name.startsWith(headOf("")) ? name.slice(headOf("").length) : undefined;
      // What it misses, the next change brings.
      if (organization !== undefined) this.reload(organization).catch(() => undefined);
    });
  }

  static async open(parts: Parts): Promise<PersonalConfigs> {
    const configs = new PersonalConfigs(parts);
    for (const { id } of parts.access.list()) await configs.reload(id);
    configs.forgetWhoGoes();
    return configs;
  }

  /** For whoever asks; for visitors and the operator what counts for everybody. */
  of({ organization, subject }: Asker): PersonalConfig {
    const of = this.known.get(organization);
    const { documents, merged } = of ?? NOTHING;
    const counting = documents.length === 0 ? [] : applicable(documents, this.principalsOf(organization, subject));
    const key = counting.map((one) => documents.indexOf(one)).join(" ");
    const known = merged.get(key);
    if (known) return known;
    const made = personalConfig(mergeOverrides(this.base(), counting));
    if (merged.size >= MOST_MERGED) merged.clear();
    if (of) merged.set(key, made);
    return made;
  }

  documentsOf(organization: string): readonly StoredDocument[] {
    return (this.known.get(organization) ?? NOTHING).documents;
  }

  /** What lies beneath all documents. */
  base(): JsonObject {
    const { interface: shown, modelSpecs, fileConfig, balance, endpoints } = this.settings;
    const custom = endpoints.custom.map(({ name, modelDisplayLabel, iconURL }) => ({
      name,
      ...(modelDisplayLabel !== undefined && { modelDisplayLabel }),
      ...(iconURL !== undefined && { iconURL }),
    }));
    return {
      ...(Object.keys(shown).length > 0 && { interface: shown }),
      ...(modelSpecs !== undefined && { modelSpecs }),
      ...(fileConfig !== undefined && { fileConfig: fileConfig as unknown as JsonObject }), // read from JSON
      balance: { ...balance },
      ...(custom.length > 0 && { endpoints: { custom } }),
    };
  }

  /** Names of what somebody is and belongs to now. */
  principalsOf(organization: string, subject: string): ReadonlySet<string> {
    return /^(user|service):/.test(subject)
      ? new Set(this.access.of(organization).engine.principalSet(subject, this.now()))
      : new Set();
  }

  async reload(organization: string): Promise<void> {
    const stored = await listDocuments(this.store.db, organization);
    this.known.set(organization, { documents: stored.map((one) => this.fitting(one)), merged: new Map() });
  }

  private fitting(document: StoredDocument): StoredDocument {
    const { overrides, leftOut } = withoutRefusedTypes(document.overrides);
    if (leftOut.length === 0) return document;
    const { principalType, principalId } = document;
    this.log.warn(
      { principalType, principalId, leftOut },
      "an override has patterns for types that are not taken any more",
    );
    return { ...document, overrides };
  }

  close(): void {
    this.following.stop();
  }

  /** A document goes with whom it is for: the name of a role can come again. */
  private forgetWhoGoes(): void {
    this.access.onChanged(async (tx, organization, changes) => {
      for (const gone of principalsGone(changes)) {
        const [, type, id = ""] = /^(user|group|role):(.+)$/s.exec(gone) ?? [];
        if (type !== "user" && type !== "group" && type !== "role") continue;
        if (!this.documentsOf(organization).some((one) => one.principalType === type && one.principalId === id))
          continue;
        await deleteDocument(tx, organization, { type, id });
        await raiseConfigHead(tx, headOf(organization));
        const stop = this.access.of(organization).onRevision(() => {
          stop();
          this.reload(organization).catch(() => undefined);
        });
      }
    });
  }
}

interface Parts {
  access: Access;
  store: Store;
  settings: Settings;
  log: FastifyBaseLogger;
  now: () => number;
}

/** INVARIANT: documents were read by the shapes of the file when they were written, so what they make fits them. */
function personalConfig(tree: JsonObject): PersonalConfig {
  const objectAt = (key: string): JsonObject | undefined => (isJsonObject(tree[key]) ? tree[key] : undefined);
  const custom: Json = objectAt("endpoints")?.custom ?? [];
  const looks = new Map<string, JsonObject>();
  for (const one of Array.isArray(custom) ? (custom as readonly Json[]) : [])
    if (isJsonObject(one) && typeof one.name === "string") looks.set(one.name, one);
  return Object.freeze({
    interface: objectAt("interface") ?? {},
    modelSpecs: objectAt("modelSpecs"),
    fileConfig: objectAt("fileConfig") as FileConfig | undefined,
    balance: { ...balanceDefaults, ...objectAt("balance") },
    lookOf: (endpoint: string) => {
      const { modelDisplayLabel, iconURL } = looks.get(endpoint) ?? {};
      return {
        ...(typeof modelDisplayLabel === "string" && { modelDisplayLabel }),
        ...(typeof iconURL === "string" && { iconURL }),
      };
    },
  });
}
