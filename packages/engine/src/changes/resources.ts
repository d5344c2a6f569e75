import { type Change, EngineError } from "../types.ts";
import {
  GRANT_COUNT,
  HIDDEN,
  MEMBERSHIP_COUNT,
  NODE,
  NONE,
  OWNER,
  PARENT_COUNT,
  RESOURCE,
  RESTRICTED,
  TYPE_SHIFT,
  WIDE,
} from "../world.ts";
import { ChangeFamily, type Handlers, type Of } from "./family.ts";

/** Resources as such: that there are some, their owner and state. */
export class ResourceChanges extends ChangeFamily {
  readonly handlers: Handlers<
    "resource-added" | "resource-removed" | "resource-state-set" | "owner-set" | "restricted-set"
  > = {
    "resource-added": (change) => this.addResource(change),
    "resource-removed": ({ resource }) => this.removeResource(resource),
    "resource-state-set": ({ resource, state }) => {
      const handle = this.resource(resource);
      const was = (this.world.flags(handle) & HIDDEN) !== 0 ? "hidden" : "active";
      this.mark(handle, HIDDEN, state === "hidden");
      return [{ kind: "resource-state-set", resource, state: was }];
    },
    "owner-set": ({ resource, owner }) => {
      const handle = this.resource(resource);
      const wanted = this.owner(owner);
      const former = this.world.owner(handle);
      this.world.unindex(this.world.owned, former, handle);
      this.world.nodes[handle * NODE + OWNER] = wanted;
      this.world.index(this.world.owned, wanted).add(handle);
      return [{ kind: "owner-set", resource, owner: this.text(former) }];
    },
    "restricted-set": ({ resource, restricted }) => {
      const handle = this.resource(resource);
      const was = (this.world.flags(handle) & RESTRICTED) !== 0;
      this.mark(handle, RESTRICTED, restricted);
      return [{ kind: "restricted-set", resource, restricted: was }];
    },
  };

  private addResource({ resource, owner, state, link }: Of<"resource-added">): Change[] {
    const { world } = this;
    const type = world.declared.type(resource.slice(0, Math.max(0, resource.indexOf(":"))));
    if (!type) throw new EngineError("unknown-type", `\`${resource.slice(0, 80)}\` has no known type`);
    const owning = this.owner(owner);
    const about = link
      ? {
          conversation: this.resource(link.conversation),
          live: link.live,
          maker: link.live ? this.account(link.maker) : NONE,
        }
      : null;
    const handle = this.newName(resource, type.name);
    world.nodes[handle * NODE] = RESOURCE | (type.index << TYPE_SHIFT) | (state === "hidden" ? HIDDEN : 0);
    world.nodes[handle * NODE + OWNER] = owning;
    world.index(world.owned, owning).add(handle);
    world.ofType(type).add(handle);
    if (about) {
      world.links.set(handle, about);
      world.linksOf.set(about.conversation, (world.linksOf.get(about.conversation) ?? new Set()).add(handle));
    }
    if (type.name === "group") this.book.forgetAll();
    return [{ kind: "resource-removed", resource }];
  }

  private removeResource(resource: string): Change[] {
    const { world } = this;
    const handle = this.resource(resource);
    const node = handle * NODE;
    const isNamed =
      world.nodes[node + GRANT_COUNT]! > 0 ||
      world.nodes[node + PARENT_COUNT]! > 0 ||
      world.children.has(handle) ||
      world.attachments.has(handle) ||
      world.attachedTo.has(handle) ||
      world.linksOf.has(handle) ||
      world.reached.has(handle) ||
      world.members.has(handle) ||
      world.subgroups.has(handle) ||
      world.nodes[node + MEMBERSHIP_COUNT]! > 0 ||
      world.roles.has(handle) ||
      world.capabilities.has(handle) ||
      (world.isGroup(handle) &&
        [...world.capabilities.values()].some((held) => held.some((one) => one.scope === handle)));
    if (isNamed) throw new EngineError("still-referenced", `something still hangs on \`${resource}\``);
    const flags = world.flags(handle);
    const link = world.links.get(handle);
    const inverse: Change[] = [
      {
        kind: "resource-added",
        resource,
        owner: this.text(world.owner(handle)),
        state: flags & HIDDEN ? "hidden" : "active",
        ...(link && {
          link: {
            conversation: this.text(link.conversation),
            live: link.live,
            maker: link.live ? this.text(link.maker) : this.text(world.owner(handle)),
          },
        }),
      },
    ];
    if (flags & RESTRICTED) inverse.push({ kind: "restricted-set", resource, restricted: true });
    if (flags & WIDE) inverse.push({ kind: "group-marked", group: resource, organizationWide: true });
    world.unindex(world.owned, world.owner(handle), handle);
    world.ofType(world.type(handle)).remove(handle);
    if (link) {
      const links = world.linksOf.get(link.conversation)!;
      links.delete(handle);
      if (links.size === 0) world.linksOf.delete(link.conversation);
      world.links.delete(handle);
    }
    if (world.isGroup(handle)) this.book.forgetAll();
    world.claim(handle);
    world.names.release(handle);
    return inverse;
  }
}
