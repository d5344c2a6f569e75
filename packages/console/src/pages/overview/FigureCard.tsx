import { t } from "@lingui/core/macro";
import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import type { LinkProps } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { formatLocale } from "#i18n";
import { problemOf } from "../../api/problem.ts";
import { TextLink } from "../../parts/links.tsx";

/** What was asked for, as far as it is there. */
interface Asked<T> {
  data: T | undefined;
  error: Error | null;
  refetch(): unknown;
}

interface FigureCardProps<T> {
  title: string;
  to: LinkProps["to"] & string;
  search?: LinkProps["search"];
  asked: Asked<T>;
  isWide?: boolean;
  children(data: T): ReactNode;
}

/** One figure of the overview, which leads to its page. It fails alone; what one may not read of it is not there. */
export function FigureCard<T>({ title, to, search, asked, isWide = false, children }: FigureCardProps<T>) {
  const { data, error } = asked;
  const id = useId();
  if (data === undefined && error && problemOf(error).status === 403) return null;
  return (
    <Stack
      component="section"
      className="panel"
      aria-labelledby={id}
      p="md"
      gap={6}
      style={isWide ? { gridColumn: "1 / -1" } : {}}
    >
      <Title order={2} size="h5" id={id}>
        <TextLink to={to} {...(search && { search })} inherit>
          {title}
        </TextLink>
      </Title>
      {data !== undefined && children(data)}
      {data === undefined && !error && <Loader size="sm" role="status" aria-label={t`Loading`} />}
      {data === undefined && error && (
        <Group gap="xs" role="alert">
          <Text size="sm">{problemOf(error).message}</Text>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Try again: ${title}`}
            onClick={() => asked.refetch()}
          >
            {t`Try again`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** A number that is seen before anything is read, and what it says. */
export const Figure = ({ value, text }: { value: number | string; text: ReactNode }) => (
  <>
    <Text fz={30} fw={700} lh={1.1}>
      {typeof value === "number" ? value.toLocaleString(formatLocale) : value}
    </Text>
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  </>
);
