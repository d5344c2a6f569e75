import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { About, useCapability } from "../../api/may.ts";
import { type Account, type Acting, accountQuery, updateAccount } from "../../api/people.ts";
import { problemOf } from "../../api/problem.ts";
import { useSession } from "../../app/useSession.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { useWhyNotCapable, whyNotOn } from "../../parts/whyNot.ts";
import { AccountKeys } from "../keys/AccountKeys.tsx";
import { PersonHistory } from "../moderation/PersonHistory.tsx";
import { Powers } from "../powers/Powers.tsx";
import { AccountState } from "./AccountState.tsx";
import { AdditionalRoles } from "./AdditionalRoles.tsx";
import { AccountBadges } from "./PeoplePage.tsx";
import { PersonBalance } from "./PersonBalance.tsx";
import { PersonExport } from "./PersonExport.tsx";
import { PersonSessions } from "./PersonSessions.tsx";
import { PersonUsage } from "./PersonUsage.tsx";
import { PersonViolations } from "./PersonViolations.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { SealedThings } from "./SealedThings.tsx";

const route = getRouteApi("/signed-in/people/$accountId");

export function PersonPage() {
  const { accountId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={accountId} isPage>
        <About value={`user:${accountId}`}>
          <Person key={accountId} id={accountId} />
        </About>
      </Loaded>
    </div>
  );
}

function Person({ id }: { id: string }) {
  const {
    data: { account, acting, givable, etag },
  } = useSuspenseQuery(accountQuery(id));
  const unseals = useCapability("unseal:content");
  const moderates = useCapability("moderate:content");
  const isOneself = useSession()?.id === id;
  const readsUsage = useCapability("read:usage");
  const managesBalances = useCapability("manage:balances");
  const manages = useCapability("manage:users");
  const managesKeys = useCapability("manage:keys");
  // What would be refused is not asked: each refusal stands in the trail.
  const acts = acting.some(({ capability, reason }) => capability === "manage:users" && reason === null);
  const readsConfigs = useCapability("read:configs");
  const readsAccess = useCapability("read:access");
  return (
    <>
      <PageTitle
        title={account.name}
        text={
          <Group gap="xs" component="span">
            <span style={{ minWidth: 0, overflowWrap: "anywhere" }}>{account.email}</span>
            {account.createdAt && <span>{t`since ${onDay(account.createdAt)}`}</span>}
            <AccountBadges account={account} />
          </Group>
        }
        actions={
          <>
            {readsConfigs && (
              <ButtonLink
                to="/settings/of"
                search={{ type: "user", id: account.id, name: account.name }}
                size="xs"
                variant="default"
              >
                {t`Settings they get`}
              </ButtonLink>
            )}
            {readsAccess && (
              <ButtonLink to="/explore" search={{ by: "who", who: `user:${account.id}` }} size="xs" variant="default">
                {t`What they reach`}
              </ButtonLink>
            )}
            <ButtonLink to="/people" size="xs" variant="default">
              {t`All people`}
            </ButtonLink>
          </>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack>
          <ProfileCard account={account} acting={acting} etag={etag} roles={givable.primary} />
          {readsUsage && <PersonUsage account={account} />}
          {managesBalances && <PersonBalance account={account} />}
        </Stack>
        <Stack>
          <AccountState account={account} acting={acting} etag={etag} />
          <AdditionalRoles account={account} acting={acting} roles={givable.additional} />
          <Loaded>
            <Powers
              holder={{ kind: "user", id: account.id, name: account.name }}
              manages="manage:users"
              acting={acting}
            />
          </Loaded>
          {acts && <PersonSessions account={account} />}
          {managesKeys && (
            <AccountKeys
              holder={{ kind: "user", id: account.id }}
              none={t`${account.name} has none.`}
              whyNot={whyNotOn(acting, "manage:keys")}
            />
          )}
          <PersonViolations account={account} />
          {manages && <PersonExport account={account} />}
        </Stack>
      </SimpleGrid>
      {moderates && !isOneself && <PersonHistory accountId={account.id} />}
      {unseals && !isOneself && (
        <div style={{ marginBlockStart: "var(--mantine-spacing-md)" }}>
          <SealedThings account={account} />
        </div>
      )}
    </>
  );
}

const labels = {
  name: t`Name`,
  email: t`Email`,
  username: t`User name`,
  role: t`Role`,
  hidden: t`Hidden from those who look for people`,
} as const;
const fieldsOf = ({ name, email, username, gatehouseRole, role, hidden }: Account) => ({
  name,
  email,
  username: username ?? "",
  role: gatehouseRole ?? role,
  hidden,
});

interface ProfileCardProps {
  account: Account;
  acting: readonly Acting[];
  /** The roles that one may give them. */
  roles: readonly string[];
  etag: string | null;
}

function ProfileCard({ account, acting, roles, etag }: ProfileCardProps) {
  const whyNot = useWhyNotCapable("manage:users") ?? whyNotOn(acting, "manage:users");
  const form = useForm({ initialValues: fieldsOf(account) });
  const meanwhile = useTakeOver(form, fieldsOf(account));
  const saving = useChange({
    run: (values: typeof form.values) => updateAccount(account.id, changed(fieldsOf(account), values), etag),
    refresh: [["accounts"]],
    said: t`Saved`,
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, t`Your changes to the account of ${account.name} are not saved yet.`);
  return (
    <form className="panel" onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack p="lg">
        <Title order={2} size="h4">
          {t`Profile`}
        </Title>
        <TextInput label={labels.name} required withAsterisk={false} {...form.getInputProps("name")} />
        <TextInput label={labels.email} type="email" required withAsterisk={false} {...form.getInputProps("email")} />
        <TextInput label={labels.username} {...form.getInputProps("username")} />
        <RoleSelect
          label={labels.role}
          description={t`The primary role; it never ends`}
          among={roles}
          {...form.getInputProps("role")}
        />
        <Checkbox
          label={labels.hidden}
          description={t`Administrators, and whoever is in a group with them, still see them.`}
          {...form.getInputProps("hidden", { type: "checkbox" })}
        />
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group>
          <GuardedButton
            type="submit"
            loading={saving.isPending}
            disabled={whyNot === null && !form.isDirty()}
            whyNot={whyNot}
          >
            {t`Save`}
          </GuardedButton>
          {form.isDirty() && (
            <Button variant="default" onClick={() => form.reset()}>
              {t`Undo`}
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t`Id ${account.id}`}
        </Text>
      </Stack>
    </form>
  );
}
