import { plural, t } from "@lingui/core/macro";
import { Button, FileInput, Group, Progress, Stack, Text } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useState } from "react";
import { importConversations } from "../../api/conversations.ts";
import { ProblemError, problemOf } from "../../api/problem.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

export const askForImport = () => openForm({ title: t`Import conversations`, children: <ImportForm /> });

/** Conversations out of a file. All of it becomes conversations of whoever brings it, or none. */
function ImportForm() {
  const [file, setFile] = useState<File | null>(null);
  const importing = useChange({
    run: importConversations,
    refresh: [["conversations"]],
    said: ({ conversations }) =>
      plural(conversations, {
        one: "One conversation is imported",
        other: `${conversations} conversations are imported`,
      }),
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (file) importing.mutate(file);
      }}
    >
      <Stack>
        <Text size="sm">
          {t`A conversation that was exported here or from LibreChat as JSON, or ChatGPT’s conversations.json. What is imported is yours, and shared with nobody.`}
        </Text>
        <FileInput
          label={t`File`}
          placeholder={t`Choose a file`}
          accept="application/json,.json"
          leftSection={<IconFileText size={16} aria-hidden />}
          data-autofocus
          disabled={importing.isPending}
          value={file}
          onChange={(next) => {
            setFile(next);
            importing.reset();
          }}
        />
        {importing.isPending && <Progress value={100} animated striped aria-label={t`Importing`} />}
        {importing.error && <ProblemCard error={refusalOf(importing.error)} />}
        <Group justify="flex-end">
          <Button type="submit" loading={importing.isPending} disabled={file === null}>
            {t`Import`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is wrong with the file, as a sentence about it; anything else as it is. */
function refusalOf(thrown: unknown): ProblemError {
  const problem = problemOf(thrown);
  if (problem.code !== "request-invalid" && problem.code !== "body-too-large") return problem;
  const detail = problem.message
    .replaceAll("`", "")
    .replace(/(\d+) bytes/, (_, bytes: string) => `${Math.floor(Number(bytes) / 1024 / 1024)} MB`);
  return new ProblemError(problem.status, {
    code: "file-refused",
    title: t`This file was not imported`,
    detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`,
  });
}
