import { t } from "@lingui/core/macro";
import { Badge, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { isSearch } from "../../api/isSearch.ts";
import { type AccountSort, accountsQuery, type ListedAccount, PEOPLE_PAGE } from "../../api/people.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ListHead } from "../../parts/ListHead.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { type Sorting, useListPlace, useSorting } from "../../parts/useListPlace.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { NewAccountForm } from "./NewAccountForm.tsx";

const BY_NAME = [
  { sort: "name", order: "asc", label: t`Name, A to Z` },
  { sort: "name", order: "desc", label: t`Name, Z to A` },
] as const;
const sortings: readonly [Sorting<AccountSort>, ...Sorting<AccountSort>[]] = [
  ...BY_NAME,
  { sort: "email", order: "asc", label: t`Address, A to Z` },
  { sort: "email", order: "desc", label: t`Address, Z to A` },
  { sort: "created", order: "desc", label: t`Newest accounts first` },
  { sort: "created", order: "asc", label: t`Oldest accounts first` },
];

export function PeoplePage() {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/people");
  // What a search finds is in the order of names: no index holds it in another one.
  const isSearched = isSearch(search);
  const offered = isSearched ? BY_NAME : sortings;
  const { sorting, onSort } = useSorting<AccountSort>(offered);
  const whyNot = useWhyNotCapable("manage:users");
  return (
    <div className="page">
      <PageTitle
        title={t`People`}
        text={t`The accounts of this organization.`}
        actions={
          <Group gap="xs">
            {whyNot === null && (
              <ButtonLink to="/people/invitations" variant="default">
                {t`Invitations`}
              </ButtonLink>
            )}
            <GuardedButton
              whyNot={whyNot}
              onClick={() => openForm({ title: t`New account`, children: <NewAccountForm /> })}
            >
              {t`New account`}
            </GuardedButton>
          </Group>
        }
      />
      <WhomIAdminister by="read:users" />
      <ListHead
        search={<SearchField label={t`Search people`} value={search} onSearch={onSearch} />}
        sort={<SortBy sortings={offered} value={sorting} onSort={onSort} />}
        said={isSearched && t`What a search finds is sorted by name.`}
      />
      <Loaded of={`${search} ${page} ${sorting.label}`}>
        <AccountList search={search} page={page} sorting={sorting} onPage={onPage} />
      </Loaded>
    </div>
  );
}

interface AccountListProps {
  search: string;
  page: number;
  sorting: Sorting<AccountSort>;
  onPage(page: number): void;
}

function AccountList({ search, page, sorting, onPage }: AccountListProps) {
  const { data } = useSuspenseQuery(accountsQuery(search, page, sorting));
  const pages = <Pages page={page} size={PEOPLE_PAGE} total={data.total} onChange={onPage} />;
  if (data.users.length === 0 && page > 1) return pages;
  if (data.users.length === 0)
    return (
      <NothingHere
        icon={<IconUsers size={36} stroke={1.4} aria-hidden />}
        title={search ? t`Nobody found` : t`Nobody here yet`}
        text={search ? t`Looked for in names, addresses and user names.` : t`Make the first account above.`}
      />
    );
  return (
    <>
      <ul className="plain-list panel" aria-label={t`People`}>
        {data.users.map((account) => (
          <li key={account.id}>
            <AccountLine account={account} />
          </li>
        ))}
      </ul>
      {pages}
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
          {t`banned`}
        </Badge>
      )}
    </>
  );
}
