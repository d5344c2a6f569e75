import { Group as Line } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { GROUPS_PAGE, groupsQuery } from "../../api/groups.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useListPlace } from "../../parts/useListPlace.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { GroupForm } from "./GroupForm.tsx";
import { GroupTree } from "./GroupTree.tsx";

export function GroupsPage() {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/groups");
  const whyNot = useWhyNotCapable("manage:groups");
  return (
    <div className="page">
      <PageTitle
        title="Groups"
        text="Who belongs together. A group may contain other groups: whoever is in one of these is in it, too."
        actions={
          <GuardedButton whyNot={whyNot} onClick={() => openForm({ title: "New group", children: <GroupForm /> })}>
            New group
          </GuardedButton>
        }
      />
      <WhomIAdminister by="read:groups" />
      <Line mb="md">
        <SearchField label="Search groups" value={search} onSearch={onSearch} />
      </Line>
      <Loaded of={`${search} ${page}`}>
        <GroupList search={search} page={page} onPage={onPage} />
      </Loaded>
    </div>
  );
}

function GroupList({ search, page, onPage }: { search: string; page: number; onPage(page: number): void }) {
  const { data } = useSuspenseQuery(groupsQuery(search, page));
  const pages = <Pages page={page} size={GROUPS_PAGE} total={data.total} onChange={onPage} />;
  if (data.groups.length === 0 && page > 1) return pages;
  if (data.groups.length === 0)
    return (
      <NothingHere
        icon={<IconUsersGroup size={36} stroke={1.4} aria-hidden />}
        title={search ? "No group found" : "No groups yet"}
        text={
          search ? "Try another part of the name." : "Make one, put people into it, and share agents with all of them."
        }
      />
    );
  return (
    <>
      <GroupTree groups={data.groups} />
      {pages}
    </>
  );
}
