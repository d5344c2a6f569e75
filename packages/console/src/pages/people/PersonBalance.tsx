import { t } from "@lingui/core/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { balanceQuery } from "../../api/balances.ts";
import type { Account } from "../../api/people.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { creditsInWords } from "../balances/inWords.ts";

/** What somebody has, for whoever manages balances. */
export function PersonBalance({ account }: { account: Account }) {
  const { data } = useQuery(balanceQuery(`user:${account.id}`));
  if (!data) return null;
  return (
    <Stack className="panel" p="lg" gap="xs" component="section" aria-labelledby="their-balance">
      <Group justify="space-between">
        <Title order={2} size="h4" id="their-balance">
          {t`Balance`}
        </Title>
        <ButtonLink to="/balances/$accountId" params={{ accountId: account.id }} size="xs" variant="default">
          {t`Credits and budget`}
        </ButtonLink>
      </Group>
      <Text size="sm">
        {data.opened
          ? t`${creditsInWords(data.balance)}; ${creditsInWords(data.spent)} spent since the beginning`
          : t`Not used yet.`}
      </Text>
    </Stack>
  );
}
