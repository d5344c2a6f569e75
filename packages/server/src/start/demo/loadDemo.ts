import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { makePassword } from "../../identity/passwords.ts";
import { Organizations } from "../../operation/organizations/service.ts";
import type { OperationParts } from "../../operation/parts.ts";
import type { Tx } from "../../store/index.ts";
import { addressOf, cast } from "./cast.ts";
import { makeHistory } from "./history.ts";
import { organize } from "./organize.ts";
import { Random } from "./random.ts";
import { makeThings } from "./share.ts";
import { type DemoParts, Stage } from "./stage.ts";
import { tellStory } from "./story.ts";
import { makeTools } from "./tools.ts";

export interface DemoWish {
  /** A slug; absent: the first organization. */
  organization?: string | undefined;
  password?: string | undefined;
  seed: number;
}

export interface Demo {
  organization: { id: string; slug: string; name: string; isFirst: boolean };
  people: number;
  groups: number;
  conversations: number;
  /** What everybody signs in with. */
  password: string;
  signIn: { email: string; name: string; as: string }[];
}

const NAME = "Northwind Cycles";

/** Whether the demo could go there now; nothing is made. @throws {Problem} `forbidden`, `already-exists` */
export async function requireRoomForDemo(parts: OperationParts, actor: Actor, slug: string | undefined): Promise<void> {
  const organizations = new Organizations(parts);
  await organizations.requireNobodyIn(actor, wishedOf(organizations, actor, slug)).catch(sayWhatToDo);
}

/** Without a slug the first one. */
const wishedOf = (organizations: Organizations, actor: Actor, slug: string | undefined): string =>
  slug ?? organizations.list(actor)[0]?.slug ?? "default";

/**
 * Fills an organization that has nobody yet with people and all that they would have done in two months.
 * @throws {Problem} `forbidden`, `already-exists`
 */
export async function loadDemo(
  parts: DemoParts & OperationParts,
  actor: Actor,
  { organization: slug, password = makePassword(), seed }: DemoWish,
): Promise<Demo> {
  const organizations = new Organizations(parts);
  const wished = wishedOf(organizations, actor, slug);
  const admin = { email: addressOf(cast.ada), name: cast.ada, password };
  const { organization } = await organizations.create(actor, { slug: wished, name: NAME, admin }).catch(sayWhatToDo);
  const stage = new Stage(parts, { organization, password, random: new Random(seed) });
  await organize(stage, password);
  await makeThings(stage);
  await makeTools(stage);
  const conversations = await makeHistory(stage);
  await tellStory(stage);
  await stage.signOutAll();
  const { id, name } = organization;
  return {
    organization: { id, slug: wished, name, isFirst: organization.ordinal === 1 },
    people: stage.people.size,
    groups: await countGroups(parts.store.db, id),
    conversations,
    password,
    signIn: [
      { ...named("ada"), as: "super admin: every page" },
      { ...named("max"), as: "administrator" },
      { ...named("mona"), as: "moderator" },
      { ...named("ines"), as: "auditor, a role of their own" },
      { ...named("cleo"), as: "team lead: how much is used, a role of their own" },
      { ...named("fatima"), as: "team lead for a while: the role ends" },
      { ...named("ben"), as: "member who shares a lot" },
      { ...named("ivo"), as: "contractor who is denied something" },
    ],
  };
}

/** Those of members as well. */
async function countGroups(db: Tx, organization: string): Promise<number> {
  const { count } = await db
    .selectFrom("groups")
    .select((e) => e.fn.countAll().as("count"))
    .where("organization_id", "=", organization)
    .executeTakeFirstOrThrow();
  return Number(count);
}

const named = (part: keyof typeof cast) => ({ name: cast[part], email: addressOf(cast[part]) });

function sayWhatToDo(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "already-exists")
    throw problem("already-exists", {
      detail: `${"detail" in error ? error.detail : "the organization has accounts already"}: the demo goes into one that has none`,
      extra: { help: "`gatehouse demo --organization <slug>` makes a new one, with a slug that is not there yet." },
    });
  throw error;
}
