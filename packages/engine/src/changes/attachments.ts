import { type Change, EngineError } from "../types.ts";
import { ChangeFamily, type Handlers, type Of } from "./family.ts";

/** What is attached to agents. */
export class AttachmentChanges extends ChangeFamily {
  readonly handlers: Handlers<"attachment-set" | "attachment-removed"> = {
    "attachment-set": (change) => this.attach(change),
    "attachment-removed": ({ agent, thing }) => {
      const handle = this.world.names.find(agent);
      const former = this.world.attachments.get(handle)?.find((one) => one.thing === this.world.names.find(thing));
      if (!former) throw new EngineError("unknown-resource", `\`${thing}\` is not attached to \`${agent}\``);
      this.detach(former);
      return [{ kind: "attachment-set", agent, thing, mode: former.mode, attachedBy: this.text(former.attachedBy) }];
    },
  };

  private attach({ agent, thing, mode, attachedBy }: Of<"attachment-set">): Change[] {
    const { world } = this;
    const to = this.resource(agent);
    const what = this.resource(thing);
    const by = this.account(attachedBy);
    const type = world.type(what);
    const fits =
      world.type(to).name === "agent" && to !== what && type.lentBit !== 0 && (mode !== "shown" || type.shownBit !== 0);
    if (!fits)
      throw new EngineError("attachment-invalid", `\`${thing}\` cannot be attached to \`${agent}\` as ${mode}`);
    const former = world.attachments.get(to)?.find((one) => one.thing === what);
    if (former) this.detach(former);
    const attachment = { agent: to, thing: what, mode, attachedBy: by };
    world.attachments.set(to, [...(world.attachments.get(to) ?? []), attachment]);
    world.attachedTo.set(what, [...(world.attachedTo.get(what) ?? []), attachment]);
    if (mode === "shown") world.shown.add(what);
    if (!former) return [{ kind: "attachment-removed", agent, thing }];
    return [{ kind: "attachment-set", agent, thing, mode: former.mode, attachedBy: this.text(former.attachedBy) }];
  }

  private detach(attachment: { agent: number; thing: number }): void {
    const { world } = this;
    for (const [map, key] of [
      [world.attachments, attachment.agent],
      [world.attachedTo, attachment.thing],
    ] as const) {
      const left = map.get(key)!.filter((one) => one !== attachment);
      if (left.length > 0) map.set(key, left);
      else map.delete(key);
    }
    if (!world.attachedTo.get(attachment.thing)?.some((one) => one.mode === "shown"))
      world.shown.remove(attachment.thing);
  }
}
