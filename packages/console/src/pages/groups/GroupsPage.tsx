import { Group as Line } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { GROUPS_PAGE, groupsQuery } from "../../api/groups.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { GroupForm } from "./GroupForm.tsx";
import { GroupTree } from "./GroupTree.tsx";

const route = getRouteApi("/signed-in/groups");

export function GroupsPage() {
  const { q = "", page = "1" } = route.useSearch();
  const navigate = useNavigate();
  const whyNot = useWhyNotCapable("manage:groups");
  const show = (search: { q?: string; page?: string }) => void navigate({ to: "/groups", search, replace: true });
  return (
    <div className="page">
      <PageTitle
        title="Groups"
        text="Who belongs together. A group may contain other groups: whoever is in one of these is in it, too."
        actions={
          <GuardedButton whyNot={whyNot} onClick={() => modals.open({ title: "New group", children: <GroupForm /> })}>
            New group
          </GuardedButton>
        }
      />
      <Line mb="md">
        <SearchField label="Search groups" value={q} onSearch={(text) => show(text ? { q: text } : {})} />
      </Line>
      <Loaded of={`${q} ${page}`}>
        <GroupList
          search={q}
          page={Number(page) || 1}
          onPage={(next) => show({ ...(q && { q }), page: String(next) })}
        />
      </Loaded>
    </div>
  );
}

function GroupList({ search, page, onPage }: { search: string; page: number; onPage(page: number): void }) {
  const { data } = useSuspenseQuery(groupsQuery(search, page));
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
      <Pages page={page} size={GROUPS_PAGE} total={data.total} onChange={onPage} />
    </>
  );
}
