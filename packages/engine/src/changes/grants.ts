import type { Type } from "../declared.ts";
import { grantAt, NEVER } from "../grant-at.ts";
import { GRANT } from "../grant-table.ts";
import { type Change, EngineError, type Grant } from "../types.ts";
import { ANYONE, GRANT_COUNT, GRANTS, NODE, USER } from "../world.ts";
import { ChangeFamily, type Handlers } from "./family.ts";

/** Beyond this a group is the better way; a check reads every grant on its resource. */
const MOST_GRANTS = 10_000;
const LONGEST_CONDITION = 4096;

/** Grants on resources. */
export class GrantChanges extends ChangeFamily {
  readonly handlers: Handlers<"grant-set" | "grant-removed"> = {
    "grant-set": ({ grant }) => this.setGrant(grant),
    "grant-removed": ({ resource, id }) => this.removeGrant(resource, id),
  };

  private setGrant(grant: Grant): Change[] {
    const { world } = this;
    const resource = this.resource(grant.resource);
    const principal = this.principal(grant.principal);
    const bits = this.bitsOf(grant, world.type(resource), principal);
    const condition = grant.condition === null ? null : this.condition(grant.condition);
    const isPlain = grant.expiresAt === null && condition === null && grant.glass !== true;
    const extra = isPlain ? null : { expiresAt: grant.expiresAt ?? NEVER, condition, glass: grant.glass === true };
    const node = resource * NODE;
    const found = this.grantRow(resource, grant.id);
    if (found >= 0) {
      if (world.grants.principal(found) !== principal)
        throw new EngineError("grant-invalid", `grant ${grant.id} belongs to another principal`);
      const former = grantAt(world, found, grant.resource);
      world.grants.set(found, grant.id, principal, bits, extra);
      return [{ kind: "grant-set", grant: former }];
    }
    if (world.grantIds.has(grant.id))
      throw new EngineError("grant-invalid", `grant ${grant.id} lies on another resource`);
    const count = world.nodes[node + GRANT_COUNT]!;
    if (count >= MOST_GRANTS)
      throw new EngineError(
        "too-many-grants",
        `a resource has at most ${MOST_GRANTS} grants; share with a group instead`,
      );
    const start = world.grants.rows.grow(world.nodes[node + GRANTS]!, count);
    world.nodes[node + GRANTS] = start;
    world.nodes[node + GRANT_COUNT] = count + 1;
    world.grants.set(start + count * GRANT, grant.id, principal, bits, extra);
    world.index(world.reached, principal).add(resource);
    world.grantCount++;
    world.grantIds.add(grant.id);
    return [{ kind: "grant-removed", resource: grant.resource, id: grant.id }];
  }

  private removeGrant(name: string, id: number): Change[] {
    const { world } = this;
    const resource = this.resource(name);
    const row = this.grantRow(resource, id);
    if (row < 0) throw new EngineError("unknown-grant", `there is no grant ${id} on \`${name}\``);
    const former = grantAt(world, row, name);
    const principal = world.grants.principal(row);
    const node = resource * NODE;
    const start = world.nodes[node + GRANTS]!;
    const count = world.nodes[node + GRANT_COUNT]!;
    world.nodes[node + GRANTS] = world.grants.remove(start, count, row);
    world.nodes[node + GRANT_COUNT] = count - 1;
    world.grantCount--;
    world.grantIds.delete(id);
    let isReachedStill = false;
    for (const other of world.grantRows(resource))
      if (world.grants.principal(other) === principal) isReachedStill = true;
    if (!isReachedStill) world.unindex(world.reached, principal, resource);
    return [{ kind: "grant-set", grant: former }];
  }

  private bitsOf(grant: Grant, type: Type, principal: number): number {
    const refuse = (why: string) => new EngineError("grant-invalid", why);
    if (!Number.isInteger(grant.id) || grant.id < 1 || grant.id > 0xffffffff)
      throw refuse("a grant's id is a whole number from 1 to 4294967295");
    if (grant.allow.length === 0 && grant.deny.length === 0)
      throw refuse("a grant allows or denies at least one action");
    const union = (actions: readonly string[]) =>
      actions.reduce((sum, action) => {
        const bit = type.bits.get(action);
        if (bit === undefined) throw refuse(`\`${action}\` is not an action of \`${type.name}\``);
        return sum | bit;
      }, 0);
    const allow = union(grant.allow);
    const deny = union(grant.deny);
    if (principal === ANYONE && (allow | deny) !== type.visitorBit)
      throw refuse("`anyone` can be given `view` on a shared link, and nothing else");
    if (grant.glass) {
      const isSound =
        type.definition.sealed &&
        grant.allow.length === 1 &&
        grant.allow[0] === "view" &&
        deny === 0 &&
        this.world.kind(principal) === USER;
      if (!isSound) throw refuse("breaking the glass gives one user `view` on a sealed resource, and nothing else");
    }
    return allow | (deny << 16);
  }

  private condition(text: string) {
    if (new TextEncoder().encode(text).length > LONGEST_CONDITION)
      throw new EngineError("condition-invalid", `a condition has at most ${LONGEST_CONDITION} bytes`);
    try {
      return this.world.condition(text);
    } catch (error) {
      throw new EngineError("condition-invalid", error instanceof Error ? error.message : String(error));
    }
  }

  private grantRow(resource: number, id: number): number {
    for (const row of this.world.grantRows(resource)) if (this.world.grants.id(row) === id) return row;
    return -1;
  }
}
