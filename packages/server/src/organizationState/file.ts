import { z } from "zod";
import { AnyJson, Moment, Name, Text } from "../http/schemas.ts";
import { Email, line, OwnId, PersonName, paragraph, Username } from "../identity/texts.ts";

/*
 * The organization as a file (docs/guides/organization-as-a-file.md). Whoever is named is named as people know them: `user:` and an address,
 * `group:`, `role:` and `service:` and a name; a name that there is twice is followed by `#` and the id. What a line leaves out stays as it is.
 */

/** At most so many of each: what an organization of 100,000 people has. */
const MOST = { roles: 2_000, groups: 50_000, people: 150_000, held: 200_000, grants: 400_000, settings: 500 };

const Until = Moment.nullable().optional().describe("Absent: never");
/** `user:ada@example.org`, `group:Research`, `role:Editors`, `service:CRM`, `everyone`, `anyone` */
const Whom = Text(600).min(1);
const RoleName = line(500);
const Actions = z.array(z.string().max(64)).max(16);

const HeldRole = z.union([RoleName, z.strictObject({ role: RoleName, until: Until })]);
const Held = z.array(HeldRole).max(2_000).describe("Additional roles");
const Member = z.union([Whom, z.strictObject({ who: Whom, until: Until })]);

export const RoleEntry = z.strictObject({
  name: RoleName,
  id: Name.optional().describe("`role:Editors`; it stays when the name changes"),
  description: paragraph(2_000).optional(),
  rank: z.number().int().min(0).max(100).optional(),
  features: z
    .record(z.string().max(64), z.array(z.string().max(64)).max(64))
    .optional()
    .describe("All that is on. Not only what differs from the defaults: these may be others in a later version"),
});

export const GroupEntry = z.strictObject({
  name: line(500),
  id: OwnId.optional(),
  description: paragraph(2_000).optional(),
  email: z.union([z.literal(""), Email]).optional(),
  owner: Whom.optional().describe("A person, a service, or `organization`"),
  organizationWide: z.boolean().optional(),
  source: z.enum(["local", "openid"]).optional().describe("Of a new group; it is not changed here"),
  idOnTheSource: line(256).nullable().optional(),
  endsAt: Moment.nullable().optional().describe("Of a new group; it is not changed here"),
  roles: Held.optional(),
  members: z.array(Member).max(MOST.held).optional(),
});

export const PersonEntry = z.strictObject({
  email: Email,
  id: OwnId.optional(),
  name: PersonName,
  username: Username.nullable().optional(),
  role: RoleName.optional().describe("The primary role"),
  status: z.enum(["active", "deactivated", "unverified"]).optional().describe("`unverified`: as it is"),
  hidden: z.boolean().optional(),
  roles: Held.optional(),
});

export const ServiceEntry = z.strictObject({
  name: line(500),
  id: OwnId.optional(),
  roles: Held.optional(),
});

export const CapabilityEntry = z.strictObject({
  to: Whom,
  capability: z.string().max(100),
  scope: Whom.optional().describe("A group"),
  until: Until,
});

export const GrantEntry = z.strictObject({
  on: Text(700).min(1).describe("`agent:64f0…`; a group by its name"),
  name: z.string().max(2_000).optional().describe("What it is called; not read"),
  to: Whom,
  role: z.string().max(64).optional().describe("An access role of its type"),
  allow: Actions.optional(),
  deny: Actions.optional(),
  until: Until,
  condition: Text(4096).optional(),
});

export const OverrideEntry = z.strictObject({
  for: Whom.describe("`everybody`, a role, a group or a person"),
  priority: z.number().int().min(-1_000_000).max(1_000_000),
  active: z.boolean().default(true),
  values: z.record(z.string(), AnyJson),
  removed: z.array(Text(300).min(1)).max(200).default([]),
});

const SettingValue = z.union([Text(10_000), z.number(), z.boolean(), z.array(Text(300)).max(200)]);

export const StateFile = z.strictObject({
  gatehouse: z.literal("state/1"),
  organization: z.string().max(63).optional().describe("Whose it was; not read"),
  roles: z.array(RoleEntry).max(MOST.roles).optional(),
  groups: z.array(GroupEntry).max(MOST.groups).optional(),
  people: z.array(PersonEntry).max(MOST.people).optional(),
  services: z.array(ServiceEntry).max(MOST.groups).optional(),
  capabilities: z.array(CapabilityEntry).max(MOST.held).optional(),
  grants: z.array(GrantEntry).max(MOST.grants).optional(),
  restricted: z.array(Name).max(MOST.grants).optional().describe("Open things, such as models, that are restricted"),
  ceilings: z
    .strictObject({ down: z.array(z.string().max(64)).max(200), publicLinks: z.boolean() })
    .optional()
    .describe("Compared, not changed: they follow from the settings"),
  settings: z
    .record(z.string().max(100), SettingValue)
    .refine((some) => Object.keys(some).length <= MOST.settings, `holds more than ${MOST.settings} settings`)
    .optional(),
  overrides: z.array(OverrideEntry).max(500).optional(),
});
export type StateFile = z.infer<typeof StateFile>;
export type Held = z.infer<typeof HeldRole>;
export type Section = (typeof sections)[number];

/** In the order in which they stand in the file. */
export const sections = [
  "roles",
  "groups",
  "people",
  "services",
  "capabilities",
  "grants",
  "restricted",
  "ceilings",
  "settings",
  "overrides",
] as const;
