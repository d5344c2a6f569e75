import { t } from "@lingui/core/macro";
import { useWindowEvent } from "@mantine/hooks";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { ProblemError } from "../../api/problem.ts";
import { tell } from "../tell.tsx";

/** Takes files that are dropped anywhere on the page, but not behind a dialog. */
export function DropFiles({ text, onFiles }: { text: string; onFiles(files: File[]): void }) {
  const [isOver, setIsOver] = useState(false);
  const isForUs = () => document.querySelector('[role="dialog"]') === null;
  useWindowEvent("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // Otherwise the browser would show the file in place of the console.
    event.preventDefault();
    setIsOver(isForUs());
  });
  useWindowEvent("dragleave", (event) => {
    if (event.relatedTarget === null) setIsOver(false);
  });
  useWindowEvent("drop", (event) => {
    setIsOver(false);
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (isForUs()) onFiles(filesIn(event.dataTransfer));
  });
  if (!isOver) return null;
  return (
    <div className="drop-here">
      <IconFileUpload size={32} stroke={1.5} aria-hidden />
      {text}
    </div>
  );
}

function filesIn({ items }: DataTransfer): File[] {
  const dropped = [...items].filter(({ kind }) => kind === "file");
  const files = dropped.filter((item) => !item.webkitGetAsEntry()?.isDirectory);
  if (files.length < dropped.length) tell.failed(aFolder);
  return files.flatMap((item) => item.getAsFile() ?? []);
}

const aFolder = new ProblemError(0, {
  code: "folder-dropped",
  title: t`A folder cannot be taken`,
  help: t`Drop the files that are in it.`,
});
