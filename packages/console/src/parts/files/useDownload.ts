import { useState } from "react";
import type { MessageFile } from "../../api/files.ts";
import { downloadFile } from "./downloadFile.ts";

/** A button that fetches a file. @param onRefused told why it cannot be had */
export function useDownload(file: MessageFile, onRefused: (thrown: unknown) => void) {
  const [isFetching, setIsFetching] = useState(false);
  const download = async () => {
    if (isFetching) return;
    setIsFetching(true);
    await downloadFile(file).catch(onRefused);
    setIsFetching(false);
  };
  return { isFetching, download: () => void download() };
}
