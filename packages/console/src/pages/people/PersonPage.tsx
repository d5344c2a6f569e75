import { Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { type Account, accountQuery, updateAccount } from "../../api/people.ts";
import { problemOf } from "../../api/problem.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { AccountState } from "./AccountState.tsx";
import { AdditionalRoles } from "./AdditionalRoles.tsx";
import { AccountBadges } from "./PeoplePage.tsx";
import { RoleSelect } from "./RoleSelect.tsx";

const route = getRouteApi("/signed-in/people/$accountId");

export function PersonPage() {
  const { accountId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={accountId} isPage>
        <Person id={accountId} />
      </Loaded>
    </div>
  );
}

function Person({ id }: { id: string }) {
  const { data: account } = useSuspenseQuery(accountQuery(id));
  return (
    <>
      <PageTitle
        title={account.name}
        text={
          <Group gap="xs" component="span">
            <span>{account.email}</span>
            {account.createdAt && <span>since {onDay(account.createdAt)}</span>}
            <AccountBadges account={account} />
          </Group>
        }
        actions={
          <ButtonLink to="/people" size="xs" variant="default">
            All people
          </ButtonLink>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <ProfileCard key={JSON.stringify(account)} account={account} />
        <Stack>
          <AccountState account={account} />
          <AdditionalRoles account={account} />
        </Stack>
      </SimpleGrid>
    </>
  );
}

function ProfileCard({ account }: { account: Account }) {
  const manages = useCapability("manage:users");
  const role = account.gatehouseRole ?? account.role;
  const form = useForm({
    initialValues: { name: account.name, email: account.email, username: account.username ?? "", role },
  });
  const saving = useChange({
    run: (values: typeof form.values) =>
      updateAccount(account.id, {
        // Only what was changed: another's change of the rest stays.
        ...(values.name !== account.name && { name: values.name }),
        ...(values.email !== account.email && { email: values.email }),
        ...(values.username !== (account.username ?? "") && { username: values.username }),
        ...(values.role !== role && { role: values.role }),
      }),
    refresh: [["accounts"]],
    said: "Saved",
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  return (
    <form className="panel" onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack p="lg">
        <Title order={2} size="h4">
          Profile
        </Title>
        <TextInput label="Name" required withAsterisk={false} {...form.getInputProps("name")} />
        <TextInput label="Email" type="email" required withAsterisk={false} {...form.getInputProps("email")} />
        <TextInput label="User name" {...form.getInputProps("username")} />
        <RoleSelect label="Role" description="The primary role; it never ends" {...form.getInputProps("role")} />
        {saving.error && <ProblemCard error={saving.error} />}
        <Group>
          <GuardedButton
            type="submit"
            loading={saving.isPending}
            disabled={manages && !form.isDirty()}
            whyNot={manages ? null : "Not allowed: this takes the capability manage:users."}
          >
            Save
          </GuardedButton>
          {form.isDirty() && (
            <Button variant="default" onClick={() => form.reset()}>
              Undo
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          Id {account.id}
        </Text>
      </Stack>
    </form>
  );
}
