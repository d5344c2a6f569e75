import { plural, t } from "@lingui/core/macro";
import { Button, Group, Pill, Select, SimpleGrid, Switch, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReportFilters, reportQuery } from "../../api/report.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { useNameOf } from "../explore/Whom.tsx";
import { findingsInWords, textOf, usualDays } from "./inWords.ts";
import { KindOfThing } from "./KindOfThing.tsx";
import { useReportSorting } from "./useReportSorting.ts";

/** What can be chosen; other numbers are for the API. */
export const dayChoices = ["7", "14", "30", "60", "90", "180", "365"] as const;

interface FiltersProps {
  filters: ReportFilters;
  onFilter(filters: ReportFilters): void;
}

/** To whom, and what of; what is chosen stands below, and is taken away there. */
export function Filters({ filters, onFilter }: FiltersProps) {
  const { of, through, on, finding, days } = filters;
  const usual = finding && usualDays[finding];
  const isThing = on?.includes(":") === true;
  return (
    <>
      <SimpleGrid
        cols={{ base: 1, sm: usual === undefined ? 2 : 3 }}
        spacing="sm"
        mb="sm"
        maw={usual === undefined ? 720 : 960}
      >
        <PrincipalPicker
          label={t`Given to`}
          types={["user", "group", "role", "service"]}
          onPick={({ type, id }) => onFilter({ ...filters, of: `${type}:${id}` })}
        />
        <KindOfThing value={isThing ? undefined : on} onChoose={(next) => onFilter({ ...filters, on: next })} />
        {usual !== undefined && (
          <Select
            label={finding === "expiring" ? t`Ends within` : t`Not used for`}
            data={dayChoices.map((value) => ({
              value,
              label: plural(Number(value), { one: `${value} day`, other: `${value} days` }),
            }))}
            value={days ?? usual}
            allowDeselect={false}
            onChange={(next) => onFilter({ ...filters, days: next === usual ? undefined : (next ?? undefined) })}
          />
        )}
      </SimpleGrid>
      {(of !== undefined || isThing || finding !== undefined) && (
        <Group gap="xs" mb="md" role="group" aria-label={t`Shown only`}>
          <Text size="sm" c="dimmed">
            {t`Only`}
          </Text>
          {finding !== undefined && (
            <Chosen
              text={findingsInWords[finding].label}
              onRemove={() => onFilter({ ...filters, finding: undefined, days: undefined })}
            />
          )}
          {(of !== undefined || isThing) && (
            <Named
              filters={filters}
              onRemoveOf={() => onFilter({ ...filters, of: undefined, through: undefined })}
              onRemoveOn={() => onFilter({ ...filters, on: undefined })}
            />
          )}
          <Button size="compact-sm" variant="subtle" onClick={() => onFilter({})}>
            {t`Show all`}
          </Button>
        </Group>
      )}
      {of !== undefined && isSomebody(of) && (
        <Through
          isOn={through === "true"}
          onChange={(isOn) => onFilter({ ...filters, through: isOn ? "true" : undefined })}
        />
      )}
    </>
  );
}

/** By the names that the lines themselves tell. */
function Named({
  filters,
  onRemoveOf,
  onRemoveOn,
}: {
  filters: ReportFilters;
  onRemoveOf(): void;
  onRemoveOn(): void;
}) {
  const { of, on } = filters;
  const { asked } = useReportSorting(filters);
  const { data } = useInfiniteQuery({ ...reportQuery(filters, asked), enabled: false });
  const line = data?.pages[0]?.lines[0];
  return (
    <>
      {of !== undefined && <ChosenPrincipal of={of} onRemove={onRemoveOf} />}
      {on?.includes(":") && <Chosen text={line ? textOf(line) : bare(on)} onRemove={onRemoveOn} />}
    </>
  );
}

/** Who can be in groups, and have roles. */
const isSomebody = (principal: string) => /^(user|service|group):/.test(principal);

/** Whether what somebody was given directly is all that is asked for. */
export const Through = ({ isOn, onChange }: { isOn: boolean; onChange(isOn: boolean): void }) => (
  <Switch
    mb="md"
    label={t`Also what reaches them through their groups and roles, and what is everybody’s`}
    checked={isOn}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);

const bare = (principal: string) => principal.slice(principal.indexOf(":") + 1);

const ChosenPrincipal = ({ of, onRemove }: { of: string; onRemove(): void }) => (
  <Chosen text={t`to ${useNameOf(of)}`} onRemove={onRemove} />
);

const Chosen = ({ text, onRemove }: { text: string; onRemove(): void }) => (
  <Pill
    size="lg"
    withRemoveButton
    onRemove={onRemove}
    removeButtonProps={{ "aria-label": t`Not only ${text}`, tabIndex: 0, "aria-hidden": false }}
  >
    {text}
  </Pill>
);
