import { asExpiry, NEVER } from "../grant-at.ts";
import { type AccountStatus, type Change, EngineError } from "../types.ts";
import {
  BANNED,
  MEMBERSHIP_COUNT,
  NODE,
  PRIMARY_ROLE,
  SERVICE,
  STATUS,
  STATUS_SHIFT,
  statuses,
  USER,
} from "../world.ts";
import { ChangeFamily, type Handlers, type Undo } from "./family.ts";
import { aboutSuperAdmin, countSuperAdmin } from "./super-admins.ts";

/** Accounts: that there are some, and whether they are active. */
export class AccountChanges extends ChangeFamily {
  readonly handlers: Handlers<
    | "user-added"
    | "service-added"
    | "account-removed"
    | "account-status-set"
    | "ban-set"
    | "ban-lifted"
    | "primary-role-set"
  > = {
    "user-added": ({ user, role, status }) => {
      const primary = this.role(role);
      const handle = this.newAccount(user, "user", USER, status);
      this.world.nodes[handle * NODE + PRIMARY_ROLE] = primary;
      countSuperAdmin(this.world, handle, 1);
      return [{ kind: "account-removed", account: user }];
    },
    "service-added": ({ service, status }) => {
      this.newAccount(service, "service", SERVICE, status);
      return [{ kind: "account-removed", account: service }];
    },
    "account-removed": ({ account }) => this.removeAccount(account),
    "account-status-set": ({ account, status }) => {
      const handle = this.account(account);
      const former = this.world.status(handle);
      aboutSuperAdmin(this.world, handle, () => {
        this.world.nodes[handle * NODE] = (this.world.flags(handle) & ~STATUS) | statusBits(status);
      });
      this.book.forget(handle);
      return [{ kind: "account-status-set", account, status: former }];
    },
    "ban-set": ({ account, until }) => {
      const handle = this.account(account);
      const inverse = this.banOf(account, handle);
      aboutSuperAdmin(this.world, handle, () => {
        this.world.bans.set(handle, until ?? NEVER);
        this.world.nodes[handle * NODE]! |= BANNED;
      });
      this.book.forget(handle);
      return [inverse];
    },
    "ban-lifted": ({ account }) => {
      const handle = this.account(account);
      const inverse = this.banOf(account, handle);
      aboutSuperAdmin(this.world, handle, () => {
        this.world.bans.delete(handle);
        this.world.nodes[handle * NODE]! &= ~BANNED;
      });
      this.book.forget(handle);
      return [inverse];
    },
    "primary-role-set": ({ user, role }) => {
      const handle = this.account(user);
      if (this.world.kind(handle) !== USER) throw new EngineError("unknown-account", `\`${user}\` is not a user`);
      const wanted = this.role(role);
      const former = this.world.nodes[handle * NODE + PRIMARY_ROLE]!;
      aboutSuperAdmin(this.world, handle, () => {
        this.world.nodes[handle * NODE + PRIMARY_ROLE] = wanted;
      });
      this.book.forget(handle);
      return [{ kind: "primary-role-set", user, role: this.text(former) }];
    },
  };

  private newAccount(name: string, type: string, kind: number, status: AccountStatus): number {
    const handle = this.newName(name, type);
    this.world.nodes[handle * NODE] = kind | statusBits(status);
    this.world.accounts.add(handle);
    this.book.forget(handle);
    return handle;
  }

  private banOf(account: string, handle: number): Change {
    const until = this.world.bans.get(handle);
    return until === undefined ? { kind: "ban-lifted", account } : { kind: "ban-set", account, until: asExpiry(until) };
  }

  private removeAccount(account: string): Undo[] {
    const handle = this.account(account);
    const { world } = this;
    const isNamed =
      world.owned.has(handle) ||
      world.reached.has(handle) ||
      world.roles.has(handle) ||
      world.capabilities.has(handle) ||
      world.nodes[handle * NODE + MEMBERSHIP_COUNT]! > 0 ||
      [...world.attachments.values()].some((list) => list.some((one) => one.attachedBy === handle)) ||
      [...world.links.values()].some((link) => link.maker === handle);
    if (isNamed) throw new EngineError("still-referenced", `\`${account}\` still owns, holds or is given something`);
    const status = world.status(handle);
    const inverse: Change[] =
      world.kind(handle) === USER
        ? [{ kind: "user-added", user: account, role: this.text(world.nodes[handle * NODE + PRIMARY_ROLE]!), status }]
        : [{ kind: "service-added", service: account, status }];
    if (world.bans.has(handle)) inverse.push(this.banOf(account, handle));
    countSuperAdmin(this.world, handle, -1);
    world.bans.delete(handle);
    world.accounts.remove(handle);
    this.book.forget(handle);
    world.claim(handle);
    world.names.release(handle);
    return inverse;
  }
}

function statusBits(status: AccountStatus): number {
  return Math.max(0, statuses.indexOf(status)) << STATUS_SHIFT;
}
