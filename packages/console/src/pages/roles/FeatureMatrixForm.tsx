import { plural, t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import { type FeatureMatrix, type RoleWithFeatures, setFeatures } from "../../api/roles.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { nameInWords } from "../../parts/featureInWords.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { differing, switching } from "./switches.ts";

interface FeatureMatrixFormProps {
  role: RoleWithFeatures;
  etag: string | null;
  whyNot: string | null;
}

/** The features of a role, to read and to switch. Only what was switched is sent. */
export function FeatureMatrixForm({ role, etag, whyNot }: FeatureMatrixFormProps) {
  const stored = role.permissions;
  const [switched, setSwitched] = useState<FeatureMatrix>({});
  // As it was when somebody began to switch: what differs from it later was switched by others.
  const [begun, setBegun] = useState(stored);
  const changes = differing(stored, switched);
  const count = Object.values(changes).reduce((sum, permissions) => sum + Object.keys(permissions).length, 0);
  const saving = useChange({
    call: () => setFeatures(role.name, changes, etag),
    asks: () => ({
      title: t`Change what ${role.name} may do?`,
      text: `${inWords(changes, t`from now on`).join(", ")}.`,
      confirm: t`Save`,
    }),
    undo: () => perform(setFeatures(role.name, former(changes), null)),
    refresh: [["roles"], ["features"], ["rights"]],
    said: t`Saved`,
    onDone: ({ role: saved }) => {
      setSwitched({});
      setBegun(saved.permissions);
    },
    onFailed: () => undefined,
  });
  const begin = () => {
    setSwitched({});
    setBegun(stored);
  };
  useKept(
    "features",
    () => (count > 0 ? { switched, begun } : null),
    (typed) => {
      setSwitched(typed.switched);
      setBegun(typed.begun);
    },
  );
  useUnsaved(() => count > 0, t`What you switched in ${role.name} is not saved yet.`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0) saving.mutate();
      }}
    >
      <div className="card-grid">
        {Object.entries(stored).map(([type, permissions]) => (
          <Stack key={type} component="fieldset" className="panel" p="md" gap="xs" m={0}>
            <Title order={2} size="h6" component="legend" style={{ float: "left" }}>
              {nameInWords(type)}
            </Title>
            {Object.entries(permissions).map(([permission, on]) => (
              <Checkbox
                key={permission}
                label={nameInWords(permission)}
                aria-label={`${nameInWords(type)}: ${nameInWords(permission)}`}
                checked={switched[type]?.[permission] ?? on}
                disabled={whyNot !== null}
                onChange={(event) => {
                  if (count === 0 && !saving.error) setBegun(stored);
                  setSwitched(switching(switched, type, permission, event.currentTarget.checked));
                }}
              />
            ))}
          </Stack>
        ))}
      </div>
      {Object.keys(stored).length === 0 && <Text c="dimmed">{t`This role includes no feature yet.`}</Text>}
      {/* Within reach however long the page is, and only while there is something to save. */}
      <Stack className={count > 0 || saving.error ? "save-bar" : ""} mt="md" gap="sm">
        <ChangeProblem
          of={saving}
          besides={inWords(differing(begun, stored))}
          again={t`Save mine`}
          // Where they switched the same there is nothing left to save.
          onAgain={() => (count > 0 ? saving.mutate() : saving.reset())}
          onTakeTheirs={begin}
        />
        <Group>
          <GuardedButton
            type="submit"
            whyNot={whyNot}
            disabled={whyNot === null && count === 0}
            loading={saving.isPending}
          >
            {t`Save`}
          </GuardedButton>
          {count > 0 && (
            <>
              <Button
                variant="default"
                onClick={() => {
                  begin();
                  saving.reset();
                }}
              >
                {t`Undo`}
              </Button>
              <Text size="sm" role="status">
                {plural(count, { one: "1 change", other: `${count} changes` })}
              </Text>
            </>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** What takes switches back. */
const former = (changes: FeatureMatrix): FeatureMatrix =>
  Object.fromEntries(
    Object.entries(changes).map(([type, permissions]) => [
      type,
      Object.fromEntries(Object.entries(permissions).map(([permission, on]) => [permission, !on])),
    ]),
  );

/** “Web search: Use is off now”. */
const inWords = (matrix: FeatureMatrix, when = "now"): string[] =>
  Object.entries(matrix).flatMap(([type, permissions]) =>
    Object.entries(permissions).map(([permission, on]) =>
      on
        ? t`${nameInWords(type)}: ${nameInWords(permission)} is on ${when}`
        : t`${nameInWords(type)}: ${nameInWords(permission)} is off ${when}`,
    ),
  );
