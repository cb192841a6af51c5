/** A node's state with its reason in the title. */
import { useTranslations } from "next-intl";
import { Badge } from "#app/kit";
import { type Reasoned, useReason } from "./useReason";

export function NodeStatusBadge({ node }: { node: Reasoned }) {
  const reason = useReason();
  const t = useTranslations("node");
  return (
    <Badge tone={node.status} title={reason(node)}>
      {t(`statusName.${node.status}`)}
    </Badge>
  );
}
