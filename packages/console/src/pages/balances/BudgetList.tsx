import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { IconPigMoney } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type Budget, budgetsQuery } from "../../api/balances.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { BudgetActions } from "./BudgetActions.tsx";
import { BudgetBar } from "./BudgetBar.tsx";
import { whoseInWords } from "./inWords.ts";

/** The budgets that administrators set, and how far they go. */
export function BudgetList() {
  const { data, ...pages } = useSuspenseInfiniteQuery(budgetsQuery);
  return (
    <PagedRows
      title={t`Budgets of the organization`}
      rows={data.pages.flatMap(({ budgets }) => budgets)}
      keyOf={({ principal }) => principal}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconPigMoney size={36} stroke={1.4} aria-hidden />}
          title={t`No budgets`}
          text={t`A budget says what may be spent in a day, a week, a month or in all: by a person, by a group together, or by everybody. It counts beside balances, and where these are off.`}
        />
      }
    >
      {(budget) => <Row budget={budget} />}
    </PagedRows>
  );
}

function Row({ budget }: { budget: Budget }) {
  const { principal } = budget;
  const whose = whoseInWords(budget);
  return (
    <div className="row">
      <PrincipalIcon kind={principal === "organization" ? "everyone" : (principal.split(":")[0] ?? "")} name={whose} />
      <div className="grow" style={{ flexBasis: 280 }}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          <PrincipalLink principal={principal}>{whose}</PrincipalLink>
        </Text>
        <BudgetBar budget={budget} />
      </div>
      <BudgetActions budget={budget} />
    </div>
  );
}
