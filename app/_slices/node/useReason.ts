/** Why a node is held for what it is, in the reader's language; a sentence that is not known stays as it was written. */
import { useTranslations } from "next-intl";
import type { NodeReason, NodeStatus } from "#server/api";

export interface Reasoned {
  status: NodeStatus;
  statusReason: string | null;
  statusReasonCode: NodeReason | null;
}

export function useReason(): (node: Reasoned) => string {
  const t = useTranslations("node");
  return ({ status, statusReason, statusReasonCode }) =>
    statusReasonCode
      ? t(`reason.${statusReasonCode.code}`, { seconds: statusReasonCode.seconds ?? 0 })
      : (statusReason ?? t(`statusText.${status}`));
}

const ROLES = ["validator", "observer", "source"] as const;

/** Nothing before the node has said what it is. */
export function useRole(): (node: { role: string; version: string | null }) => string {
  const t = useTranslations("node");
  return ({ role, version }) => {
    const known = ROLES.find((each) => each === role);
    return version === null ? "–" : known ? t(`roleName.${known}`) : role;
  };
}
