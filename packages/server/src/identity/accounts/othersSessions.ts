import type { OrganizationAccess } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { commitPeople } from "../rules.ts";
import { liveSessionsOf, type SessionRow } from "../sessions/queries.ts";
import { requireActingOn } from "./acting.ts";

/** Letters that only tell of something are of no use later. */
const NOTICE_LIFE_MS = 7 * 24 * 60 * 60_000;

/** Where others are signed in: for whoever may act on their account. Where each came from is the person's own to see. */
export class OthersSessions {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** In force now, last seen first. @throws {Problem} `forbidden`, `hand-on-refused`, `resource-not-found` */
  async list(actor: Actor, id: string): Promise<SessionRow[]> {
    const { access: organizations, store, now } = this.identity;
    const access = organizations.of(actor);
    await requireActingOn(store.db, access, actor, id);
    return liveSessionsOf(store.db, access.id, `user:${id}`, now());
  }

  /**
   * Ends one, or all, at once: what is answered there stops. The person is told by mail.
   * @returns how many
   * @throws {Problem} as {@link list}; `resource-not-found` for one that is not theirs, or over
   */
  async end(actor: Actor, id: string, only?: string): Promise<number> {
    const { access: organizations, sessions, mail, log } = this.identity;
    const access = organizations.of(actor);
    const account = `user:${id}`;
    const { result: ended } = await commitPeople(access, actor, async (tx) => {
      const user = await requireActingOn(tx, access, actor, id);
      const which = only === undefined ? {} : { only };
      const result = await sessions.endInside(tx, access.id, account, "ended-by-administrator", which);
      if (only !== undefined && result.length === 0) throw problem("resource-not-found");
      if (result.length > 0) await this.tell(tx, access, user);
      return { changes: [], result };
    });
    sessions.ended(access.id, account, ended);
    mail.wake();
    log.info({ account, by: actor.name, sessions: ended.length }, "sessions were ended");
    return ended.length;
  }

  private async tell(tx: Tx, access: OrganizationAccess, { id, email }: { id: string; email: string }): Promise<void> {
    const { mail, now } = this.identity;
    if (!mail.isConfigured) return;
    const expiresAt = now() + NOTICE_LIFE_MS;
    await mail.write(tx, access.id, { kind: "sessions-ended", to: email, account: `user:${id}`, facts: {}, expiresAt });
  }
}
