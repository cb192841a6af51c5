/** What this indexer checked by itself, each check with what it covers and both values it compared. */
import { useTranslations } from "next-intl";
import { type Check, Checks, type Tone } from "#app/kit";
import type { BlockDetailView, CheckDetail, CheckName, CheckStatus } from "#server/api";

const ORDER: CheckName[] = ["hash", "parent", "transactions", "senders", "receipts", "seal"];
const TONES: Record<CheckStatus, Tone> = {
  ok: "final",
  failed: "failed",
  notApplicable: "unknown",
  notGiven: "unknown",
};

export function BlockChecks({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const checks = ORDER.map((name): Check => {
    const given: CheckDetail = block.checkDetails[name] ?? { status: block.checks[name] ?? "notGiven" };
    return {
      key: name,
      name: t(`checks.${name}.name`),
      tone: TONES[given.status],
      outcome: t(`outcome.${given.status}`),
      covers: t(`checks.${name}.covers`),
      ...(given.detail === undefined ? {} : { detail: given.detail }),
      compared: [
        ...(given.stated === undefined ? [] : [{ label: t("stated"), value: given.stated }]),
        ...(given.computed === undefined ? [] : [{ label: t("computed"), value: given.computed }]),
      ],
    };
  });
  return <Checks checks={checks} />;
}
