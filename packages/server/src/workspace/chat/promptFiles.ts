import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Contents } from "../files/contents.ts";
import { isText, LONGEST_TEXT, readText } from "../files/fileText.ts";
import type { FileRow } from "../files/queries.ts";
import type { Part } from "../models/model.ts";

/** Texts of all files of one prompt, in UTF-16 units. */
const LONGEST_TEXTS = 300_000;
/** Pictures and PDFs of one prompt, in bytes. */
const MOST_BYTES = 16 * 1_024 * 1_024;
/** The same of all prompts that this server is answering, in bytes. */
const MOST_BYTES_AT_ONCE = 256 * 1_024 * 1_024;
/** What models look at. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** What the prompts of this server hold of files, together. */
export class Room {
  private taken = 0;

  take(bytes: number): boolean {
    if (this.taken + bytes > MOST_BYTES_AT_ONCE) return false;
    this.taken += bytes;
    return true;
  }

  free(bytes: number): void {
    this.taken -= bytes;
  }
}

/**
 * Reads the files of one prompt, the most important first: what there is no room for is named only, which the model is told.
 * INVARIANT: bounded, whatever files there are; what it holds is counted until it is released.
 */
export class PromptFiles {
  private readonly contents: Contents;
  private readonly organization: string;
  private readonly room: Room;
  private characters = LONGEST_TEXTS;
  private bytes = MOST_BYTES;
  private held = 0;

  constructor(contents: Contents, { id }: OrganizationAccess, room: Room) {
    this.contents = contents;
    this.organization = id;
    this.room = room;
  }

  async read(row: FileRow): Promise<Part> {
    const { filename: name, type: mime } = row;
    const named = (because: string): Part => ({ type: "named", name, mime, because });
    if (isText(mime)) {
      if (this.characters === 0) return named("there are too many files");
      const text = await readText(this.contents, row, this.organization, Math.min(LONGEST_TEXT, this.characters));
      if (text === undefined) return named("its content is not here");
      this.characters = Math.max(0, this.characters - text.length);
      return { type: "document", name, text };
    }
    const isPicture = PICTURES.has(mime);
    if (!isPicture && mime !== "application/pdf") return named("files of this type cannot be read");
    const size = Number(row.bytes);
    if (size > this.bytes) return named("it is too large");
    if (!this.room.take(size)) return named("too much is being read at the moment");
    this.bytes -= size;
    this.held += size;
    const bytes = await this.contents.readStart(this.organization, row.id, size);
    if (!bytes) return named("its content is not here");
    return isPicture ? { type: "picture", name, mime, bytes } : { type: "pdf", name, bytes };
  }

  release(): void {
    this.room.free(this.held);
    this.held = 0;
  }
}
