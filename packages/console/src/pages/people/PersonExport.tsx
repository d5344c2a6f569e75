import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { askForTheirData } from "../../api/dataExport.ts";
import { type Account, othersSessionsQuery } from "../../api/people.ts";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";

/** Asks somebody to download their data, for whoever may act on their account (who sees their devices); for others nothing. */
export function PersonExport({ account }: { account: Account }) {
  const { data: sessions } = useQuery({ ...othersSessionsQuery(account.id), retry: false });
  const asking = useChange({ run: () => askForTheirData(account.id), said: ({ message }) => message });
  const confirmAndAsk = async () => {
    const sure = await confirm({
      title: t`Ask ${account.name} to download their data?`,
      text: t`They get a letter that leads to the page of their account, where they download it with their password. You get nothing of it.`,
      confirm: t`Send the letter`,
      danger: false,
    });
    if (sure) asking.mutate();
  };
  if (sessions === undefined) return null;
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Their data`}>
      <Title order={2} size="h4">
        {t`Their data`}
      </Title>
      <Text size="sm">{t`Only ${account.name} can download what the account holds. You can ask them to.`}</Text>
      <Group>
        <Button size="xs" variant="default" loading={asking.isPending} onClick={() => void confirmAndAsk()}>
          {t`Ask for an export`}
        </Button>
      </Group>
    </Stack>
  );
}
