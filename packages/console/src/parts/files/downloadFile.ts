import { t } from "@lingui/core/macro";
import { fetchFile, type MessageFile } from "../../api/files.ts";
import { confirm } from "../confirm.tsx";
import { saveBlob } from "../saveFile.ts";
import { bytesInWords } from "./bytesInWords.ts";

/** From here on one is asked before it is fetched. */
const LARGE = 100 * 1_024 * 1_024;

/** Fetches a file, which takes the session, and gives it to the person. @throws {ProblemError} */
export async function downloadFile(file: MessageFile): Promise<void> {
  const isSure =
    file.bytes < LARGE ||
    (await confirm({
      title: t`Download ${file.filename}?`,
      text: t`It has ${bytesInWords(file.bytes)}. The browser fetches all of it before it saves it; stay on this page until then.`,
      confirm: t`Download`,
      danger: false,
    }));
  if (isSure) saveBlob(file.filename, await fetchFile(file));
}
