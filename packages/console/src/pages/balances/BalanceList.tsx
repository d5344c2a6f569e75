import { t } from "@lingui/core/macro";
import { Button, Text } from "@mantine/core";
import { IconCoins } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { balancesQuery, type ListedBalance } from "../../api/balances.ts";
import { ListHead } from "../../parts/ListHead.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { openCredits } from "./CreditsForm.tsx";
import { creditsInWords, manyCredits } from "./inWords.ts";

interface BalanceListProps {
  search: string;
  onSearch(text: string): void;
}

/** People and services, and what they have. */
export function BalanceList({ search, onSearch }: BalanceListProps) {
  return (
    <>
      <ListHead search={<SearchField label={t`Search people and services`} value={search} onSearch={onSearch} />} />
      <Loaded of={search}>
        <Rows search={search} />
      </Loaded>
    </>
  );
}

function Rows({ search }: { search: string }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(balancesQuery(search));
  return (
    <PagedRows
      title={t`People and services, and what they have`}
      rows={data.pages.flatMap(({ balances }) => balances)}
      keyOf={({ account }) => account}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconCoins size={36} stroke={1.4} aria-hidden />}
          title={search ? t`Nobody found` : t`Nobody here yet`}
          text={search ? t`Looked for in names and addresses.` : t`People whose balances you manage stand here.`}
        />
      }
    >
      {(row) => <Row of={row} />}
    </PagedRows>
  );
}

function Row({ of }: { of: ListedBalance }) {
  const { account, name, email, balance, held, spent, opened } = of;
  const [kind = "user", id = ""] = account.split(":");
  return (
    <div className="row">
      <PrincipalIcon kind={kind} name={name} />
      <div className="grow" style={{ flexBasis: 220 }}>
        <TextLink
          to="/balances/$accountId"
          params={{ accountId: kind === "user" ? id : account }}
          fw={500}
          c="var(--mantine-color-text)"
        >
          {name}
        </TextLink>
        <Text size="sm" c="dimmed" truncate>
          {email ?? t`A service`}
        </Text>
      </div>
      <div style={{ flexBasis: 240 }}>
        <Text size="sm">{opened ? creditsInWords(balance) : t`Not used yet`}</Text>
        <Text size="xs" c="dimmed">
          {t`${manyCredits(held)} held · ${manyCredits(spent)} spent`}
        </Text>
      </div>
      <Button size="xs" variant="default" aria-label={t`Change the credits of ${name}`} onClick={() => openCredits(of)}>
        {t`Change`}
      </Button>
    </div>
  );
}
