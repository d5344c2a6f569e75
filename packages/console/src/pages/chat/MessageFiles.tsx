import { t } from "@lingui/core/macro";
import { Loader, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { MessageFile } from "../../api/files.ts";
import { problemOf } from "../../api/problem.ts";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { FileIcon } from "../../parts/files/FileIcon.tsx";
import { isPicture, pictureQuery } from "../../parts/files/pictureQuery.ts";
import { useDownload } from "../../parts/files/useDownload.ts";
import { problemInWords } from "../../parts/problemInWords.ts";

/** What went with a message: its name and size are told to whoever sees the message, its content to whoever may have it. */
export const MessageFiles = ({ files }: { files: readonly MessageFile[] }) => (
  <ul className="plain-list message-files" aria-label={t`Files`}>
    {files.map((file) => (
      <li key={file.file_id}>
        <MessageFileView file={file} />
      </li>
    ))}
  </ul>
);

function MessageFileView({ file }: { file: MessageFile }) {
  const { filename, bytes, type } = file;
  const { ref, inViewport } = useInViewport<HTMLButtonElement>();
  const [wasSeen, setWasSeen] = useState(false);
  if (inViewport && !wasSeen) setWasSeen(true);
  const picture = useQuery({ ...pictureQuery(file), enabled: wasSeen && isPicture(file) });
  const [refused, setRefused] = useState<unknown>(null);
  const { isFetching, download } = useDownload(file, setRefused);
  const refusal = refused ?? picture.error;
  return (
    <>
      <UnstyledButton
        ref={ref}
        className="message-file"
        aria-busy={isFetching}
        onClick={() => {
          setRefused(null);
          download();
        }}
      >
        <VisuallyHidden>{t`Download`} </VisuallyHidden>
        {isPicture(file) && !picture.error && picture.data !== null && (
          <span className="message-file-picture">{picture.data && <img src={picture.data} alt="" />}</span>
        )}
        <span className="message-file-name">
          <FileIcon type={type} size={18} />
          <Text span size="sm" truncate>
            {filename}
          </Text>
          <Text span size="xs" c="dimmed" style={{ flex: "none" }}>
            {bytesInWords(bytes)}
          </Text>
          {isFetching ? <Loader size={14} /> : <IconDownload size={15} aria-hidden style={{ flex: "none" }} />}
        </span>
      </UnstyledButton>
      {refusal !== null && (
        <Text size="xs" role="status" c="var(--mantine-color-error)" mt={2}>
          {refusalOf(refusal)}
        </Text>
      )}
    </>
  );
}

function refusalOf(thrown: unknown): string {
  const problem = problemOf(thrown);
  if (problem.status === 404 || problem.status === 403)
    return t`This file is not there any more, or it is not shared with you.`;
  const { title, help } = problemInWords(problem);
  return [`${title}.`, help].filter(Boolean).join(" ");
}
