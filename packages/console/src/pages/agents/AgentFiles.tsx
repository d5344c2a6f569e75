import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { WholeAgent } from "../../api/agents.ts";
import {
  type AgentFileRecord,
  agentFilesQuery,
  type FileMode,
  fileConfigQuery,
  filesQuery,
  setFileMode,
  takeFromAgent,
  uploadFile,
} from "../../api/files.ts";
import { confirm } from "../../parts/confirm.tsx";
import { bytesInWords } from "../../parts/files/bytesInWords.ts";
import { ChooseFiles } from "../../parts/files/ChooseFiles.tsx";
import { DropFiles } from "../../parts/files/DropFiles.tsx";
import { FileIcon } from "../../parts/files/FileIcon.tsx";
import { limitsFor, tooLarge } from "../../parts/files/fileLimits.ts";
import { UploadRows } from "../../parts/files/UploadRows.tsx";
import { useUploads } from "../../parts/files/useUploads.ts";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { type AgentFile, agentFilesOf, toolInWords } from "./agentFiles.ts";
import { askBeforeItGrows } from "./askBeforeItGrows.tsx";

/** LibreChat's name for the files that an agent reads to its model. */
const TOOL = "context";

const modes = [
  { value: "lent", label: t`Lent` },
  { value: "shown", label: t`Shown` },
];

/** The files of an agent that is there already; each is given and taken at once, without saving the form. */
export function AgentFiles({ agent }: { agent: WholeAgent }) {
  const queryClient = useQueryClient();
  const { data: lent } = useSuspenseQuery(agentFilesQuery(agent.id));
  const { data: config } = useQuery(fileConfigQuery);
  const limits = config && limitsFor(config, "agents");
  const files = agentFilesOf(agent, lent);
  const heading = useFocusWhenFewer(files.length);
  // Giving and taking a file is a version of the agent, from which the form saves next.
  const touched = [["agent", agent.id], agentFilesQuery(agent.id).queryKey, filesQuery.queryKey];
  const uploads = useUploads({
    refuse: (file) => (limits ? tooLarge(file, limits) : null),
    send: (file, sending) => uploadFile(file, { endpoint: "agents", agent_id: agent.id, tool_resource: TOOL }, sending),
    onStored: () => {
      for (const queryKey of touched) void queryClient.invalidateQueries({ queryKey });
    },
  });
  const taking = useChange({
    run: ({ tool, file }: AgentFile) => takeFromAgent(agent.id, tool, file.file_id),
    refresh: touched,
    said: (_, { file }) => t`The agent no longer has ${file.filename}`,
  });
  const showing = useChange({
    run: ({ file, mode, closure }: { file: AgentFileRecord; mode: FileMode; closure: string | null }) =>
      setFileMode(agent.id, file.file_id, mode, closure),
    refresh: touched,
    said: (_, { file, mode }) =>
      mode === "shown"
        ? t`Whoever may use the agent may open ${file.filename}`
        : t`${file.filename} is lent through the agent only`,
  });
  const askAndShow = async (file: AgentFileRecord, mode: FileMode) => {
    const seen = await askBeforeItGrows(agent.id, { files: [{ file_id: file.file_id, mode }] });
    if (seen) showing.mutate({ file, mode, closure: seen.closure });
  };
  const askAndAdd = async (added: File[]) => {
    const names = added.map(({ name }) => name);
    if (added.length > 0 && (await askBeforeItGrows(agent.id, { new_files: added.length }, names))) uploads.add(added);
  };
  const askAndTake = async (of: AgentFile) => {
    const sure = await confirm({
      title: t`Take ${of.file.filename} from the agent?`,
      text: t`It no longer reads it. The file itself stays with whoever brought it.`,
      confirm: t`Take it`,
    });
    if (sure) taking.mutate(of);
  };
  const whyNot = limits?.isDisabled ? t`Files are switched off for agents.` : null;
  return (
    <Stack component="section" className="panel" p="lg" gap="sm" aria-labelledby="agent-files">
      <Title order={2} size="h4" id="agent-files" ref={heading} tabIndex={-1}>
        {t`Files`}
      </Title>
      <Text size="sm" c="dimmed">
        {t`The agent reads them to its model, for whoever talks to it. What is lent nobody can fetch by way of the agent, and only those who may edit it hear what it is called; what is shown may be opened by whoever may use the agent. They are given and taken at once.`}
      </Text>
      {files.length > 0 && (
        <ul className="plain-list" aria-label={t`Files of the agent`}>
          {files.map((one) => (
            <li key={`${one.tool} ${one.file.file_id}`}>
              <Group wrap="nowrap" gap="sm" py={6}>
                <FileIcon type={one.file.type} />
                <div style={{ flex: 1, minWidth: 0 }}>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {one.file.filename}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[bytesInWords(one.file.bytes), toolInWords[one.tool]].filter(Boolean).join(" · ")}
                  </Text>
                </div>
                <Select
                  size="xs"
                  w={110}
                  style={{ flex: "none" }}
                  aria-label={t`How the agent has ${one.file.filename}`}
                  data={modes}
                  value={one.file.mode}
                  allowDeselect={false}
                  disabled={showing.isPending}
                  onChange={(mode) => mode && void askAndShow(one.file, mode as FileMode)}
                />
                <Button
                  size="compact-sm"
                  variant="default"
                  style={{ flex: "none" }}
                  aria-label={t`Take away ${one.file.filename}`}
                  onClick={() => void askAndTake(one)}
                >
                  {t`Take away`}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <UploadRows of={uploads} onRemoved={() => heading.current?.focus()} />
      <ChooseFiles
        size="xs"
        variant="default"
        style={{ alignSelf: "flex-start" }}
        leftSection={<IconPaperclip size={15} aria-hidden />}
        whyNot={whyNot}
        onFiles={(added) => void askAndAdd(added)}
      >
        {t`Add files`}
      </ChooseFiles>
      {whyNot === null && (
        <DropFiles text={t`Drop files to give them to the agent`} onFiles={(added) => void askAndAdd(added)} />
      )}
    </Stack>
  );
}
