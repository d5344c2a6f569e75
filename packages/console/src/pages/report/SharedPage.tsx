import { t } from "@lingui/core/macro";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { isSearch } from "../../api/isSearch.ts";
import { type SharedSort, sharedResourcesQuery } from "../../api/report.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { type Sorting, useNarrowing, useSorting } from "../../parts/useListPlace.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { GivenThingRow } from "./GivenThingRow.tsx";
import { ThingsBar } from "./ThingsBar.tsx";

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
  // What a search finds is in the order of names: no index holds it in another one.
  const offered = isSearch(q) ? BY_NAME : sortings;
  const { sorting, onSort } = useSorting<SharedSort>(offered);
  const onNarrow = useNarrowing();
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
      <ThingsBar search={q} type={type} onNarrow={onNarrow}>
        <SortBy sortings={offered} value={sorting} onSort={onSort} />
      </ThingsBar>
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
