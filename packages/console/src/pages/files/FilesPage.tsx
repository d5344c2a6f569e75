import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { fileConfigQuery, filesQuery, uploadFile } from "../../api/files.ts";
import { ChooseFiles } from "../../parts/files/ChooseFiles.tsx";
import { DropFiles } from "../../parts/files/DropFiles.tsx";
import { limitsFor, tooLarge } from "../../parts/files/fileLimits.ts";
import { UploadRows } from "../../parts/files/UploadRows.tsx";
import { useUploads } from "../../parts/files/useUploads.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { tell } from "../../parts/tell.tsx";
import { FileList } from "./FileList.tsx";

/** The files that one has brought. */
export function FilesPage() {
  const queryClient = useQueryClient();
  const { data: config } = useQuery(fileConfigQuery);
  const limits = config && limitsFor(config);
  const button = useRef<HTMLButtonElement>(null);
  const uploads = useUploads({
    refuse: (file) => (limits ? tooLarge(file, limits) : null),
    send: (file, sending) => uploadFile(file, {}, sending),
    onStored: ({ filename }) => {
      tell.done(t`${filename} is here`);
      void queryClient.invalidateQueries({ queryKey: filesQuery.queryKey });
    },
  });
  const whyNot = limits?.isDisabled ? t`Files are switched off here.` : null;
  return (
    <div className="page">
      <PageTitle
        title={t`Files`}
        text={t`What you have brought, here and in chats. Each file is yours alone until you share it, or a conversation that it is in.`}
        actions={
          <ChooseFiles
            ref={button}
            whyNot={whyNot}
            leftSection={<IconUpload size={16} aria-hidden />}
            onFiles={uploads.add}
          >
            {t`Upload`}
          </ChooseFiles>
        }
      />
      {uploads.uploads.length > 0 && (
        <Stack className="panel" gap={4} px="md" py="xs" mb="md">
          <Text size="sm" fw={500}>
            {t`Uploads`}
          </Text>
          <UploadRows of={uploads} onRemoved={() => button.current?.focus()} />
        </Stack>
      )}
      <Loaded>
        <FileList />
      </Loaded>
      {whyNot === null && <DropFiles text={t`Drop files to upload them`} onFiles={uploads.add} />}
    </div>
  );
}
