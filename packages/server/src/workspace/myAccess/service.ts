import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { listMyFeatures } from "./features.ts";
import { listMine } from "./mine.ts";
import type { MineQuery, PageQuery } from "./schemas.ts";
import { listSharedByMe } from "./sharedByMe.ts";
import { listSharedWithMe } from "./sharedWithMe.ts";

/** What somebody can reach and why, and what they share with others and others with them. Decides nothing: the engine is asked, and named. */
export class MyAccess {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  reached(actor: Actor, query: MineQuery) {
    return listMine(this.parts, actor, query);
  }

  features(actor: Actor) {
    return listMyFeatures(this.parts, actor);
  }

  sharedByMe(actor: Actor, query: PageQuery) {
    return listSharedByMe(this.parts, actor, query);
  }

  sharedWithMe(actor: Actor, query: PageQuery) {
    return listSharedWithMe(this.parts, actor, query);
  }
}
