import { t } from "@lingui/core/macro";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { GROUPS_PAGE, type GroupSort, groupsQuery } from "../../api/groups.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ListHead } from "../../parts/ListHead.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { type Sorting, useListPlace, useSorting } from "../../parts/useListPlace.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { GroupForm } from "./GroupForm.tsx";
import { GroupTree } from "./GroupTree.tsx";

const sortings: readonly [Sorting<GroupSort>, ...Sorting<GroupSort>[]] = [
  { sort: "name", order: "asc", label: t`Name, A to Z` },
  { sort: "name", order: "desc", label: t`Name, Z to A` },
  { sort: "members", order: "desc", label: t`Most members first` },
  { sort: "members", order: "asc", label: t`Fewest members first` },
];

export function GroupsPage() {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/groups");
  const { sorting, onSort } = useSorting<GroupSort>(sortings);
  const whyNot = useWhyNotCapable("manage:groups");
  return (
    <div className="page">
      <PageTitle
        title={t`Groups`}
        text={t`Who belongs together. A group may contain other groups: whoever is in one of these is in it, too.`}
        actions={
          <GuardedButton whyNot={whyNot} onClick={() => openForm({ title: t`New group`, children: <GroupForm /> })}>
            {t`New group`}
          </GuardedButton>
        }
      />
      <WhomIAdminister by="read:groups" />
      <ListHead
        search={<SearchField label={t`Search groups`} value={search} onSearch={onSearch} />}
        sort={<SortBy sortings={sortings} value={sorting} onSort={onSort} />}
      />
      <Loaded of={`${search} ${page} ${sorting.label}`}>
        <GroupList search={search} page={page} sorting={sorting} onPage={onPage} />
      </Loaded>
    </div>
  );
}

interface GroupListProps {
  search: string;
  page: number;
  sorting: Sorting<GroupSort>;
  onPage(page: number): void;
}

function GroupList({ search, page, sorting, onPage }: GroupListProps) {
  const { data } = useSuspenseQuery(groupsQuery(search, page, sorting));
  const pages = <Pages page={page} size={GROUPS_PAGE} total={data.total} onChange={onPage} />;
  if (data.groups.length === 0 && page > 1) return pages;
  if (data.groups.length === 0)
    return (
      <NothingHere
        icon={<IconUsersGroup size={36} stroke={1.4} aria-hidden />}
        title={search ? t`No group found` : t`No groups yet`}
        text={
          search
            ? t`Try another part of the name.`
            : t`Make one, put people into it, and share agents with all of them.`
        }
      />
    );
  return (
    <>
      <GroupTree groups={data.groups} isFlat={sorting !== sortings[0]} />
      {pages}
    </>
  );
}
