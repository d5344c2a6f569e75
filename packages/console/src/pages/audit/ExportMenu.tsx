import { t } from "@lingui/core/macro";
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type AuditFilters, type AuditFormat, exportTrail } from "../../api/audit.ts";
import { saveBlob } from "../../parts/saveFile.ts";
import { useChange } from "../../parts/useChange.ts";

/** The trail as a file: whole and with its seals, or what is shown here for a spreadsheet. */
export function ExportMenu({ filters }: { filters: AuditFilters }) {
  const { from, to } = filters;
  const exporting = useChange({
    run: async (format: AuditFormat) => {
      const wished = format === "csv" ? filters : { ...(from && { from }), ...(to && { to }) };
      saveBlob(`gatehouse-audit.${format}`, await exportTrail(format, wished));
    },
    said: t`Exported`,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={exporting.isPending}>
          {t`Export`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => exporting.mutate("jsonl")}
        >{t`With its seals, to keep and check (JSON Lines)`}</Menu.Item>
        <Menu.Item onClick={() => exporting.mutate("csv")}>{t`What is shown here, for a spreadsheet (CSV)`}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
