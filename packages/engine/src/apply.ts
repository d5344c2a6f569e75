import { AccountChanges } from "./changes/accounts.ts";
import { AttachmentChanges } from "./changes/attachments.ts";
import { CapabilityChanges } from "./changes/capabilities.ts";
import type { Handlers, Of, Undo } from "./changes/family.ts";
import { GrantChanges } from "./changes/grants.ts";
import { GroupChanges } from "./changes/groups.ts";
import { ParentChanges } from "./changes/parents.ts";
import { ResourceChanges } from "./changes/resources.ts";
import { RoleChanges } from "./changes/roles.ts";
import { countSuperAdmins } from "./changes/super-admins.ts";
import { SwitchChanges } from "./changes/switches.ts";
import type { RightsBook } from "./rights.ts";
import { type Change, EngineError } from "./types.ts";
import { USER, type World } from "./world.ts";

/**
 * Changes of the state. Each handler checks that its change fits, makes it, and returns its inverse, so that a transaction can be
 * taken back whole: when a later change does not fit, and when somebody only wanted to know (explain, simulate).
 * Cost: a grant, owner, membership or feature costs the same in any state (but for the length of the lists that it lies in).
 */
export class Changes {
  private readonly world: World;
  private readonly roles: RoleChanges;
  /** By kind: the look-up is the only step between a change and what makes it. */
  private readonly handlers: Handlers<Change["kind"]>;

  constructor(world: World, book: RightsBook) {
    this.world = world;
    this.roles = new RoleChanges(world, book);
    this.handlers = {
      ...new SwitchChanges(world, book).handlers,
      ...new AccountChanges(world, book).handlers,
      ...this.roles.handlers,
      ...new CapabilityChanges(world, book).handlers,
      ...new GroupChanges(world, book).handlers,
      ...new ResourceChanges(world, book).handlers,
      ...new ParentChanges(world, book).handlers,
      ...new AttachmentChanges(world, book).handlers,
      ...new GrantChanges(world, book).handlers,
    };
  }

  /**
   * @returns what takes this transaction back
   * @throws {EngineError} nothing is changed then
   */
  apply(changes: readonly Change[]): Undo[][] {
    const undo: Undo[][] = [];
    const hadSuperAdmin = this.world.superAdmins > 0;
    try {
      for (const change of changes) undo.push(this.one(change));
      if (hadSuperAdmin && this.world.superAdmins === 0 && !this.isAsNew(changes))
        throw new EngineError("last-super-admin", "one active user must hold SUPER_ADMIN directly and without end");
    } catch (error) {
      this.takeBack(undo);
      throw error;
    }
    return undo;
  }

  /** @param undo what `apply` returned, each change's inverse; nothing may have been applied since */
  takeBack(undo: readonly Undo[][]): void {
    this.roles.isTakingBack = true;
    try {
      for (const inverses of undo.toReversed())
        for (const change of inverses) {
          if (change.kind === "type-unset") this.world.declared.unset(change.name, undefined);
          else this.one(change);
        }
    } finally {
      this.roles.isTakingBack = false;
    }
  }

  /** The last one is taken back who came: as before the first did, nobody is there who could be governed. */
  private isAsNew(changes: readonly Change[]): boolean {
    if (!changes.some((change) => change.kind === "account-removed" && change.neverWas === true)) return false;
    for (const account of this.world.accounts) if (this.world.kind(account) === USER) return false;
    return true;
  }

  /** After loading. */
  countSuperAdmins(): void {
    countSuperAdmins(this.world);
  }

  private one<Kind extends Change["kind"]>(change: Of<Kind>): Undo[] {
    const handler: Handlers<Kind>[Kind] | undefined = this.handlers[change.kind as Kind];
    if (!handler) throw new EngineError("name-invalid", `\`${String(change.kind)}\` is not a kind of change`);
    return handler(change);
  }
}
