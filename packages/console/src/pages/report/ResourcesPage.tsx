import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ResourceFilters, resourcesQuery } from "../../api/report.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useNarrowing } from "../../parts/useListPlace.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { Whom } from "../explore/Whom.tsx";
import { GivenThingRow } from "./GivenThingRow.tsx";
import { ThingsBar } from "./ThingsBar.tsx";

const route = getRouteApi("/signed-in/resources");

const sharings = [
  { value: "", label: t`Shared or not` },
  { value: "true", label: t`Shared with others` },
  { value: "false", label: t`Shared with nobody` },
];

/** All that there is in the organization, also what nobody shared: whose it is, and what one may do about it. */
export function ResourcesPage() {
  const { q, type, owner, shared } = route.useSearch();
  const onNarrow = useNarrowing();
  const filters: ResourceFilters = {
    search: q,
    type,
    owner,
    shared: sharings.find(({ value }) => value === shared)?.value,
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Resources`}
        text={t`Everything that people and the organization have here. Conversations and files that are somebody’s alone are not listed: they are theirs.`}
        actions={
          <ButtonLink to="/shared" size="xs" variant="default">
            {t`Shared resources`}
          </ButtonLink>
        }
      />
      <ThingsBar search={q ?? ""} type={type} onNarrow={onNarrow}>
        <Select
          label={t`Shared`}
          data={sharings}
          value={filters.shared ?? ""}
          allowDeselect={false}
          onChange={(next) => onNarrow({ shared: next ?? undefined })}
        />
        <Whom
          label={t`Owner`}
          types={["user", "service"]}
          chosen={owner}
          onChoose={(next) => onNarrow({ owner: next })}
        />
      </ThingsBar>
      <Loaded of={JSON.stringify(filters)}>
        <Things key={JSON.stringify(filters)} filters={filters} />
      </Loaded>
    </div>
  );
}

function Things({ filters }: { filters: ResourceFilters }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(resourcesQuery(filters));
  return (
    <PagedRows
      title={t`Resources`}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconStack2 size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing of the kind`}
          text={t`There is nothing like this, or its name is not for you to hear. Choose another kind, or somebody else.`}
        />
      }
    >
      {(thing) => <GivenThingRow thing={thing} />}
    </PagedRows>
  );
}
