import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { auditKindsQuery, auditQuery } from "../../api/audit.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { AuditFiltersBar } from "./AuditFiltersBar.tsx";
import { EntryRow } from "./EntryRow.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { useTrail } from "./useTrail.ts";

/** Who did what: the audit trail of the organization. */
export function AuditPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Trail />
      </Loaded>
    </div>
  );
}

function Trail() {
  // Whoever may not read the trail hears so for the whole page.
  const kinds = useSuspenseQuery(auditKindsQuery).data;
  const { filters, sorting } = useTrail();
  return (
    <>
      <PageTitle
        title={t`Audit`}
        text={t`Who did what, what it was before, why, and from where. Entries are sealed within seconds: nobody alters them unnoticed.`}
        actions={
          <>
            <ButtonLink to="/audit/head" variant="default">
              {t`Head and check`}
            </ButtonLink>
            <ExportMenu filters={filters} />
          </>
        }
      />
      <AuditFiltersBar kinds={kinds} />
      <Loaded of={JSON.stringify([filters, sorting.order])}>
        <Entries />
      </Loaded>
    </>
  );
}

function Entries() {
  const { filters, sorting } = useTrail();
  const { data, ...pages } = useSuspenseInfiniteQuery(auditQuery(filters, sorting.order));
  const names = Object.assign({}, ...data.pages.map((page) => page.names));
  const searchedTo = data.pages.at(-1)?.searchedTo;
  const isNarrowed = Object.keys(filters).length > 0;
  return (
    <>
      <PagedRows
        title={t`Entries`}
        rows={data.pages.flatMap(({ entries }) => entries)}
        keyOf={({ number }) => number}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconListSearch size={36} stroke={1.4} aria-hidden />}
            title={isNarrowed ? t`Nothing like that` : t`Nothing yet`}
            text={isNarrowed ? t`Take a filter away to see more.` : t`What happens stands here a few seconds later.`}
          />
        }
      >
        {(entry) => <EntryRow entry={entry} names={names} />}
      </PagedRows>
      {searchedTo && (
        <Text size="sm" c="dimmed" ta="center" mt="xs" role="status">
          {sorting.order === "asc"
            ? t`Looked through up to ${onDay(searchedTo)}; show more to look further.`
            : t`Looked through back to ${onDay(searchedTo)}; show more to look further.`}
        </Text>
      )}
    </>
  );
}
