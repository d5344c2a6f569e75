import { EngineError } from "../types.ts";
import { ChangeFamily, type Handlers } from "./family.ts";

/** What holds for the whole organization: its types, ceilings, and whether links are public. */
export class SwitchChanges extends ChangeFamily {
  readonly handlers: Handlers<"type-set" | "ceiling-set" | "public-links-set"> = {
    "type-set": ({ type }) => {
      const former = this.world.declared.set(type);
      this.book.forgetAll();
      if (former) return [{ kind: "type-set", type: former }];
      return [{ kind: "type-unset", name: type.name }];
    },
    "ceiling-set": ({ feature, down }) => {
      if (!(feature in this.world.declared.features))
        throw new EngineError("unknown-feature", `\`${feature}\` is not a permission type`);
      const was = this.world.ceilings.has(feature);
      if (down) this.world.ceilings.add(feature);
      else this.world.ceilings.delete(feature);
      this.book.forgetAll();
      return [{ kind: "ceiling-set", feature, down: was }];
    },
    "public-links-set": ({ allowed }) => {
      const was = this.world.publicLinks;
      this.world.publicLinks = allowed;
      this.book.forgetAll();
      return [{ kind: "public-links-set", allowed: was }];
    },
  };
}
