import { Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { type FeatureMatrix, type Role, setFeatures } from "../../api/roles.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

/** The features of a role, to read and to switch. Only what was switched is sent. */
export function FeatureMatrixForm({ role, whyNot }: { role: Role; whyNot: string | null }) {
  const stored = role.permissions ?? {};
  const [switched, setSwitched] = useState<FeatureMatrix>({});
  const saving = useChange({
    run: () => setFeatures(role.name, switched),
    refresh: [["roles"], ["features"], ["rights"]],
    said: "Saved",
    onDone: () => setSwitched({}),
    onFailed: () => undefined,
  });
  const isDirty = Object.values(switched).some((permissions) => Object.keys(permissions).length > 0);
  const toggle = (type: string, permission: string, on: boolean) => {
    const { [permission]: _, ...others } = switched[type] ?? {};
    const isBack = stored[type]?.[permission] === on;
    setSwitched({ ...switched, [type]: isBack ? others : { ...others, [permission]: on } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const changes = Object.entries(switched).filter(([, permissions]) => Object.keys(permissions).length > 0);
        if (changes.length > 0) saving.mutate();
      }}
    >
      <div className="card-grid">
        {Object.entries(stored).map(([type, permissions]) => (
          <Stack key={type} component="fieldset" className="panel" p="md" gap="xs" m={0}>
            <Title order={2} size="h6" component="legend" style={{ float: "left" }}>
              {inWords(type)}
            </Title>
            {Object.entries(permissions).map(([permission, on]) => (
              <Checkbox
                key={permission}
                label={inWords(permission)}
                aria-label={`${inWords(type)}: ${inWords(permission)}`}
                checked={switched[type]?.[permission] ?? on}
                disabled={whyNot !== null}
                onChange={(event) => toggle(type, permission, event.currentTarget.checked)}
              />
            ))}
          </Stack>
        ))}
      </div>
      {Object.keys(stored).length === 0 && <Text c="dimmed">This role includes no feature yet.</Text>}
      {saving.error && <ProblemCard error={saving.error} />}
      <Group mt="md">
        <GuardedButton type="submit" whyNot={whyNot} disabled={whyNot === null && !isDirty} loading={saving.isPending}>
          Save
        </GuardedButton>
        {isDirty && (
          <Button variant="default" onClick={() => setSwitched({})}>
            Undo
          </Button>
        )}
      </Group>
    </form>
  );
}

/** `PEOPLE_PICKER` → `People picker`. */
function inWords(name: string): string {
  const text = name.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
