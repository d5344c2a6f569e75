import { plural, t } from "@lingui/core/macro";
import { Checkbox, Radio, Stack, Text } from "@mantine/core";
import type { GivenGrant, LeavingPreview, LeavingWish } from "../../api/leaving.ts";
import { onDay } from "../../parts/moments.ts";
import { countOf } from "../belongings/kindInWords.ts";

interface GivenChoiceProps {
  given: LeavingPreview["given"];
  wish: LeavingWish;
  onChange(wish: LeavingWish): void;
}

/** What they granted to others: it can stay, or be taken back, all or but for some. */
export function GivenChoice({ given: { count, rows, more }, wish, onChange }: GivenChoiceProps) {
  if (count === 0) return <Text size="sm">{t`They gave nothing to others.`}</Text>;
  const isTaken = wish.given === "take-back";
  return (
    <Stack gap="sm">
      <Radio.Group
        label={plural(count, { one: `${count} share`, other: `${count} shares` })}
        value={wish.given}
        onChange={(given) => onChange({ ...wish, given: given as LeavingWish["given"], except: [] })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="keep" label={t`Keep them`} description={t`Whoever was given something still has it.`} />
          <Radio value="take-back" label={t`Take them back`} description={t`But for those that you clear below.`} />
        </Stack>
      </Radio.Group>
      {rows.length > 0 && (
        <ul className="plain-list panel" aria-label={t`What they gave`}>
          {rows.map((row) => (
            <li key={row.id}>
              <div className="row">
                <Checkbox
                  label={textOf(row)}
                  description={row.stays === null ? t`given ${onDay(row.givenAt)}` : t`stays: ${row.stays}`}
                  checked={isTaken && row.stays === null && !wish.except.includes(row.id)}
                  disabled={!isTaken || row.stays !== null}
                  onChange={(event) =>
                    onChange({
                      ...wish,
                      except: event.currentTarget.checked
                        ? wish.except.filter((id) => id !== row.id)
                        : [...wish.except, row.id],
                    })
                  }
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {rows.length > 0 ? t`And ${more} more, which are treated alike.` : t`To whom is not shown to you.`}
        </Text>
      )}
    </Stack>
  );
}

const textOf = ({ type, principal, principalName, allow }: GivenGrant) =>
  t`${countOf(type, 1)} to ${principalName ?? principal} (${allow.join(", ")})`;
