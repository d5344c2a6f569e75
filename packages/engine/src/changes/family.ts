import type { RightsBook } from "../rights.ts";
import { type Change, EngineError } from "../types.ts";
import { ANYONE, EVERYONE, NODE, NONE, ORGANIZATION, RESOURCE, ROLE, type World } from "../world.ts";

const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}:[A-Za-z0-9_.@~-]{1,256}$/;

export type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
/** What takes a change back; taking back a declared type is nothing that anybody else can do. */
export type Undo = Change | { kind: "type-unset"; name: string };
/** Each checks that its change fits, makes it, and returns what would take it back, in order. */
export type Handlers<Kinds extends Change["kind"]> = { readonly [Kind in Kinds]: (change: Of<Kind>) => Undo[] };

/** Changes of one idea: what all of them need, the names first. */
export abstract class ChangeFamily {
  protected readonly world: World;
  protected readonly book: RightsBook;

  constructor(world: World, book: RightsBook) {
    this.world = world;
    this.book = book;
  }

  protected text(handle: number): string {
    return this.world.names.text(handle);
  }

  protected account(name: string): number {
    const handle = this.world.names.find(name);
    if (!this.world.isAccount(handle)) throw new EngineError("unknown-account", `there is no account \`${name}\``);
    return handle;
  }

  protected role(name: string): number {
    const handle = this.world.names.find(name);
    if (this.world.kind(handle) !== ROLE) throw new EngineError("unknown-role", `there is no role \`${name}\``);
    return handle;
  }

  protected group(name: string): number {
    const handle = this.world.names.find(name);
    if (!this.world.isGroup(handle)) throw new EngineError("unknown-group", `there is no group \`${name}\``);
    return handle;
  }

  protected resource(name: string): number {
    const handle = this.world.names.find(name);
    if (this.world.kind(handle) !== RESOURCE)
      throw new EngineError("unknown-resource", `there is no resource \`${name}\``);
    return handle;
  }

  protected owner(name: string): number {
    return name === "organization" ? ORGANIZATION : this.account(name);
  }

  /** A user, service or group. */
  protected member(name: string): number {
    return name.startsWith("group:") ? this.group(name) : this.account(name);
  }

  /** A user, service, group or role. */
  protected holder(name: string): number {
    return name.startsWith("role:") ? this.role(name) : this.member(name);
  }

  protected principal(name: string): number {
    if (name === "everyone") return EVERYONE;
    return name === "anyone" ? ANYONE : this.holder(name);
  }

  protected newName(name: string, type: string): number {
    if (!NAME.test(name) || !name.startsWith(`${type}:`))
      throw new EngineError("name-invalid", `\`${name.slice(0, 80)}\` is not a name of the form ${type}:id`);
    if (this.world.names.find(name) !== NONE) throw new EngineError("already-exists", `\`${name}\` exists already`);
    const handle = this.world.names.intern(name);
    this.world.claim(handle);
    return handle;
  }

  protected mark(handle: number, flag: number, on: boolean): void {
    if (on) this.world.nodes[handle * NODE]! |= flag;
    else this.world.nodes[handle * NODE]! &= ~flag;
  }

  protected forget(principal: number): void {
    if (this.world.isAccount(principal)) this.book.forget(principal);
    else this.book.forgetAll();
  }
}
