import { plural, t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type LeavingAnswer, type LeavingWish, leave, leavingQuery } from "../../api/leaving.ts";
import { About } from "../../api/may.ts";
import { type Account, type Acting, accountQuery, updateAccount } from "../../api/people.ts";
import { confirm } from "../../parts/confirm.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable, whyNotOn } from "../../parts/whyNot.ts";
import { isReady, isWhole, ThingsChoice } from "../belongings/ThingsChoice.tsx";
import { GivenChoice } from "./GivenChoice.tsx";
import { Losses } from "./Losses.tsx";
import { WhatEnds } from "./WhatEnds.tsx";

const route = getRouteApi("/signed-in/people/$accountId/leaving");

/** Somebody leaves the organization: first what can be taken back, then what cannot, with what follows before it is done. */
export function LeavingPage() {
  const { accountId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={accountId} isPage>
        <About value={`user:${accountId}`}>
          <Leaving key={accountId} id={accountId} />
        </About>
      </Loaded>
    </div>
  );
}

const NOTHING_CHOSEN: LeavingWish = { given: "keep", except: [], things: "keep" };

function Leaving({ id }: { id: string }) {
  const {
    data: { account, acting, etag },
  } = useSuspenseQuery(accountQuery(id));
  const [done, setDone] = useState<LeavingAnswer | null>(null);
  return (
    <>
      <PageTitle
        title={t`${account.name} leaves`}
        text={t`What they hold and were given ends in one step. You see before what follows.`}
        actions={
          <ButtonLink to="/people/$accountId" params={{ accountId: id }} size="xs" variant="default">
            {t`Back to the account`}
          </ButtonLink>
        }
      />
      {done ? (
        <Done account={account} answer={done} />
      ) : (
        <Stack gap="md">
          <Deactivate account={account} acting={acting} etag={etag} />
          <Finish account={account} onDone={setDone} />
        </Stack>
      )}
    </>
  );
}

interface DeactivateProps {
  account: Account;
  acting: readonly Acting[];
  etag: string | null;
}

function Deactivate({ account, acting, etag }: DeactivateProps) {
  const whyNot = useWhyNotCapable("manage:users") ?? whyNotOn(acting, "manage:users");
  const isActive = account.status !== "deactivated";
  const switching = useChange({
    run: () => updateAccount(account.id, { status: isActive ? "deactivated" : "active" }, etag),
    refresh: [["accounts"]],
    said: isActive ? t`${account.name} is deactivated` : t`${account.name} is active again`,
  });
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="leaving-1">
      <Title order={2} size="h4" id="leaving-1">
        {t`1. Deactivate`}
      </Title>
      <Text size="sm">
        {isActive
          ? t`They are signed out at once and cannot sign in. Nothing else changes, and you can undo it.`
          : t`The account is deactivated: nobody signs in to it. You can still undo this, until you finish below.`}
      </Text>
      <Group>
        <GuardedButton
          variant="default"
          whyNot={whyNot}
          loading={switching.isPending}
          onClick={() => switching.mutate()}
        >
          {isActive ? t`Deactivate now` : t`Activate again`}
        </GuardedButton>
      </Group>
    </Stack>
  );
}

function Finish({ account, onDone }: { account: Account; onDone(answer: LeavingAnswer): void }) {
  const [wish, setWish] = useState<LeavingWish>(NOTHING_CHOSEN);
  // Until somebody is named, it is looked at as if they stayed.
  const asked = isWhole(wish) ? wish : { ...wish, things: "keep" as const };
  const { data, error, isPlaceholderData } = useQuery(leavingQuery(account.id, asked));
  const leaving = useChange({
    run: () => leave(account.id, wish),
    refresh: [["accounts"]],
    said: t`${account.name} has left`,
    onDone,
    onFailed: () => undefined,
  });
  if (error && !data) return <ProblemCard error={error} />;
  if (!data) return <RowsSkeleton />;
  const askAndLeave = async () => {
    const sure = await confirm({
      title: t`Finish the leaving of ${account.name}?`,
      text: t`Memberships, roles, capabilities and shares that end are not given back by activating the account again: somebody gives them anew. What is deleted is gone for good.`,
      confirm: t`Finish`,
    });
    if (sure) leaving.mutate();
  };
  return (
    <>
      <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="leaving-2">
        <Title order={2} size="h4" id="leaving-2">
          {t`2. What ends`}
        </Title>
        <WhatEnds preview={data} />
      </Stack>
      <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="leaving-3">
        <Title order={2} size="h4" id="leaving-3">
          {t`3. What they gave to others`}
        </Title>
        <GivenChoice given={data.given} wish={wish} onChange={setWish} />
      </Stack>
      <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="leaving-4">
        <Title order={2} size="h4" id="leaving-4">
          {t`4. Their things`}
        </Title>
        <ThingsChoice
          account={account.id}
          value={wish}
          onChange={({ things, ...more }) => setWish({ given: wish.given, except: wish.except, things, ...more })}
          preview={{ data: isPlaceholderData ? undefined : data.things, error }}
          mayKeep
        />
      </Stack>
      <Stack className="panel" p="lg" gap="sm" component="section" aria-labelledby="leaving-5">
        <Title order={2} size="h4" id="leaving-5">
          {t`5. Finish`}
        </Title>
        <Losses loss={data.loss} name={account.name} isInOneStep={data.isInOneStep} />
        {leaving.error && <ProblemCard error={leaving.error} />}
        <Group>
          <Button
            color="red.9"
            disabled={isPlaceholderData || !isReady(wish, data.things)}
            loading={leaving.isPending}
            onClick={() => void askAndLeave()}
          >
            {t`Finish`}
          </Button>
        </Group>
      </Stack>
    </>
  );
}

function Done({ account, answer: { ended } }: { account: Account; answer: LeavingAnswer }) {
  const { sessions, keys, memberships, roles, capabilities, received, given } = ended;
  const told = [
    sessions > 0 && plural(sessions, { one: `${sessions} session`, other: `${sessions} sessions` }),
    keys > 0 && plural(keys, { one: `${keys} API key`, other: `${keys} API keys` }),
    memberships > 0 && plural(memberships, { one: `${memberships} membership`, other: `${memberships} memberships` }),
    roles > 0 && plural(roles, { one: `${roles} role`, other: `${roles} roles` }),
    capabilities > 0 &&
      plural(capabilities, { one: `${capabilities} capability`, other: `${capabilities} capabilities` }),
    received > 0 &&
      plural(received, { one: `${received} share given to them`, other: `${received} shares given to them` }),
    given > 0 && plural(given, { one: `${given} share that they gave`, other: `${given} shares that they gave` }),
  ].filter((part) => part !== false);
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-label={t`Done`}>
      <Text>{t`${account.name} has left. The account is deactivated.`}</Text>
      <Text size="sm">
        {told.length === 0
          ? t`No session, key, membership, role, capability or share was left to end.`
          : t`Ended: ${told.join(", ")}.`}
      </Text>
      <Text size="sm" c="dimmed">
        {t`Their conversations and files are kept, sealed, until the account is deleted.`}
      </Text>
      <Group>
        <ButtonLink to="/people/$accountId" params={{ accountId: account.id }} variant="default">
          {t`To the account`}
        </ButtonLink>
        <ButtonLink to="/people" variant="default">
          {t`All people`}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
