import { t } from "@lingui/core/macro";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { auditQuery } from "../../api/audit.ts";
import type { PrincipalKind } from "../../api/sharing.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { useNarrowing } from "../../parts/useListPlace.ts";
import type { AuditSearch } from "./filters.ts";
import { useTrail } from "./useTrail.ts";

const TYPED = ["q", "since", "until"];

/** What narrows the trail; all of it stands in the address. */
export function AuditFiltersBar({ kinds }: { kinds: readonly { kind: string; words: string }[] }) {
  const search = useSearch({ from: "/signed-in/audit" });
  const navigate = useNavigate();
  const { sortings, sorting, onSort } = useTrail();
  const narrow: (more: { [Name in keyof AuditSearch]?: string | undefined }) => void = useNarrowing(TYPED);
  const { q: _q, sort: _sort, order: _order, ...finer } = search;
  const isFiner = Object.keys(finer).length > 0;
  const [isOpen, setIsOpen] = useState(isFiner);
  return (
    <section aria-label={t`Narrow`} style={{ marginBottom: 16 }}>
      <Group gap="sm">
        <div className="list-search">
          <SearchField
            label={t`Search in what was done, and in names`}
            value={search.q ?? ""}
            onSearch={(q) => narrow({ q })}
          />
        </div>
        <SortBy sortings={sortings} value={sorting} onSort={onSort} />
        <Button
          variant="default"
          style={{ flexShrink: 0 }}
          aria-expanded={isOpen}
          onClick={() => setIsOpen((was) => !was)}
        >
          {isOpen ? t`Fewer filters` : t`More filters`}
        </Button>
      </Group>
      {isOpen && (
        <Group align="flex-end" gap="sm" mt="sm">
          <Select
            label={t`What was done`}
            placeholder={t`Anything`}
            searchable
            clearable
            nothingFoundMessage={t`Nothing like that`}
            data={kinds.map(({ kind, words }) => ({ value: kind, label: words }))}
            value={search.kind ?? null}
            onChange={(kind) => narrow({ kind: kind ?? undefined })}
            style={{ flex: "1 1 220px" }}
          />
          <Whom label={t`Who did it`} types={["user"]} chosen={search.actor} onChoose={(actor) => narrow({ actor })} />
          <Whom
            label={t`About whom`}
            types={["user", "group", "role"]}
            chosen={search.about}
            onChoose={(about) => narrow({ about })}
          />
          <TextInput
            type="date"
            label={t`From`}
            value={search.since ?? ""}
            onChange={(event) => narrow({ since: event.currentTarget.value })}
            style={{ flex: "1 1 130px" }}
          />
          <TextInput
            type="date"
            label={t`To`}
            value={search.until ?? ""}
            onChange={(event) => narrow({ until: event.currentTarget.value })}
            style={{ flex: "1 1 130px" }}
          />
        </Group>
      )}
      {(isFiner || search.q !== undefined) && (
        <Button mt="sm" size="xs" variant="default" onClick={() => void navigate({ to: "/audit", search: {} })}>
          {t`Show everything`}
        </Button>
      )}
    </section>
  );
}

interface WhomProps {
  label: string;
  types: readonly PrincipalKind[];
  chosen: string | undefined;
  onChoose(name: string | undefined): void;
}

/** Somebody who is looked for by name; once chosen, a button that lets them go again. */
function Whom({ label, types, chosen, onChoose }: WhomProps) {
  const { filters, sorting } = useTrail();
  const { data } = useInfiniteQuery(auditQuery(filters, sorting.order));
  const name = chosen === undefined ? undefined : (data?.pages[0]?.names[chosen] ?? chosen);
  return (
    <div style={{ flex: "1 1 200px" }}>
      {name === undefined ? (
        <PrincipalPicker label={label} types={types} onPick={({ type, id }) => onChoose(`${type}:${id}`)} />
      ) : (
        <Button
          variant="default"
          fullWidth
          justify="space-between"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={t`${label}: ${name}. Show others as well`}
          onClick={() => onChoose(undefined)}
        >
          {label}: {name}
        </Button>
      )}
    </div>
  );
}
