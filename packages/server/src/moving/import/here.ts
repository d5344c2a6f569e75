import type { Account } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Store } from "../../store/index.ts";
import { idOf } from "../translate/fields.ts";
import type { Known, SecondFactorKeys } from "../translate/kind.ts";

export interface HereOptions {
  superAdmins: ReadonlySet<string>;
  admitsUnverified: boolean;
  /** Absent: second factors are left. */
  secondFactors?: SecondFactorKeys | undefined;
  /** Absent: they do not. */
  bringsContents?: boolean | undefined;
  now: number;
}

/** What translating asks of this organization: the engine's memory, and who of there is somebody who was here already. */
export class Here implements Known {
  readonly organization: string;
  readonly now: number;
  readonly superAdmins: ReadonlySet<string>;
  readonly admitsUnverified: boolean;
  readonly bringsContents: boolean;
  readonly secondFactors: SecondFactorKeys | null;
  private readonly access: OrganizationAccess;
  /** Accounts by the ids of their documents, of those who were here already. */
  private readonly others: Map<string, Account>;

  private constructor(access: OrganizationAccess, others: Map<string, Account>, options: HereOptions) {
    this.access = access;
    this.organization = access.id;
    this.others = others;
    this.now = options.now;
    this.superAdmins = options.superAdmins;
    this.secondFactors = options.secondFactors ?? null;
    this.bringsContents = options.bringsContents ?? false;
    this.admitsUnverified = options.admitsUnverified;
  }

  static async open(access: OrganizationAccess, store: Store, options: HereOptions): Promise<Here> {
    const rows = await store.db
      .selectFrom("moved_documents")
      .select(["document_id", "made"])
      .where("organization_id", "=", access.id)
      .where("collection", "=", "users")
      .where("made", "is not", null)
      .execute();
    return new Here(access, new Map(rows.map(({ document_id, made }) => [document_id, made ?? ""])), options);
  }

  /** Somebody of there is an account that was here. */
  isNow(id: string, account: Account): void {
    this.others.set(id, account);
  }

  account(id: unknown): Account | null {
    const hex = idOf(id);
    if (hex === null) return null;
    const account = this.others.get(hex) ?? `user:${hex}`;
    return this.has(account) ? account : null;
  }

  ownerOf(resource: string): string | null {
    return this.access.engine.describe(resource)?.owner ?? null;
  }

  has(name: string): boolean {
    if (name.startsWith("role:")) return this.access.engine.listRoles().some(({ role }) => role === name);
    return this.access.engine.handle(name) !== 0;
  }
}
