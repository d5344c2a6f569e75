import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../access/access.ts";
import type { Settings } from "../config/index.ts";
import type { Actor } from "../http/actor.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Violation } from "../http/problem.ts";
import type { ExportPart } from "../identity/index.ts";
import type { Counters } from "../limits/index.ts";
import type { PersonalConfigs } from "../settings/index.ts";
import type { Spending } from "../spending/index.ts";
import type { Store, Tx } from "../store/index.ts";
import type { Outbound } from "./tools/outbound/outbound.ts";
import type { ToolSecrets } from "./tools/toolSecrets.ts";

/** They are asked for access; they are answered; something of theirs was opened. */
export type Notice = "access-asked" | "access-answered" | "content-opened";

/** What the workspace needs of the part that knows people; the workspace runs without it, too. */
export interface People {
  /** Display names of principals (`user:64f0…`); what is gone is left out. */
  names(organization: string, principals: readonly string[]): Promise<ReadonlyMap<string, { name: string }>>;
  /** Tells people by mail of what they find in the console; nothing happens where there is no mail server. */
  tell(organization: string, accounts: readonly string[], kind: Notice): Promise<void>;
  /** Where a person's picture is fetched; null: there is none. */
  setAvatar(tx: Tx, organization: string, account: string, url: string | null): Promise<void>;
  /**
   * Called inside the transaction that removes an account.
   * @param removed the resources (`agent:64f0…`) that go with it
   * @param account whoever is removed; what nobody shared is not held by the engine, and is found by its owner
   */
  onAccountRemoved(
    listener: (tx: Tx, organization: string, removed: readonly string[], account: string) => Promise<void>,
  ): unknown;
  /** Who tells what people own that the engine does not hold. */
  keepBelongings?(belongings: {
    count(db: Tx, organization: string, account: string, most: number): Promise<{ type: string; count: number }[]>;
    loose(db: Tx, organization: string, account: string, most: number): Promise<string[]>;
    handedOver(tx: Tx, organization: string, resources: readonly string[], to: string): Promise<void>;
  }): void;
  /** What the workspace keeps of a person is in the export of their data. */
  onExport?(part: ExportPart): void;
  /** Who knows the models of endpoints. */
  keepEndpoints?(modelsOf: (organization: string, endpoints: readonly string[]) => Promise<readonly string[]>): void;
  /** Counts what somebody was refused while they were answered. */
  violated?(actor: Actor, violation: Violation): Promise<void>;
  /** Called for each API key that is revoked. */
  onKeyEnded?(listener: (ended: { organization: string; id: string }) => void): unknown;
  /** Called for each session that ends before its time. */
  onSessionEnded(listener: (ended: EndedSession) => void): unknown;
  /** Whether whoever acts does so from an address that is banned by now. */
  isAddressBanned?(actor: Pick<Actor, "organization" | "ip">): boolean;
  /** Called for each organization in which an address was banned. */
  onAddressBanned?(listener: (organization: string) => void): unknown;
}

/** The configuration of whoever asks. */
export type Configs = Pick<PersonalConfigs, "of">;

export interface EndedSession {
  organization: string;
  session: string;
  account: string;
}

/** What every service of the workspace is made of. */
export interface WorkspaceParts {
  access: Access;
  store: Store;
  settings: Settings;
  /** What of the settings is otherwise for whom. */
  configs: Configs;
  /** Asked before each call of a model. */
  spending: Spending;
  people: People | undefined;
  cursors: Cursors;
  counters: Counters;
  log: FastifyBaseLogger;
  /** The way out for agents' actions. */
  outbound: Outbound;
  toolSecrets: ToolSecrets;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The workspace's lists and chat leave capabilities out: an administrator's powers do not widen what they see there (docs/model.md, "The decision"). */
export const WITHOUT_CAPABILITIES = Object.freeze({ capabilities: false });
