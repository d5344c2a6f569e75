import { type ExportEntry, type ExportWish, jsonList, safeName } from "../../identity/index.ts";
import type { Contents } from "../files/contents.ts";
import { fileName, isOwnFile } from "../files/fileAccess.ts";
import { recordOf } from "../files/fileShape.ts";
import { findFilesById } from "../files/queries.ts";
import type { WorkspaceParts } from "../parts.ts";
import { idsOfFiles, isHidden } from "./owned.ts";

const AT_ONCE = 50;
/** Of what a browser shows, and so of what avatars are. */
const ENDINGS: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
};

/** The bytes of each, and then the list of all, with what became of each: whatever lies elsewhere is named, and said to be missing. */
export async function* fileEntries(
  { access: organizations, store, now }: WorkspaceParts,
  contents: Contents,
  { actor, at }: ExportWish,
): AsyncGenerator<ExportEntry> {
  const { organization, subject } = actor;
  const access = organizations.of(actor);
  const ids = await idsOfFiles(store.db, { organization, account: subject, now: now() });
  const without = new Set<string>();
  for (const id of ids) {
    const file = await own(id);
    if (!file) continue;
    const bytes = await contents.read(organization, file.id);
    if (bytes) yield { path: pathOf(file), at: file.created_at, bytes, size: Number(file.bytes) };
    else without.add(file.id);
  }
  yield { path: "files.json", at, text: jsonList(listed()) };

  async function own(id: string) {
    const [row] = await findFilesById(store.db, organization, [id]);
    return row && isOwnFile(access, actor, row) && !isHidden(access, fileName(row)) ? row : undefined;
  }
  async function* listed() {
    for (let from = 0; from < ids.length; from += AT_ONCE)
      for (const row of await findFilesById(store.db, organization, ids.slice(from, from + AT_ONCE)))
        if (isOwnFile(access, actor, row) && !isHidden(access, fileName(row)))
          yield { ...recordOf(row), sha256: row.sha256, path: without.has(row.id) ? null : pathOf(row) };
  }
}

const pathOf = (row: { file_id: string; filename: string }): string => `files/${row.file_id}/${safeName(row.filename)}`;

/** The picture that they are shown by. Served by avatars_by_picture_of. */
export async function* pictureEntries(
  { store }: WorkspaceParts,
  contents: Contents,
  { actor }: ExportWish,
): AsyncGenerator<ExportEntry> {
  const row = await store.db
    .selectFrom("avatars")
    .selectAll()
    .where("organization_id", "=", actor.organization)
    .where("picture_of", "=", actor.subject)
    .executeTakeFirst();
  const bytes = row && (await contents.read(actor.organization, row.id));
  if (!row || !bytes) return;
  yield { path: `picture.${ENDINGS[row.type] ?? "bin"}`, at: row.created_at, bytes, size: Number(row.bytes) };
}
