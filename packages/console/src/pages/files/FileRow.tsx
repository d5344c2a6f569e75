import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Checkbox, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconDownload, IconTrash } from "@tabler/icons-react";
import type { FileRecord } from "../../api/files.ts";
import type { Rights } from "../../api/may.ts";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { FileIcon } from "../../parts/files/FileIcon.tsx";
import { useDownload } from "../../parts/files/useDownload.ts";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { tell } from "../../parts/tell.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";

interface FileRowProps {
  file: FileRecord;
  /** Empty while they are not known: then the server says. */
  rights: Rights;
  isChosen: boolean;
  onChoose(isOn: boolean): void;
  onDelete(): void;
}

export function FileRow({ file, rights, isChosen, onChoose, onDelete }: FileRowProps) {
  const { filename, bytes, type, createdAt, expiresAt } = file;
  const { isFetching, download } = useDownload(file, tell.failed);
  return (
    <div className="row">
      <Checkbox
        size="sm"
        aria-label={t`Choose ${filename}`}
        checked={isChosen}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <FileIcon type={type} />
      <div className="grow">
        <TextLink
          to="/files/$fileId"
          params={{ fileId: file.file_id }}
          // It would be fetched for each row that the mouse comes over.
          preload={false}
          fw={500}
          c="var(--mantine-color-text)"
          style={{ overflowWrap: "anywhere" }}
        >
          {filename}
        </TextLink>
        <Text size="sm" c="dimmed" title={inFull(createdAt)}>
          {bytesInWords(bytes)} · {fromNow(createdAt)}
          {expiresAt && ` · ${t`waits for its message, and goes ${fromNow(expiresAt)}`}`}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          aria-label={t`Download ${filename}`}
          loading={isFetching}
          onClick={download}
        >
          {t`Download`}
        </Button>
        <ShareButton type="file" id={file._id} name={filename} whyNot={whyNot(rights.share)} />
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t`More for ${filename}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <GuardedMenuItem leftSection={<IconTrash size={16} />} whyNot={whyNot(rights.delete)} onClick={onDelete}>
              {t`Delete`}
            </GuardedMenuItem>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </div>
  );
}
