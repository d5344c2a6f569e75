import { plural, t } from "@lingui/core/macro";
import { Badge, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import {
  type Case,
  type CaseState,
  casesQuery,
  type ModerationSummary,
  moderationSummaryQuery,
  type ThingType,
} from "../../api/moderation.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { type Sorting, useSorting } from "../../parts/useListPlace.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { nameOfThing, stateWords, typeWords } from "./words.ts";

const route = getRouteApi("/signed-in/moderation");

export type Box = CaseState | "mine";
const boxes: readonly Box[] = ["open", "mine", "taken", "appealed", "decided"];
export const boxOf = (value: unknown): Box => boxes.find((known) => known === value) ?? "open";

const OLDEST: Sorting = { sort: "opened", order: "asc", label: t`Oldest first` };
const NEWEST: Sorting = { sort: "opened", order: "desc", label: t`Newest first` };

/** What people reported, what waits for an answer, and what was decided. */
export function ModerationPage() {
  const { box = "open", type, about } = route.useSearch();
  const navigate = route.useNavigate();
  // What waits longest comes first, of what is decided the newest: whoever chooses nothing has the order of the list itself.
  const sortings = box === "decided" || about !== undefined ? ([NEWEST, OLDEST] as const) : ([OLDEST, NEWEST] as const);
  const { sorting, onSort } = useSorting(sortings);
  const { data: counts } = useQuery(moderationSummaryQuery);
  const labelOf = (one: Box) => {
    const words = one === "mine" ? t`Mine` : stateWords[one];
    const count = one === "decided" ? undefined : one === "mine" ? counts?.mine : counts?.listed[one];
    // Counted are all kinds together.
    return count && type === undefined ? `${words} (${count > 999 ? "999+" : count})` : words;
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Moderation`}
        text={t`What people reported, with what they saw of it. Take one before you decide it, so that no two decide the same.`}
      />
      <WhomIAdminister by="moderate:content" />
      <Group mb="md" align="flex-end" gap="sm">
        {about === undefined ? (
          <SegmentedControl
            aria-label={t`Which cases`}
            data={boxes.map((one) => ({ value: one, label: labelOf(one) }))}
            value={box}
            onChange={(next) => void navigate({ search: (search) => ({ ...search, box: boxOf(next) }) })}
            style={{ maxWidth: "100%", overflowX: "auto" }}
          />
        ) : (
          <ButtonLink to="/moderation" size="xs" variant="default">
            {t`Show all cases`}
          </ButtonLink>
        )}
        <Select
          aria-label={t`Kind of thing`}
          placeholder={t`Everything`}
          clearable
          clearButtonProps={{ "aria-label": t`Show every kind of thing` }}
          w={180}
          data={Object.entries(typeWords).map(([value, label]) => ({ value, label }))}
          value={type ?? null}
          onChange={(next) =>
            void navigate({
              search: ({ type: _, ...search }) => ({ ...search, ...(next && { type: next as ThingType }) }),
            })
          }
        />
        <SortBy sortings={sortings} value={sorting} onSort={onSort} />
      </Group>
      {about === undefined && type === undefined && counts && <ForOthers box={box} counts={counts} />}
      <Loaded of={`${box} ${type} ${about} ${sorting.order}`}>
        <Cases box={box} type={type} about={about} order={sorting.order} />
      </Loaded>
    </div>
  );
}

/** Whoever has reported a thing, or decided about it before, does not decide it now. */
function ForOthers({ box, counts }: { box: Box; counts: ModerationSummary }) {
  if (box === "mine" || box === "decided") return null;
  const others = counts.listed[box] - counts[box];
  if (others <= 0) return null;
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {plural(others, {
        one: "One of these is for somebody else to decide.",
        other: `${others} of these are for somebody else to decide.`,
      })}
    </Text>
  );
}

const empty: Readonly<Record<Box, string>> = {
  open: t`Nothing waits for you: no report is open.`,
  mine: t`You have taken nothing.`,
  taken: t`Nobody looks at anything now.`,
  appealed: t`No appeal waits for its answer.`,
  decided: t`Nothing was decided yet.`,
};

interface CasesProps {
  box: Box;
  type: ThingType | undefined;
  about: string | undefined;
  order: "asc" | "desc";
}

function Cases({ box, type, about, order }: CasesProps) {
  const isMine = box === "mine";
  const { data, ...pages } = useSuspenseInfiniteQuery(
    casesQuery({ state: isMine ? "open" : box, type, isMine: isMine && about === undefined, about, order }),
  );
  return (
    <PagedRows
      title={t`Cases`}
      rows={data.pages.flatMap(({ cases }) => cases)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconFlag size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing here`}
          text={about === undefined ? empty[box] : t`Nothing was reported about this person.`}
        />
      }
    >
      {(one) => <CaseLine case={one} />}
    </PagedRows>
  );
}

function CaseLine({ case: its }: { case: Case }) {
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 260 }}>
        <TextLink to="/moderation/$caseId" params={{ caseId: its.id }} fw={600} style={{ overflowWrap: "anywhere" }}>
          {nameOfThing(its)}
        </TextLink>
        <Group gap={6} mt={4}>
          <StateBadge case={its} />
          <Text size="xs" c="dimmed" title={inFull(its.openedAt)}>
            {[
              its.about && t`of ${its.about.name ?? t`somebody who is gone`}`,
              its.reports > 0 && plural(its.reports, { one: "one report", other: `${its.reports} reports` }),
              fromNow(its.openedAt),
              its.assignedTo && t`with ${its.assignedTo.name ?? t`somebody who is gone`}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </Group>
      </div>
    </div>
  );
}

const outcomes = { acted: t`Decided`, nothing: t`Dismissed`, gone: t`Account gone` } as const;

export const StateBadge = ({ case: { state, outcome } }: { case: Pick<Case, "state" | "outcome"> }) => (
  <Badge variant={state === "decided" ? "default" : "light"} size="sm" tt="none" fw={500}>
    {state === "decided" && outcome ? outcomes[outcome] : stateWords[state]}
  </Badge>
);
