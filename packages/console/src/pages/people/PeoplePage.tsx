import { Badge, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { accountsQuery, type ListedAccount, PEOPLE_PAGE } from "../../api/people.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useListPlace } from "../../parts/useListPlace.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { NewAccountForm } from "./NewAccountForm.tsx";

export function PeoplePage() {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/people");
  const whyNot = useWhyNotCapable("manage:users");
  return (
    <div className="page">
      <PageTitle
        title="People"
        text="The accounts of this organization."
        actions={
          <Group gap="xs">
            {whyNot === null && (
              <ButtonLink to="/people/invitations" variant="default">
                Invitations
              </ButtonLink>
            )}
            <GuardedButton
              whyNot={whyNot}
              onClick={() => openForm({ title: "New account", children: <NewAccountForm /> })}
            >
              New account
            </GuardedButton>
          </Group>
        }
      />
      <WhomIAdminister by="read:users" />
      <Group mb="md">
        <SearchField label="Search people" value={search} onSearch={onSearch} />
      </Group>
      <Loaded of={`${search} ${page}`}>
        <AccountList search={search} page={page} onPage={onPage} />
      </Loaded>
    </div>
  );
}

function AccountList({ search, page, onPage }: { search: string; page: number; onPage(page: number): void }) {
  const { data } = useSuspenseQuery(accountsQuery(search, page));
  const pages = search.trim().length < 2 && (
    <Pages page={page} size={PEOPLE_PAGE} total={data.total} onChange={onPage} />
  );
  if (data.users.length === 0 && pages && page > 1) return pages;
  if (data.users.length === 0)
    return (
      <NothingHere
        icon={<IconUsers size={36} stroke={1.4} aria-hidden />}
        title={search ? "Nobody found" : "Nobody here yet"}
        text={search ? "Looked for in names, addresses and user names." : "Make the first account above."}
      />
    );
  return (
    <>
      <ul className="plain-list panel" aria-label="People">
        {data.users.map((account) => (
          <li key={account.id}>
            <AccountLine account={account} />
          </li>
        ))}
      </ul>
      {pages ||
        (data.total > data.users.length && (
          <Text size="sm" c="dimmed" mt="md">
            {data.users.length} of {data.total} found. Type more of the name to see the others.
          </Text>
        ))}
    </>
  );
}

function AccountLine({ account }: { account: ListedAccount }) {
  return (
    <div className="row">
      <PrincipalIcon kind="user" name={account.name} />
      <div className="grow">
        <TextLink to="/people/$accountId" params={{ accountId: account.id }} fw={500} c="var(--mantine-color-text)">
          {account.name}
        </TextLink>
        <Text size="sm" c="dimmed" truncate>
          {account.email}
        </Text>
      </div>
      <Group gap={4}>
        <AccountBadges account={account} />
      </Group>
    </div>
  );
}

export function AccountBadges({ account }: { account: ListedAccount }) {
  const role = account.gatehouseRole ?? account.role;
  return (
    <>
      {role && role !== "USER" && (
        <Badge variant="light" tt="none">
          {role}
        </Badge>
      )}
      {account.status && account.status !== "active" && (
        <Badge color="gray" variant="light" tt="none">
          {account.status}
        </Badge>
      )}
      {account.banned && (
        <Badge color="red" variant="light" tt="none">
          banned
        </Badge>
      )}
    </>
  );
}
