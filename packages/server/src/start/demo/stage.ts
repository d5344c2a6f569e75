import type { App } from "../../http/types.ts";
import type { Identity } from "../../identity/index.ts";
import type { Moderation } from "../../moderation/index.ts";
import type { Store } from "../../store/index.ts";
import type { Workspace } from "../../workspace/index.ts";
import { Caller } from "./caller.ts";
import { addressOf, cast, type Part } from "./cast.ts";
import type { Random } from "./random.ts";

/** What the demo is made with. */
export interface DemoParts {
  app: App;
  store: Store;
  identity: Identity;
  workspace: Workspace;
  moderation: Moderation;
  now: () => number;
}

export const DAY_MS = 86_400_000;

/** The organization while it is filled: who is there by now, and what. */
export class Stage {
  readonly parts: DemoParts;
  readonly random: Random;
  readonly organization: { id: string; slug: string };
  /** By name → id. */
  readonly people = new Map<string, string>();
  readonly groups = new Map<string, string>();
  readonly agents = new Map<string, { id: string; _id: string }>();
  private readonly password: string;
  private readonly callers = new Map<string, Promise<Caller>>();

  constructor(
    parts: DemoParts,
    { organization, password, random }: { organization: Stage["organization"]; password: string; random: Random },
  ) {
    this.parts = parts;
    this.organization = organization;
    this.password = password;
    this.random = random;
  }

  /** Somebody, signed in as everybody is: with address and password. */
  as(part: Part): Promise<Caller> {
    const name = cast[part];
    const caller = this.callers.get(name) ?? this.signIn(name);
    this.callers.set(name, caller);
    return caller;
  }

  idOf(part: Part): string {
    return found(this.people, cast[part]);
  }

  groupId(name: string): string {
    return found(this.groups, name);
  }

  inDays(days: number): string {
    return new Date(this.parts.now() + days * DAY_MS).toISOString();
  }

  /** Nobody of the demo stays signed in. */
  async signOutAll(): Promise<void> {
    for (const name of [...this.callers.keys()]) await this.signOut(name);
  }

  async signOut(name: string): Promise<void> {
    const caller = await this.callers.get(name);
    this.callers.delete(name);
    await caller?.post("/api/auth/logout");
  }

  private async signIn(name: string): Promise<Caller> {
    const { app, identity } = this.parts;
    const wish = { email: addressOf(name), password: this.password, organization: this.organization.slug };
    // Not by its route: that lets each address in only so often.
    const signedIn = await identity.sessions.signIn(wish, { ip: "127.0.0.1", userAgent: "Mozilla/5.0 (demo)" });
    if (!("token" in signedIn)) throw new Error(`the demo: ${name} is asked for a second factor`);
    return new Caller(app, { id: signedIn.user.id, token: signedIn.token });
  }
}

function found(names: ReadonlyMap<string, string>, name: string): string {
  const id = names.get(name);
  if (id === undefined) throw new Error(`the demo: ${name} is not there yet`);
  return id;
}
