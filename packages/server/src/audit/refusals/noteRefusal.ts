import type { Actor } from "../../http/actor.ts";
import type { Refusal } from "../../http/createApp.ts";
import type { Tally } from "../../store/index.ts";

/** Counts a no for the trail: who, what they asked, of which thing, and why not. Nobody waits for it. */
export function noteRefusal(tally: Tally, actor: Actor, { code, method, route, asked, reason }: Refusal): void {
  tally.note({
    organization: actor.organization,
    kind: "refused",
    actor: actor.name,
    from: actor.from,
    about: asked.resource === undefined ? [] : [asked.resource],
    facts: {
      code,
      ...(asked.action !== undefined && { action: asked.action }),
      ...(reason !== null && { reason }),
      ...(route !== null && { route: `${method} ${route}` }),
    },
  });
}
