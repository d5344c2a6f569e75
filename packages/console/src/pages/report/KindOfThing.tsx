import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { thingKinds } from "../access/kinds.ts";

interface KindOfThingProps {
  /** Absent: all kinds. */
  value: string | undefined;
  onChoose(kind: string | undefined): void;
}

/** Things of one kind, or of all. */
export const KindOfThing = ({ value, onChoose }: KindOfThingProps) => (
  <Select
    label={t`Kind of thing`}
    data={[{ value: "", label: t`All kinds` }, ...thingKinds.map(({ value: kind, label }) => ({ value: kind, label }))]}
    value={value ?? ""}
    allowDeselect={false}
    onChange={(next) => onChoose(next || undefined)}
  />
);
