import { isCapability } from "../catalogue/capabilities.ts";
import { asExpiry, NEVER } from "../grant-at.ts";
import { EngineError } from "../types.ts";
import { NONE } from "../world.ts";
import { ChangeFamily, type Handlers } from "./family.ts";

/** Capabilities of accounts, groups and roles. */
export class CapabilityChanges extends ChangeFamily {
  readonly handlers: Handlers<"capability-set" | "capability-removed"> = {
    "capability-set": ({ principal, capability, scope, expiresAt }) => {
      const who = this.holder(principal);
      if (!isCapability(capability))
        throw new EngineError("unknown-capability", `\`${capability}\` is not a capability`);
      const group = scope === null ? NONE : this.group(scope);
      const held = this.world.capabilities.get(who) ?? [];
      const former = held.find((one) => one.capability === capability && one.scope === group);
      const left = held.filter((one) => one !== former);
      this.world.capabilities.set(who, [...left, { capability, scope: group, expiresAt: expiresAt ?? NEVER }]);
      this.forget(who);
      if (!former) return [{ kind: "capability-removed", principal, capability, scope }];
      return [{ kind: "capability-set", principal, capability, scope, expiresAt: asExpiry(former.expiresAt) }];
    },
    "capability-removed": ({ principal, capability, scope }) => {
      const who = this.holder(principal);
      const group = scope === null ? NONE : this.group(scope);
      const held = this.world.capabilities.get(who) ?? [];
      const former = held.find((one) => one.capability === capability && one.scope === group);
      if (!former) throw new EngineError("unknown-capability", `\`${principal}\` does not hold \`${capability}\``);
      const left = held.filter((one) => one !== former);
      if (left.length > 0) this.world.capabilities.set(who, left);
      else this.world.capabilities.delete(who);
      this.forget(who);
      return [{ kind: "capability-set", principal, capability, scope, expiresAt: asExpiry(former.expiresAt) }];
    },
  };
}
