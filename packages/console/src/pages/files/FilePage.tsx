import { t } from "@lingui/core/macro";
import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconFlag } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FileRecord, fileQuery, previewQuery } from "../../api/files.ts";
import { mayQuery } from "../../api/may.ts";
import { useSession } from "../../app/useSession.ts";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { isPicture, pictureQuery } from "../../parts/files/pictureQuery.ts";
import { useDownload } from "../../parts/files/useDownload.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { tell } from "../../parts/tell.tsx";
import { openReport } from "../moderation/ReportForm.tsx";
import { OpenNow } from "../openings/OpenNow.tsx";
import { AskButton } from "../requests/AskButton.tsx";

const route = getRouteApi("/signed-in/files/$fileId");

/** One file, for whoever may have it: the address at which those with whom it is shared find it. */
export function FilePage() {
  const { fileId } = route.useParams();
  return (
    <div className="page">
      <Loaded
        of={fileId}
        isPage
        ask={(isKnown) => <AskButton resource={`file:${fileId}`} action="view" isKnown={isKnown} />}
      >
        <OpenFile key={fileId} id={fileId} />
      </Loaded>
    </div>
  );
}

function OpenFile({ id }: { id: string }) {
  const { data: file } = useSuspenseQuery(fileQuery(id));
  const resource = `file:${file._id}`;
  const view = useQuery(mayQuery(resource, ["view"])).data?.get("view");
  const me = useSession()?.id;
  const { isFetching, download } = useDownload(file, tell.failed);
  return (
    <>
      <PageTitle
        title={file.filename}
        text={`${bytesInWords(file.bytes)} · ${file.type} · ${inFull(file.createdAt)}`}
        actions={
          <Button leftSection={<IconDownload size={16} aria-hidden />} loading={isFetching} onClick={download}>
            {t`Download`}
          </Button>
        }
      />
      {view?.reason === "broken-glass" && (
        <OpenNow
          resource={resource}
          until={view.until}
          content={[
            ["files", "one", id],
            ["files", "preview", id],
            ["picture", id],
          ]}
        />
      )}
      <Stack align="flex-start">
        <Box className="panel" p="md" w="100%">
          <Loaded>
            <Preview file={file} />
          </Loaded>
        </Box>
        <Text size="sm" c="dimmed">
          {t`This address is for those with whom the file is shared, or a conversation that it is in.`}
        </Text>
        <Group gap="xs">
          <ButtonLink to="/files" variant="default">
            {t`Your files`}
          </ButtonLink>
          {file.user !== me && view?.reason !== "broken-glass" && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconFlag size={16} aria-hidden />}
              onClick={() => openReport({ resource: `file:${id}`, what: `“${file.filename}”` })}
            >
              {t`Report…`}
            </Button>
          )}
        </Group>
      </Stack>
    </>
  );
}

function Preview({ file }: { file: FileRecord }) {
  const { data: text } = useSuspenseQuery(previewQuery(file.file_id));
  const { data: picture } = useQuery({ ...pictureQuery(file), enabled: isPicture(file) });
  if (picture) return <img src={picture} alt={file.filename} style={{ display: "block", maxWidth: "100%" }} />;
  if (text === null) return <Text c="dimmed">{t`Download it to see what is in it.`}</Text>;
  return (
    <Box
      className="prompt-text"
      role="group"
      aria-label={t`What is in it`}
      mah="60dvh"
      style={{ overflow: "auto" }}
      tabIndex={0}
    >
      {text}
    </Box>
  );
}
