import { Inquiry } from "./decide.ts";
import type { RightsBook } from "./rights.ts";
import type { AttachmentMode } from "./types.ts";
import { HIDDEN, type World } from "./world.ts";

export interface AttachmentDescription {
  thing: string;
  mode: AttachmentMode;
  attachedBy: string;
  /** false: nobody gets anything by it now. */
  stands: boolean;
}

/** See `PermissionEngine.attachmentsOf`. Cost: a question for each that is lent or shown. */
export function attachmentsOf(world: World, book: RightsBook, agent: number, now: number): AttachmentDescription[] {
  const found = (world.attachments.get(agent) ?? []).map(({ thing, mode, attachedBy }) => {
    const by = world.names.text(attachedBy);
    const stands =
      mode === "own"
        ? (world.flags(thing) & HIDDEN) === 0
        : new Inquiry(world, book, by, { capabilities: false }, now).mayStillShare(attachedBy, thing);
    return { thing: world.names.text(thing), mode, attachedBy: by, stands };
  });
  return found.sort((a, b) => (a.thing < b.thing ? -1 : 1));
}
