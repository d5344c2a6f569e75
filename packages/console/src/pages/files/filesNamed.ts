import type { FileRecord } from "../../api/files.ts";

/** Those with all these words in their names, in whichever case and order. */
export function filesNamed<File extends Pick<FileRecord, "filename">>(
  files: readonly File[],
  search: string,
): readonly File[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return files;
  return files.filter(({ filename }) => {
    const name = folded(filename);
    return words.every((word) => name.includes(word));
  });
}

/** Macs write `é` as two characters in names. */
const folded = (text: string) => text.normalize("NFC").toLocaleLowerCase();
