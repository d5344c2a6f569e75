import { z } from "zod";
import type { Settings } from "../../config/index.ts";
import { Email, line, newPassword, PersonName, Slug } from "../../identity/texts.ts";

/** A new organization, and who administers it. */
export const newOrganization = ({ identity }: Settings) =>
  z.strictObject({
    slug: Slug.describe("How people name it when they sign in; for good"),
    name: line(200),
    admin: z.strictObject({
      email: Email,
      name: PersonName.optional().describe("Default: the part of the address before the @"),
      password: newPassword(identity.minPasswordLength).optional().describe("Default: one is generated"),
    }),
  });
export type OrganizationWish = z.infer<ReturnType<typeof newOrganization>>;

export const OrganizationAnswer = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  ordinal: z.number().describe("1 is the first organization, whose super admins operate the installation"),
  revision: z.number(),
  createdAt: z.string(),
});

export const MadeOrganization = z.object({
  organization: OrganizationAnswer,
  admin: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  password: z.string().optional().describe("The generated one; shown this once"),
});
