import { EngineError } from "@gatehouse/engine";
import { untoldOf } from "../../access/administered.ts";
import type { OrganizationAccess } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import { goingIn } from "../../access/simulate/dryRun.ts";
import type { Actor } from "../../http/actor.ts";
import { requireActingOn } from "../accounts/acting.ts";
import { touchUser } from "../accounts/queries.ts";
import { toldOf } from "../belongings/preview.ts";
import type { Identity } from "../identity.ts";
import { deleteKeysOf, isLive, keysOf } from "../keys/queries.ts";
import { type Committed, commitPeople } from "../rules.ts";
import { liveSessionsOf } from "../sessions/queries.ts";
import { type LeavingPlan, MOST_AT_ONCE, planLeaving, requireWhole } from "./plan.ts";
import type { LeavingAnswer, LeavingPreview, LeavingWish } from "./schemas.ts";

const MOST_ROWS = 200;
const MOST_LOSERS = 25;

/** Somebody leaves: what they hold, what they were given and, if wished, what they gave ends in one step, and their account is deactivated. */
export class Leaving {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** What it would do, and who would lose what by it; nothing is written. @throws {Problem} `forbidden`, `hand-on-refused`, `resource-not-found` */
  async preview(actor: Actor, id: string, wish: LeavingWish): Promise<LeavingPreview> {
    const { identity } = this;
    const { store, now } = identity;
    const access = identity.access.of(actor);
    const account = `user:${id}`;
    await requireActingOn(store.db, access, actor, id);
    const plan = await access.inTurn(actor, () => planLeaving(identity, store.db, access, actor, account, wish));
    const sessions = (await liveSessionsOf(store.db, access.id, account, now())).length;
    const keys = (await keysOf(store.db, access.id, account, MOST_ROWS)).filter((row) => isLive(row, now())).length;
    // Whom things of others reach is for whoever may ask about others; to whoever may not, they are counted.
    const given = access.may(actor, "read:access") ? plan.given.slice(0, MOST_ROWS) : [];
    const loss = await this.lossOf(access, actor, plan);
    const names = await namesOf(store.db, access.id, [
      ...plan.memberships.flatMap(({ group }) => (seesGroup(access, actor, group) ? group : [])),
      ...plan.roles.map(({ role }) => role),
      plan.primaryRole.role,
      ...plan.capabilities.flatMap(({ scope }) => (scope !== null && seesGroup(access, actor, scope) ? scope : [])),
      ...given.map(({ principal }) => principal),
      ...(loss?.rows ?? []).map(({ subject }) => subject),
    ]);
    const nameOf = (principal: string) => names.get(principal)?.name ?? null;
    const byType = Map.groupBy(plan.received, ({ type }) => type);
    return {
      sessions,
      keys,
      memberships: plan.memberships.map((one) =>
        seesGroup(access, actor, one.group)
          ? { ...one, name: nameOf(one.group) }
          : { ...one, ...untoldGroup(one.group), stays: one.stays && "you may not see that group" },
      ),
      roles: plan.roles.map((one) => ({ ...one, name: nameOf(one.role) })),
      primaryRole: { ...plan.primaryRole, name: nameOf(plan.primaryRole.role) },
      capabilities: plan.capabilities.map((one) => {
        if (one.scope === null || seesGroup(access, actor, one.scope))
          return { ...one, scopeName: one.scope === null ? null : nameOf(one.scope) };
        const { group: scope, name: scopeName } = untoldGroup(one.scope);
        return { ...one, scope, scopeName };
      }),
      received: {
        count: plan.received.length,
        byType: [...byType].map(([type, { length }]) => ({ type, count: length })),
      },
      given: {
        count: plan.given.length,
        rows: given.map(({ id: grant, type, principal, allow, givenAt, stays }) => ({
          id: grant,
          type,
          principal,
          principalName: nameOf(principal),
          allow,
          givenAt: new Date(givenAt).toISOString(),
          stays,
        })),
        more: plan.given.length - given.length,
      },
      things: await toldOf(identity, actor, account, plan.settling),
      isInOneStep: plan.isWhole,
      loss: loss && { ...loss, rows: loss.rows.map((row) => ({ ...row, name: nameOf(row.subject) })) },
    };
  }

  /**
   * Does it: one commit, one revision; where there is more than one step takes, the rest waits for the next call.
   * @throws {Problem} as {@link preview}; `last-super-admin`
   */
  async leave(actor: Actor, id: string, wish: LeavingWish): Promise<Committed<LeavingAnswer>> {
    const { identity } = this;
    const access = identity.access.of(actor);
    const account = `user:${id}`;
    const { revision, result } = await commitPeople(
      access,
      actor,
      async (tx) => {
        await requireActingOn(tx, access, actor, id);
        const plan = await planLeaving(identity, tx, access, actor, account, wish);
        requireWhole(plan, wish);
        await identity.access.removed(tx, access.id, plan.removed);
        const ended = await identity.sessions.endInside(tx, access.id, account, "left");
        const keys = await deleteKeysOf(tx, access.id, account);
        await identity.keyBook.gone(tx, access.id, keys);
        await identity.keyBook.announce(tx, access.id);
        await touchUser(tx, access.id, account, identity.now());
        return {
          changes: plan.changes,
          result: { plan, ended, keys: keys.filter((key) => isLive(key, identity.now())) },
        };
      },
      wish.reason,
    );
    const { plan, ended, keys } = result;
    identity.sessions.ended(access.id, account, ended);
    identity.keyBook.changed(access.id);
    identity.log.info({ account, by: actor.name, revision }, "somebody left");
    return {
      revision,
      result: { ended: { ...countsOf(plan, wish, ended.length), keys: keys.length }, isFinished: plan.isWhole },
    };
  }

  private async lossOf(access: OrganizationAccess, actor: Actor, { changes }: LeavingPlan) {
    if (!access.may(actor, "read:access")) return null;
    return access.inTurn(actor, () => {
      try {
        const simulated = access.engine.simulate(changes, {
          now: this.identity.now(),
          withoutCapabilities: goingIn(changes),
        });
        const { rows } = simulated.bySubject({ limit: MOST_LOSERS });
        const { gained, lost, subjects } = simulated;
        return { gained, lost, subjects, rows: rows.map(({ subject, ...row }) => ({ subject, ...tallyOf(row) })) };
      } catch (error) {
        if (error instanceof EngineError && error.code === "simulation-too-large") return null;
        throw error;
      }
    });
  }
}

const seesGroup = (access: OrganizationAccess, actor: Actor, group: string): boolean =>
  access.may(actor, "view", group) || access.may(actor, "read:groups");

/** What stands for a group that the reader may not see, as in every other list. */
const untoldGroup = (group: string): { group: string; name: string } => {
  const { principal, name } = untoldOf(group);
  return { group: principal, name };
};

const tallyOf = ({ gained, lost }: { gained: number; lost: number }) => ({ gained, lost });

function countsOf(plan: LeavingPlan, wish: LeavingWish, sessions: number) {
  const ending = (held: readonly { stays: string | null }[]) => held.filter(({ stays }) => stays === null).length;
  const isTaken = ({ id, stays }: LeavingPlan["given"][number]) => stays === null && !wish.except.includes(id);
  return {
    sessions,
    memberships: ending(plan.memberships),
    roles: ending(plan.roles),
    capabilities: ending(plan.capabilities),
    received: Math.min(plan.received.length, MOST_AT_ONCE),
    given: wish.given === "keep" ? 0 : Math.min(plan.given.filter(isTaken).length, MOST_AT_ONCE),
    things: plan.settling.fates.length,
  };
}
