import { t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { capabilitiesQuery } from "../../api/may.ts";
import { type FeatureMatrix, roleQuery } from "../../api/roles.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { fieldInDays, fromField, toField } from "../../parts/moments.ts";
import { namedThing } from "../../parts/namedThing.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { actionsInWords } from "../../parts/sharedKinds.ts";
import { ThingField, typedOf } from "../../parts/ThingField.tsx";
import { useNameOf } from "../explore/Whom.tsx";

/** As the address holds it. */
export interface Asked {
  /** `user:…` */
  who?: string;
  /** An action of the thing; without a thing a feature or a capability. */
  action?: string;
  thing?: string;
  /** ISO; absent: now. */
  at?: string;
}

const kinds = [
  { value: "thing", label: t`With a thing` },
  { value: "feature", label: t`A feature` },
  { value: "power", label: t`A power` },
] as const;
type Kind = (typeof kinds)[number]["value"];

const kindOf = ({ action, thing }: Asked): Kind =>
  thing || !action ? "thing" : action.includes(":") ? "power" : "feature";

interface QuestionFormProps {
  asked: Asked;
  onAsk(asked: Asked): void;
}

/** Who, what, with what, and when. */
export function QuestionForm({ asked, onAsk }: QuestionFormProps) {
  const [who, setWho] = useState(asked.who);
  const [kind, setKind] = useState<Kind>(kindOf(asked));
  const [typed, setTyped] = useState(typedOf(asked.thing));
  const [action, setAction] = useState(asked.action ?? null);
  const [at, setAt] = useState(toField(asked.at ?? null));
  const [isTried, setIsTried] = useState(false);
  const thing = kind === "thing" ? namedThing(typed) : null;
  const choices = useActions(kind, thing);
  const chosen = choices.some(({ value }) => value === action) ? action : (choices[0]?.value ?? null);
  const isWhole = who !== undefined && chosen !== null && (kind !== "thing" || thing !== null);
  const lacks = !isTried
    ? null
    : who === undefined
      ? t`Choose a person first.`
      : kind === "thing" && thing === null
        ? t`Choose a thing by its name, or paste the address of its page.`
        : null;
  return (
    <form
      className="panel"
      aria-label={t`Question`}
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        const moment = fromField(at);
        if (isWhole) onAsk({ who, action: chosen, ...(thing && { thing }), ...(moment && { at: moment }) });
      }}
    >
      <Stack p="lg">
        {who === undefined ? (
          <PrincipalPicker
            label={t`Who`}
            types={["user", "service"]}
            onPick={({ type, id }) => setWho(`${type}:${id}`)}
          />
        ) : (
          <Chosen who={who} onChange={() => setWho(undefined)} />
        )}
        <SegmentedControl
          aria-label={t`What they want to do`}
          data={[...kinds]}
          value={kind}
          onChange={(next) => setKind(next as Kind)}
        />
        {kind === "thing" && <ThingField value={typed} onChange={setTyped} />}
        <Select
          label={kind === "thing" ? t`Action` : kind === "feature" ? t`Feature` : t`Power`}
          data={choices}
          value={chosen}
          searchable
          allowDeselect={false}
          disabled={choices.length === 0}
          placeholder={kind === "thing" ? t`Name the thing first` : t`Choose one`}
          onChange={setAction}
        />
        <TextInput
          type="datetime-local"
          label={t`As it was at`}
          description={t`Empty: now`}
          value={at}
          max={fieldInDays(0)}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        {lacks && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {lacks}
          </Text>
        )}
        <Group>
          <Button type="submit">{t`Ask`}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Chosen({ who, onChange }: { who: string; onChange(): void }) {
  const name = useNameOf(who);
  return (
    <Group gap="sm" wrap="nowrap">
      <PrincipalIcon kind={who.split(":")[0] ?? ""} name={name} />
      <Text size="sm" fw={600} className="grow" truncate>
        {name}
      </Text>
      <Button
        size="xs"
        variant="default"
        style={{ flexShrink: 0 }}
        aria-label={t`Somebody else than this person`}
        onClick={onChange}
      >
        {t`Somebody else`}
      </Button>
    </Group>
  );
}

/** What can be asked about: the actions of the thing's type, the features, or the capabilities that one knows of. */
function useActions(kind: Kind, thing: string | null): { value: string; label: string }[] {
  const { data: role } = useQuery({ ...roleQuery("USER"), enabled: kind === "feature", retry: false });
  const { data: capabilities = [] } = useQuery({ ...capabilitiesQuery, enabled: kind === "power" });
  if (kind === "feature")
    return featuresOf(role?.role.permissions ?? {}).map((value) => ({ value, label: featureInWords(value) }));
  if (kind === "power") return capabilities.map((value) => ({ value, label: value }));
  return [...actionsInWords(thing?.split(":")[0] ?? "")].map(([value, text]) => ({
    value,
    label: `${value}: ${text}`,
  }));
}

/** The names of all features, by the matrix of a role. */
export const featuresOf = (matrix: FeatureMatrix): string[] =>
  Object.entries(matrix).flatMap(([type, permissions]) =>
    Object.keys(permissions).map((permission) => `${type}.${permission}`),
  );
