import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Group, Progress, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { bytesInWords } from "./bytesInWords.ts";
import { FileIcon } from "./FileIcon.tsx";
import type { Upload, Uploads } from "./useUploads.ts";

interface UploadRowsProps {
  of: Uploads;
  /** Where the keyboard goes on when a row has gone. */
  onRemoved(): void;
}

/** Files on their way, each with its progress and a way to give it up; those that were refused say why. */
export function UploadRows({ of: { uploads, again, remove }, onRemoved }: UploadRowsProps) {
  if (uploads.length === 0) return null;
  return (
    <ul className="plain-list" aria-label={t`Uploads`}>
      {uploads.map((upload) => (
        <UploadRow
          key={upload.key}
          upload={upload}
          onAgain={() => again(upload)}
          onRemove={() => {
            remove(upload.key);
            onRemoved();
          }}
        />
      ))}
    </ul>
  );
}

function UploadRow({ upload, onAgain, onRemove }: { upload: Upload; onAgain(): void; onRemove(): void }) {
  const { file, sent, refusal } = upload;
  const percent = Math.round(sent * 100);
  return (
    <Group component="li" wrap="nowrap" gap="sm" py={6}>
      <FileIcon type={file.type} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs" wrap="nowrap" justify="space-between">
          <Text size="sm" truncate>
            {file.name}
          </Text>
          <Text size="xs" c="dimmed" style={{ flex: "none" }}>
            {bytesInWords(file.size)}
          </Text>
        </Group>
        {refusal ? (
          <Text size="xs" role="alert" c="var(--mantine-color-error)">
            {refusal.text}
          </Text>
        ) : (
          <Progress value={percent} size="sm" mt={4} aria-label={t`Sending ${file.name}`} />
        )}
      </div>
      {refusal?.mayTryAgain && (
        <Button size="compact-xs" variant="default" aria-label={t`Try again: ${file.name}`} onClick={onAgain}>
          {t`Try again`}
        </Button>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={refusal ? t`Dismiss ${file.name}` : t`Cancel ${file.name}`}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  );
}
