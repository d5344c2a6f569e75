import { Button, Group, TextInput } from "@mantine/core";
import { fieldInDays } from "./moments.ts";

interface EndFieldProps {
  value: string;
  onChange(value: string): void;
  label?: string;
  description?: string;
}

/** When something ends, in local time; empty means never. */
export function EndField({ value, onChange, label = "Ends", description = "Empty: never" }: EndFieldProps) {
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={label}
        description={description}
        value={value}
        min={fieldInDays(0)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap={4} mt={4}>
        {(
          [
            ["Tomorrow", 1],
            ["In a week", 7],
            ["In a month", 30],
          ] as const
        ).map(([name, days]) => (
          <Button key={name} size="compact-xs" variant="subtle" onClick={() => onChange(fieldInDays(days))}>
            {name}
          </Button>
        ))}
      </Group>
    </div>
  );
}
