import type { RightsBook } from "../rights.ts";
import type { AttachmentMode, Context, Expiry } from "../types.ts";
import type { World } from "../world.ts";
import { mayActOn } from "./accounts.ts";
import { Actor } from "./actor.ts";
import type { EverybodysStaff, GrantTerms, GrantWish, HandingOn, MakeOptions, RoleWish } from "./contract.ts";
import { staffOfEverybody } from "./everybodys-staff.ts";
import { mayChangeGrant, mayGrant, mayRemoveGrant } from "./grants.ts";
import { carriesStaff, mayAddMember, mayRemoveMember } from "./groups.ts";
import { mayMakeAccount } from "./make-account.ts";
import { knows } from "./naming.ts";
import { mayBreakGlass, mayCreate, mayDelete, mayRestrict, mayTransfer } from "./ownership.ts";
import { mayAddParent, mayAttach, mayDetach, mayRemoveParent } from "./parents.ts";
import type { Refusal } from "./refusal.ts";
import {
  mayDeleteRole,
  mayEditRole,
  mayGiveCapability,
  mayGiveRole,
  mayMakeRole,
  maySetPrimaryRole,
  mayTakeCapability,
  mayTakeRole,
  rankOfNew,
} from "./roles.ts";

const NO_CONTEXT: Context = Object.freeze({});

/** The questions of handing on, over the engine's state. The rules lie in the files beside, one for each bullet of the model's section. */
export class Handing implements HandingOn {
  private readonly world: World;
  private readonly book: RightsBook;

  constructor(world: World, book: RightsBook) {
    this.world = world;
    this.book = book;
  }

  create(actor: string, type: string, options: MakeOptions = {}, context = NO_CONTEXT): Refusal | null {
    return mayCreate(this.actor(actor, context), type, options);
  }

  grant(actor: string, wish: GrantWish, context = NO_CONTEXT): Refusal | null {
    return mayGrant(this.actor(actor, context, wish.resource), wish);
  }

  changeGrant(
    actor: string,
    resource: string,
    id: number,
    terms: GrantTerms,
    givenBy: string | null,
    context = NO_CONTEXT,
  ): Refusal | null {
    return mayChangeGrant(this.actor(actor, context, resource), resource, id, terms, givenBy);
  }

  removeGrant(
    actor: string,
    resource: string,
    id: number,
    givenBy: string | null,
    context = NO_CONTEXT,
  ): Refusal | null {
    return mayRemoveGrant(this.actor(actor, context, resource), resource, id, givenBy);
  }

  breakGlass(actor: string, resource: string, endsAt: Expiry, context = NO_CONTEXT): Refusal | null {
    return mayBreakGlass(this.actor(actor, context, resource), resource, endsAt);
  }

  restrict(actor: string, resource: string, restricted: boolean, context = NO_CONTEXT): Refusal | null {
    return mayRestrict(this.actor(actor, context, resource), resource, restricted);
  }

  transfer(actor: string, resource: string, owner: string, context = NO_CONTEXT): Refusal | null {
    return mayTransfer(this.actor(actor, context, resource), resource, owner);
  }

  deleteResource(actor: string, resource: string, context = NO_CONTEXT): Refusal | null {
    return mayDelete(this.actor(actor, context, resource), resource);
  }

  addParent(actor: string, resource: string, parent: string, context = NO_CONTEXT): Refusal | null {
    return mayAddParent(this.actor(actor, context, resource), resource, parent);
  }

  removeParent(actor: string, resource: string, parent: string, context = NO_CONTEXT): Refusal | null {
    return mayRemoveParent(this.actor(actor, context, resource), resource, parent);
  }

  attach(actor: string, agent: string, thing: string, mode: AttachmentMode, context = NO_CONTEXT): Refusal | null {
    return mayAttach(this.actor(actor, context, thing), agent, thing, mode);
  }

  detach(actor: string, agent: string, thing: string, context = NO_CONTEXT): Refusal | null {
    return mayDetach(this.actor(actor, context, thing), agent, thing);
  }

  addMember(actor: string, group: string, member: string, expiresAt: Expiry, context = NO_CONTEXT): Refusal | null {
    return mayAddMember(this.actor(actor, context), group, member, expiresAt);
  }

  removeMember(actor: string, group: string, member: string, context = NO_CONTEXT): Refusal | null {
    return mayRemoveMember(this.actor(actor, context), group, member);
  }

  carriesStaff(group: string): boolean {
    return carriesStaff(this.world, group, Date.now());
  }

  staffOfEverybody(now = Date.now()): EverybodysStaff[] {
    return staffOfEverybody(this.world, now);
  }

  knowsRole(actor: string, role: string, context = NO_CONTEXT): boolean {
    return knows(this.actor(actor, context), this.world.names.find(role));
  }

  giveRole(actor: string, holder: string, role: string, expiresAt: Expiry, context = NO_CONTEXT): Refusal | null {
    return mayGiveRole(this.actor(actor, context), holder, role, expiresAt);
  }

  takeRole(actor: string, holder: string, role: string, context = NO_CONTEXT): Refusal | null {
    return mayTakeRole(this.actor(actor, context), holder, role);
  }

  setPrimaryRole(actor: string, user: string, role: string, context = NO_CONTEXT): Refusal | null {
    return maySetPrimaryRole(this.actor(actor, context), user, role);
  }

  makeRole(actor: string, role: string, wish: RoleWish, context = NO_CONTEXT): Refusal | null {
    return mayMakeRole(this.actor(actor, context), role, wish);
  }

  editRole(actor: string, role: string, wish: RoleWish, context = NO_CONTEXT): Refusal | null {
    return mayEditRole(this.actor(actor, context), role, wish);
  }

  deleteRole(actor: string, role: string, context = NO_CONTEXT): Refusal | null {
    return mayDeleteRole(this.actor(actor, context), role);
  }

  defaultRank(actor: string, context = NO_CONTEXT): number {
    return rankOfNew(this.actor(actor, context));
  }

  giveCapability(
    actor: string,
    principal: string,
    capability: string,
    scope: string | null,
    expiresAt: Expiry,
    context = NO_CONTEXT,
  ): Refusal | null {
    return mayGiveCapability(this.actor(actor, context), principal, capability, scope, expiresAt);
  }

  takeCapability(
    actor: string,
    principal: string,
    capability: string,
    scope: string | null,
    context = NO_CONTEXT,
  ): Refusal | null {
    return mayTakeCapability(this.actor(actor, context), principal, capability, scope);
  }

  makeAccount(actor: string, kind: "user" | "service", role: string | null, context = NO_CONTEXT): Refusal | null {
    return mayMakeAccount(this.actor(actor, context), kind, role);
  }

  actOn(actor: string, account: string, capability: string, context = NO_CONTEXT): Refusal | null {
    return mayActOn(this.actor(actor, context), account, capability);
  }

  /** @param about the resource that `context.row` describes */
  private actor(name: string, context: Context, about?: string): Actor {
    return new Actor(this.world, this.book, name, context, about);
  }
}
