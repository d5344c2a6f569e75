import { Group, Pagination, Text } from "@mantine/core";

interface PagesProps {
  page: number;
  size: number;
  total: number;
  onChange(page: number): void;
}

export function Pages({ page, size, total, onChange }: PagesProps) {
  const pages = Math.ceil(total / size);
  if (pages <= 1) return null;
  return (
    <Group justify="space-between" mt="md" component="nav" aria-label="Pages">
      <Text size="sm" c="dimmed">
        {(page - 1) * size + 1}–{Math.min(page * size, total)} of {total}
      </Text>
      <Pagination
        total={pages}
        value={page}
        onChange={onChange}
        size="sm"
        getControlProps={(control) => ({ "aria-label": `${control} page` })}
        getItemProps={(item) => ({ "aria-label": `Page ${item}` })}
      />
    </Group>
  );
}
