import { t } from "@lingui/core/macro";
import { Group, Select, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { isSearch } from "../../api/isSearch.ts";
import { SHARED_PAGE, type SharedSort, sharedResourcesQuery } from "../../api/report.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { type Sorting, useSorting } from "../../parts/useListPlace.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { thingKinds } from "./Filters.tsx";
import { GivenThingRow } from "./GivenThingRow.tsx";

const route = getRouteApi("/signed-in/shared");

const BY_NAME = [{ sort: "thing", order: "asc", label: t`By name` }] as const;
const sortings: readonly [Sorting<SharedSort>, ...Sorting<SharedSort>[]] = [
  { sort: "thing", order: "asc", label: t`By kind` },
  { sort: "given", order: "desc", label: t`Shared last, first` },
  { sort: "given", order: "asc", label: t`Shared longest ago, first` },
];

/** What is shared, thing by thing: whose it is, how widely, and what one may do about it. */
export function SharedPage() {
  const { type, q = "" } = route.useSearch();
  const isSearched = isSearch(q);
  // What a search finds is in the order of names: no index holds it in another one.
  const offered = isSearched ? BY_NAME : sortings;
  const { sorting, onSort } = useSorting<SharedSort>(offered);
  const navigate = route.useNavigate();
  return (
    <div className="page">
      <PageTitle
        title={t`Shared resources`}
        text={t`Everything that others than its owner reach. Names are shown to those who may hear them.`}
        actions={
          <ButtonLink to="/report" size="xs" variant="default">
            {t`Access report`}
          </ButtonLink>
        }
      />
      <Group mb={isSearched ? 4 : "md"} gap="sm" align="flex-end">
        <div className="list-search">
          <SearchField
            label={t`Search by name`}
            value={q}
            onSearch={(text) =>
              void navigate({
                search: ({ q: _q, ...others }) => ({ ...others, ...(text && { q: text }) }),
                replace: true,
              })
            }
          />
        </div>
        <Select
          label={t`Kind of thing`}
          data={[{ value: "", label: t`All kinds` }, ...thingKinds.map(({ value, label }) => ({ value, label }))]}
          value={type ?? ""}
          allowDeselect={false}
          onChange={(next) =>
            void navigate({
              search: ({ type: _type, ...others }) => ({ ...others, ...(next && { type: next }) }),
              replace: true,
            })
          }
        />
        <SortBy sortings={offered} value={sorting} onSort={onSort} />
      </Group>
      {isSearched && (
        <Text size="sm" c="dimmed" mb="md">
          {t`Agents, prompts, projects, tools and groups whose names you may hear: the first ${SHARED_PAGE}, by name.`}
        </Text>
      )}
      <Loaded of={`${type} ${q} ${sorting.label}`}>
        <Things key={`${type} ${q} ${sorting.label}`} type={type} search={q} sorting={sorting} />
      </Loaded>
    </div>
  );
}

interface ThingsProps {
  type: string | undefined;
  search: string;
  sorting: Sorting<SharedSort>;
}

function Things({ type, search, sorting }: ThingsProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(sharedResourcesQuery(type, search, sorting));
  return (
    <PagedRows
      title={t`Shared resources`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconUsersGroup size={36} stroke={1.4} aria-hidden />}
          title={search ? t`Nothing found` : t`Nothing is shared`}
          text={
            search
              ? t`Nothing that is shared is called so, of what you may hear the name of.`
              : t`What people share appears here, with whom and how widely.`
          }
        />
      }
    >
      {(thing) => <GivenThingRow thing={thing} />}
    </PagedRows>
  );
}
