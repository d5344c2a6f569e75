import { t } from "@lingui/core/macro";
import { Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Balance, balanceQuery, budgetQuery, setBudget } from "../../api/balances.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { BudgetActions } from "./BudgetActions.tsx";
import { BudgetBar } from "./BudgetBar.tsx";
import { BudgetForm } from "./BudgetForm.tsx";
import { openCredits } from "./CreditsForm.tsx";
import { Entries } from "./Entries.tsx";
import { creditsInWords, refillInWords } from "./inWords.ts";

const route = getRouteApi("/signed-in/balances/$accountId");

/** What a person or a service has, may spend, and what was moved in their books. */
export function AccountBalancePage() {
  const { accountId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={accountId} isPage>
        <AccountBalance key={accountId} id={accountId} />
      </Loaded>
    </div>
  );
}

function AccountBalance({ id }: { id: string }) {
  // A person's address has their id alone.
  const account = id.includes(":") ? id : `user:${id}`;
  const { data: balance } = useSuspenseQuery(balanceQuery(account));
  return (
    <>
      <PageTitle
        title={balance.name}
        text={t`What they have to spend on models.`}
        actions={
          <>
            {account.startsWith("user:") ? (
              <ButtonLink to="/people/$accountId" params={{ accountId: id }} size="xs" variant="default">
                {t`Their page`}
              </ButtonLink>
            ) : (
              <ButtonLink
                to="/services/$serviceId"
                params={{ serviceId: account.slice("service:".length) }}
                size="xs"
                variant="default"
              >
                {t`Its page`}
              </ButtonLink>
            )}
            <ButtonLink to="/balances" size="xs" variant="default">
              {t`All balances`}
            </ButtonLink>
          </>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" mb="md">
        <Credits of={balance} />
        <Loaded>
          <TheirBudget principal={account} name={balance.name} />
        </Loaded>
      </SimpleGrid>
      <Loaded>
        <Entries account={account} />
      </Loaded>
    </>
  );
}

function Credits({ of }: { of: Balance }) {
  const { balance, held, spent, opened, refill } = of;
  return (
    <Stack className="panel" p="lg" gap="xs" component="section" aria-labelledby="their-credits">
      <Group justify="space-between">
        <Title order={2} size="h4" id="their-credits">
          {t`Credits`}
        </Title>
        <Button size="xs" variant="default" onClick={() => openCredits(of)}>
          {t`Change`}
        </Button>
      </Group>
      <Text fw={600}>{creditsInWords(balance)}</Text>
      <Text size="sm">{t`${creditsInWords(held)} held for answers under way`}</Text>
      <Text size="sm">{t`${creditsInWords(spent)} spent since the beginning`}</Text>
      <Text size="xs" c="dimmed">
        {opened
          ? [refillInWords(of), refill?.lastAt && t`The last time: ${onDay(refill.lastAt)}.`].filter(Boolean).join(" ")
          : t`Not used yet: where balances are on, they get at first use what everybody starts with.`}
      </Text>
    </Stack>
  );
}

function TheirBudget({ principal, name }: { principal: string; name: string }) {
  const { data: budget } = useSuspenseQuery(budgetQuery(principal));
  return (
    <Stack className="panel" p="lg" gap="xs" component="section" aria-labelledby="their-budget">
      <Group justify="space-between">
        <Title order={2} size="h4" id="their-budget">
          {t`Budget`}
        </Title>
        {budget === null ? (
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              openForm({
                title: t`Budget of ${name}`,
                children: <BudgetForm principal={principal} former={null} save={setBudget} />,
              })
            }
          >
            {t`Set a budget`}
          </Button>
        ) : (
          <BudgetActions budget={budget} />
        )}
      </Group>
      {budget === null ? (
        <Text size="sm" c="dimmed">
          {t`None of their own. Those of their groups, and of the organization, count for them as well.`}
        </Text>
      ) : (
        <BudgetBar budget={budget} />
      )}
    </Stack>
  );
}
