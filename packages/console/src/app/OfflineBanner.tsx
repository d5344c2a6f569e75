import { t } from "@lingui/core/macro";
import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { IconCloudOff } from "@tabler/icons-react";

export function OfflineBanner() {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert
          variant="default"
          className="notice notice-careful"
          radius={0}
          icon={<IconCloudOff size={18} />}
          title={t`You are offline`}
        >
          {t`What you see may be old. Changes are refused until the connection is back.`}
        </Alert>
      )}
    </div>
  );
}
