import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Found } from "../../access/unheld.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { isOwnedByPerson, mayAnswer } from "./answering.ts";
import type { RequestRow } from "./queries.ts";
import { isSilentNo } from "./shape.ts";

/** Of those who may share a thing, so many are looked at. */
const MOST = 10;

/** Who hears of requests by mail; in the console everybody finds them. Nobody waits for it, and nothing fails with it. */
export class Telling {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  asked(access: OrganizationAccess, row: RequestRow, found: Found): void {
    this.tell(access, this.answerers(access, row, found), "access-asked");
  }

  /** A no that is told to nobody in the console is told to nobody by mail. */
  answered(access: OrganizationAccess, row: RequestRow): void {
    if (!isSilentNo(row)) this.tell(access, [row.requester], "access-answered");
  }

  /** The owner first. */
  private answerers(access: OrganizationAccess, row: RequestRow, found: Found): string[] {
    const { resource } = row;
    if (resource === null) return [];
    return found.suppose(access, resource, () => {
      const owner = access.engine.describe(resource)?.owner;
      const asked = isOwnedByPerson(access, resource) ? WITHOUT_CAPABILITIES : {};
      const { subjects } = access.engine.listSubjects("share", resource, { limit: MOST }, asked);
      const people = [...new Set([owner ?? "", ...subjects])].filter((one) => one.startsWith("user:"));
      const as = (subject: string) => ({ organization: access.id, subject, name: subject, from: "api" });
      return people.filter((one) => mayAnswer(access, as(one), row, found));
    });
  }

  private tell(access: OrganizationAccess, accounts: string[], kind: "access-asked" | "access-answered"): void {
    this.parts.people
      ?.tell(access.id, accounts, kind)
      .catch((error: unknown) => this.parts.log.warn({ err: error }, "a letter about a request was not written"));
  }
}
