import { type Change, EngineError } from "../types.ts";
import { NODE, PARENT_COUNT, PARENTS } from "../world.ts";
import { ChangeFamily, type Handlers } from "./family.ts";
import { longest, reaches } from "./walks.ts";

const DEEPEST_PROJECT = 16;
const MOST_PARENTS = 64;

/** What lies in what. */
export class ParentChanges extends ChangeFamily {
  readonly handlers: Handlers<"parent-added" | "parent-removed"> = {
    "parent-added": ({ resource, parent }) => this.addParent(resource, parent),
    "parent-removed": ({ resource, parent }) => this.removeParent(resource, parent),
  };

  private addParent(resource: string, parent: string): Change[] {
    const { world } = this;
    const child = this.resource(resource);
    const above = this.resource(parent);
    const parents = (handle: number) => [...world.parentsOf(handle)];
    if ([...world.parentsOf(child)].includes(above))
      throw new EngineError("already-exists", `\`${parent}\` is a parent of \`${resource}\` already`);
    if (child === above || reaches(above, child, parents))
      throw new EngineError("parent-cycle", `\`${parent}\` lies below \`${resource}\``);
    const count = world.nodes[child * NODE + PARENT_COUNT]!;
    if (count >= MOST_PARENTS)
      throw new EngineError("too-many-parents", `a resource has at most ${MOST_PARENTS} parents`);
    if (world.type(child).name === "project" && world.type(above).name === "project") {
      const isProject = (handle: number) => world.type(handle).name === "project";
      const up = (handle: number) => parents(handle).filter(isProject);
      const down = (handle: number) => [...(world.children.get(handle) ?? [])].filter(isProject);
      if (longest(above, up, new Map()) + longest(child, down, new Map()) > DEEPEST_PROJECT)
        throw new EngineError("parent-too-deep", `projects nest at most ${DEEPEST_PROJECT} deep`);
    }
    const start = world.parents.grow(world.nodes[child * NODE + PARENTS]!, count);
    world.nodes[child * NODE + PARENTS] = start;
    world.nodes[child * NODE + PARENT_COUNT] = count + 1;
    world.parents.data[start + count] = above;
    world.index(world.children, above).add(child);
    return [{ kind: "parent-removed", resource, parent }];
  }

  private removeParent(resource: string, parent: string): Change[] {
    const { world } = this;
    const child = this.resource(resource);
    const above = this.resource(parent);
    const index = [...world.parentsOf(child)].indexOf(above);
    if (index < 0) throw new EngineError("unknown-resource", `\`${parent}\` is not a parent of \`${resource}\``);
    const node = child * NODE;
    const count = world.nodes[node + PARENT_COUNT]!;
    world.nodes[node + PARENTS] = world.parents.remove(world.nodes[node + PARENTS]!, count, index);
    world.nodes[node + PARENT_COUNT] = count - 1;
    world.unindex(world.children, above, child);
    return [{ kind: "parent-added", resource, parent }];
  }
}
