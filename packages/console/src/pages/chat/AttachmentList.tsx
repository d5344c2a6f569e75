import { t } from "@lingui/core/macro";
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { FileIcon } from "../../parts/files/FileIcon.tsx";
import { UploadRows } from "../../parts/files/UploadRows.tsx";
import type { Attachments } from "./useAttachments.ts";

interface AttachmentListProps {
  of: Attachments;
  /** Where the keyboard goes on when one was removed. */
  onRemoved(): void;
}

/** The files that go with the message that is being written. */
export function AttachmentList({ of: { files, gone, uploads, remove }, onRemoved }: AttachmentListProps) {
  if (files.length === 0 && uploads.uploads.length === 0) return null;
  return (
    <div className="panel attachments">
      {files.length > 0 && (
        <ul className="plain-list" aria-label={t`Attached files`}>
          {files.map(({ file_id, filename, type, bytes }) => (
            <Group component="li" key={file_id} wrap="nowrap" gap="sm" py={4}>
              <FileIcon type={type} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <Text size="sm" truncate>
                  {filename}
                </Text>
                {gone.has(file_id) && (
                  <Text size="xs" role="alert" c="var(--mantine-color-error)">
                    {t`It waited too long, and is not there any more. Remove it, and attach it again.`}
                  </Text>
                )}
              </div>
              <Text size="xs" c="dimmed" style={{ flex: "none" }}>
                {bytesInWords(bytes)}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t`Remove ${filename}`}
                onClick={() => {
                  remove(file_id);
                  onRemoved();
                }}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          ))}
        </ul>
      )}
      <UploadRows of={uploads} onRemoved={onRemoved} />
    </div>
  );
}
