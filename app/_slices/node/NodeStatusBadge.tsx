/** A node's state with its reason in the title. */
import { useTranslations } from "next-intl";
import { Badge } from "#app/kit";
import type { NodeStatus } from "#server/api";

export function NodeStatusBadge({ status, reason }: { status: NodeStatus; reason?: string | null }) {
  const t = useTranslations("node");
  return (
    <Badge tone={status} title={reason ?? t(`statusText.${status}`)}>
      {t(`statusName.${status}`)}
    </Badge>
  );
}
