import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import {
  ACCESS_CHANGED,
  deleteThing,
  handOver,
  SHARED_PAGE,
  type SharedResource,
  type SharedSort,
  sharedResourcesQuery,
} from "../../api/report.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { confirm } from "../../parts/confirm.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { isShared } from "../../parts/sharedKinds.ts";
import { useChange } from "../../parts/useChange.ts";
import { type Sorting, useSorting } from "../../parts/useListPlace.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { ThingLink } from "../requests/ThingLink.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { thingKinds } from "./Filters.tsx";
import { reachesInWords, textOf } from "./inWords.ts";

const route = getRouteApi("/signed-in/shared");

const BY_NAME = [{ sort: "thing", order: "asc", label: "By name" }] as const;
const sortings: readonly [Sorting<SharedSort>, ...Sorting<SharedSort>[]] = [
  { sort: "thing", order: "asc", label: "By kind" },
  { sort: "given", order: "desc", label: "Shared last, first" },
  { sort: "given", order: "asc", label: "Shared longest ago, first" },
];

/** What is shared, thing by thing: whose it is, how widely, and what one may do about it. */
export function SharedPage() {
  const { type, q = "" } = route.useSearch();
  const isSearch = q.trim().length >= 2;
  // What a search finds is in the order of names: no index holds it in another one.
  const offered = isSearch ? BY_NAME : sortings;
  const { sorting, onSort } = useSorting<SharedSort>(offered);
  const navigate = route.useNavigate();
  return (
    <div className="page">
      <PageTitle
        title="Shared resources"
        text="Everything that others than its owner reach. Names are shown to those who may hear them."
        actions={
          <ButtonLink to="/report" size="xs" variant="default">
            Access report
          </ButtonLink>
        }
      />
      <Group mb={isSearch ? 4 : "md"} gap="sm" align="flex-end">
        <div className="list-search">
          <SearchField
            label="Search by name"
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
          label="Kind of thing"
          data={[{ value: "", label: "All kinds" }, ...thingKinds.map(({ value, label }) => ({ value, label }))]}
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
      {isSearch && (
        <Text size="sm" c="dimmed" mb="md">
          Agents, prompts, projects, tools and groups whose names you may hear: the first {SHARED_PAGE}, by name.
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
      title="Shared resources"
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconUsersGroup size={36} stroke={1.4} aria-hidden />}
          title={search ? "Nothing found" : "Nothing is shared"}
          text={
            search
              ? "Nothing that is shared is called so, of what you may hear the name of."
              : "What people share appears here, with whom and how widely."
          }
        />
      }
    >
      {(thing) => <ThingRow thing={thing} />}
    </PagedRows>
  );
}

function ThingRow({ thing }: { thing: SharedResource }) {
  const { resource, type, id, name, owner, ownerName, reach, grants, to, may } = thing;
  const text = textOf(thing);
  const deleting = useChange({
    run: () => deleteThing(thing),
    refresh: ACCESS_CHANGED,
    said: `${text} is deleted`,
  });
  const askAndDelete = async () => {
    const sure = await confirm({
      title: `Delete ${text}?`,
      text: "It is gone for everybody, with all that was given on it. This cannot be undone.",
      confirm: "Delete",
    });
    if (sure) deleting.mutate();
  };
  const others = grants - to.length;
  return (
    <div className="row-block">
      <div className="row-line">
        <div className="grow">
          <Group gap={6}>
            <Text size="sm" fw={500} component="div">
              {id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}
            </Text>
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {reachesInWords[reach]}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {[
              name !== null && `owned by ${ownerName ?? owner}`,
              `given to ${to.map((one) => one.name ?? one.principal).join(", ")}${others > 0 ? ` and ${others} more` : ""}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
        <Group gap="xs">
          <ButtonLink
            size="xs"
            variant="default"
            to="/report"
            search={{ on: resource }}
            aria-label={`Who has it: ${text}`}
          >
            Who has it
          </ButtonLink>
          {type === "group" && (
            <ButtonLink
              size="xs"
              variant="default"
              to="/groups/$groupId"
              params={{ groupId: resource.slice(type.length + 1) }}
              aria-label={`Open ${text}`}
            >
              Open
            </ButtonLink>
          )}
          {may.includes("narrow") && isShared(type) && (
            <ShareButton type={type} id={resource.slice(type.length + 1)} name={text} whyNot={null} />
          )}
          {may.includes("hand-over") && type !== "group" && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Hand over ${text}`}
              onClick={() => openForm({ title: `Hand over ${text}`, children: <HandOver thing={thing} text={text} /> })}
            >
              Hand over
            </Button>
          )}
          {may.includes("delete") && type !== "group" && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              c="var(--mantine-color-error)"
              aria-label={`Delete ${text}`}
              loading={deleting.isPending}
              onClick={() => void askAndDelete()}
            >
              Delete
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}

function HandOver({ thing, text }: { thing: SharedResource; text: string }) {
  const handing = useChange<FoundPrincipal, unknown>({
    call: (to) => handOver(thing, `user:${to.id}`),
    asks: (to) => ({
      title: `Hand ${text} over to ${to.name}?`,
      text: `${to.name} will own it, and decides who else has it.`,
      confirm: "Hand over",
      danger: true,
      always: true,
      thing: thing.resource,
    }),
    refresh: ACCESS_CHANGED,
    said: (_, to) => `It belongs to ${to.name} now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  return (
    <Stack mih={300}>
      <Text size="sm">
        It belongs to <strong>{thing.ownerName ?? thing.owner}</strong>. You cannot hand it to yourself by your powers;
        a project goes only to somebody who may see it already.
      </Text>
      <PrincipalPicker
        label="Hand over to"
        types={["user"]}
        taken={new Set([thing.owner])}
        takenMeans="owns it"
        onPick={(to) => handing.mutate(to)}
      />
      <ChangeProblem of={handing} again="Hand over all the same" />
    </Stack>
  );
}
