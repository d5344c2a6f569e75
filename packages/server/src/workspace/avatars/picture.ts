import type { JsonText } from "../../store/index.ts";
import { parsed } from "../shapes.ts";

/** Where uploaded pictures are fetched. */
export const PICTURES = "/api/files/images/avatar";

export const pathOfPicture = (id: string): string => `${PICTURES}/${id}`;

/** An agent's `avatar` with an uploaded picture, as its row keeps it. */
export const avatarOf = (id: string): JsonText => JSON.stringify({ filepath: pathOfPicture(id), source: "local" });

/** The id of the uploaded picture that an agent's `avatar` names; null for none, and for an address elsewhere. */
export function pictureIn(avatar: JsonText | null): string | null {
  const written = parsed(avatar);
  const path = typeof written === "object" && written !== null && "filepath" in written ? written.filepath : null;
  return typeof path === "string" && path.startsWith(`${PICTURES}/`) ? path.slice(PICTURES.length + 1) : null;
}
