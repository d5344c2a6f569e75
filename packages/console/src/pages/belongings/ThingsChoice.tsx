import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Checkbox, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Fate, ThingsPreview } from "../../api/belongings.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { ThingsPreviewed } from "./ThingsPreviewed.tsx";

/** What is wished of them; `keep` where the account stays. */
export interface Choice {
  things: Fate | "keep";
  to?: string;
  leaveRest?: boolean;
}

interface ThingsChoiceProps {
  /** Whose: an id, or null for one's own. */
  account: string | null;
  value: Choice;
  onChange(wish: Choice): void;
  /** What would become of them by it. */
  preview: { data: ThingsPreview | undefined; error: unknown };
  /** The account stays, and may keep them. */
  mayKeep?: boolean;
}

const KEEP = {
  value: "keep",
  label: t`Leave them as they are`,
  text: t`They stay with the deactivated account.`,
} as const;
const choices = [
  {
    value: "organization",
    label: t`Leave them to the organization`,
    text: t`What others can still reach stays and is the organization's. What nobody else reaches is deleted.`,
  },
  { value: "hand-over", label: t`Hand them over to somebody`, text: t`They become that person's, as they are.` },
  { value: "delete", label: t`Delete them`, text: t`Also what others can reach.` },
] as const;

/** What is to become of somebody's things, and what that means. Nothing is done here. */
export function ThingsChoice({ account, value, onChange, preview, mayKeep = false }: ThingsChoiceProps) {
  const [to, setTo] = useState<FoundPrincipal | null>(null);
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t`What becomes of the things that nobody else owns?`}
        description={
          mayKeep
            ? t`Conversations, files and shared links stay with the account. They are never handed over here.`
            : t`Conversations, the files in them and links to them are never handed over.`
        }
        value={value.things}
        onChange={(things) => {
          setTo(null);
          onChange({ things: things as Choice["things"] });
        }}
      >
        <Stack gap="xs" mt="xs">
          {[...(mayKeep ? [KEEP] : []), ...choices].map(({ value: one, label, text }) => (
            <Radio key={one} value={one} label={label} description={text} />
          ))}
        </Stack>
      </Radio.Group>
      {value.things === "hand-over" && (
        <PrincipalPicker
          label={to ? t`Hand over to somebody else` : t`Hand over to`}
          types={["user"]}
          taken={new Set(account === null ? [] : [`user:${account}`])}
          takenMeans={t`this account`}
          onPick={(person) => {
            setTo(person);
            onChange({ things: "hand-over", to: person.id });
          }}
        />
      )}
      {to && (
        <Text size="sm">
          <Trans>
            To <strong>{to.name}</strong>
          </Trans>
          {to.email ? `, ${to.email}` : ""}
        </Text>
      )}
      {isWhole(value) && value.things !== "keep" && (
        <Previewed preview={preview} isOwn={account === null}>
          <Checkbox
            label={t`Go on without these`}
            description={t`They are treated as if they were left to the organization.`}
            checked={value.leaveRest ?? false}
            onChange={(event) => onChange({ ...value, leaveRest: event.currentTarget.checked })}
          />
        </Previewed>
      )}
    </Stack>
  );
}

function Previewed({
  preview: { data, error },
  isOwn,
  children,
}: Pick<ThingsChoiceProps, "preview"> & { isOwn: boolean; children: React.ReactNode }) {
  if (error) return <ProblemCard error={error} />;
  if (!data) return <RowsSkeleton rows={2} height={24} />;
  return (
    <ThingsPreviewed preview={data} isOwn={isOwn}>
      {children}
    </ThingsPreviewed>
  );
}

/** Whether it says all that it takes. */
export const isWhole = ({ things, to }: Choice): boolean => things !== "hand-over" || to !== undefined;

/** Whether it can be done: nothing stands in its way that was not looked at. */
export const isReady = (wish: Choice, preview: ThingsPreview | undefined): boolean =>
  isWhole(wish) &&
  (wish.things === "keep" || (preview !== undefined && (preview.refused.length === 0 || wish.leaveRest === true)));
