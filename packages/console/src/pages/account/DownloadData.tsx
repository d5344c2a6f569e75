import { t } from "@lingui/core/macro";
import { Button, Group, List, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askForData, dataAddress } from "../../api/dataExport.ts";
import { secondFactorQuery } from "../../api/secondFactor.ts";
import { CodeField, codeOf, noCode, wrongCode } from "../../parts/CodeField.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

/** All that the account holds, as an archive that the browser downloads by itself. */
export function DownloadData() {
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Your data`}>
      <Title order={2} size="h4">
        {t`Your data`}
      </Title>
      <Text size="sm">{t`Everything that your account holds, in one ZIP file.`}</Text>
      <Group>
        <Button
          variant="default"
          onClick={() => openForm({ title: t`Download your data`, children: <DownloadForm /> })}
        >
          {t`Download my data`}
        </Button>
      </Group>
    </Stack>
  );
}

function DownloadForm() {
  const form = useForm({ initialValues: { password: "" } });
  const [code, setCode] = useState(noCode);
  const takesCode = useQuery(secondFactorQuery).data?.enabled === true;
  const asking = useChange({
    run: ({ password }: { password: string }) =>
      askForData({ ...(password && { password }), ...(takesCode && codeOf(code)) }),
    said: t`The download begins: your browser shows how far it is`,
    onDone: ({ ticket }) => {
      closeForm();
      save(dataAddress(ticket));
    },
    // Shown in the dialog.
    onFailed: () => undefined,
  });
  return (
    <form onSubmit={form.onSubmit((values) => asking.mutate(values))}>
      <Stack>
        <Text size="sm">{t`The ZIP file will hold`}</Text>
        <List size="sm">
          <List.Item>{t`your account, your devices, groups and roles`}</List.Item>
          <List.Item>{t`your conversations, which can be imported again, and your files`}</List.Item>
          <List.Item>{t`your agents, prompts, tools, presets and bookmarks`}</List.Item>
          <List.Item>{t`what you share, what others share with you, and what you asked for`}</List.Item>
        </List>
        <Text size="sm">
          {t`It holds no passwords and no keys. With many files it can take a while: stay signed in until it is done.`}
        </Text>
        <PasswordInput
          label={t`Your password`}
          description={t`If you have none, sign in just before.`}
          autoComplete="current-password"
          data-autofocus
          visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
          {...form.getInputProps("password")}
        />
        {takesCode && <CodeField value={code} onChange={setCode} error={asking.error} />}
        {asking.error && wrongCode(asking.error) === null && <ProblemCard error={asking.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={asking.isPending}>
            {t`Download`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The browser's own download: it shows the progress, and nothing of it lies in this page. */
function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}
