import { ObjectId } from "bson";
import type { Document } from "../../source/index.ts";
import type { Collections } from "../forms/written.ts";

/**
 * What LibreChat itself says, by its rules and its documents alone: written without ours, so that moving in can be held against it. It reads as MongoDB
 * does: an id is an ObjectId, and a text with the same digits is another.
 */
export type ThingType = "agent" | "promptGroup";

export const bits = { VIEW: 1, EDIT: 2, DELETE: 4, SHARE: 8, VIEW_INSIGHTS: 16 } as const;
export type Right = keyof typeof bits;

export const featureOf: Record<ThingType, string> = { agent: "AGENTS", promptGroup: "PROMPTS" };
const MOST_BITS = 31;

const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof ObjectId && other instanceof ObjectId && one.equals(other);

const fieldsOf = (value: unknown): Document => (typeof value === "object" && value !== null ? (value as Document) : {});

export class LibreChat {
  private readonly collections: Collections;

  constructor(collections: Collections) {
    this.collections = collections;
  }

  all(collection: string): Document[] {
    return this.collections[collection] ?? [];
  }

  /** Whether a permission of somebody's role is on; LibreChat reads the document of the role at each request. */
  has(user: Document, type: string, permission: string): boolean {
    const role = this.all("roles").find(({ name }) => name === roleOf(user));
    const block = fieldsOf(fieldsOf(role?.permissions)[type] ?? role?.[type]);
    return (
      block[permission] === true ||
      (permission === "SHARE" && block.SHARE === undefined && block.SHARED_GLOBAL === true)
    );
  }

  /** The entries of a thing that count for somebody, whether they have ended or not. */
  entriesFor(user: Document, type: ThingType, thing: Document): Document[] {
    return this.all("aclentries").filter(
      (entry) => entry.resourceType === type && isSame(entry.resourceId, thing._id) && this.means(entry, user),
    );
  }

  /** Whether the routes of a thing let somebody through. */
  may(user: Document, type: ThingType, thing: Document, right: Right): boolean {
    if (!this.has(user, featureOf[type], "USE")) return false;
    if (right === "SHARE" && !this.has(user, featureOf[type], "SHARE") && roleOf(user) !== "ADMIN") return false;
    // The middleware lets the role through without any entry.
    if (right === "VIEW_INSIGHTS" && type !== "agent") return false;
    if (roleOf(user) === "ADMIN") return true;
    return this.entriesThatGive(user, type, thing, right).length > 0;
  }

  /** A test for a bit looks for the whole numbers up to 31 that have it: what is no such number gives nothing. */
  entriesThatGive(user: Document, type: ThingType, thing: Document, right: Right): Document[] {
    return this.entriesFor(user, type, thing).filter(({ permBits = 1 }) => {
      const isOne =
        typeof permBits === "number" && Number.isInteger(permBits) && permBits >= 0 && permBits <= MOST_BITS;
      return isOne && (permBits & bits[right]) !== 0;
    });
  }

  private means({ principalType, principalId }: Document, user: Document): boolean {
    switch (principalType) {
      case "user":
        return isSame(principalId, user._id);
      case "role":
        return roleOf(user).trim() !== "" && principalId === roleOf(user);
      case "group":
        return this.all("groups").some((group) => isSame(group._id, principalId) && isMember(group, user));
      case "public":
        return true;
      default:
        return false;
    }
  }
}

/** Where a document says none, it is read as if it said USER. */
export const roleOf = ({ role }: Document): string => (typeof role === "string" ? role : "USER");

/** Whoever has an id on the source is known to groups by that alone. */
function isMember({ memberIds }: Document, { _id, idOnTheSource }: Document): boolean {
  const name = typeof idOnTheSource === "string" && idOnTheSource !== "" ? idOnTheSource : String(_id);
  return Array.isArray(memberIds) && memberIds.includes(name);
}
