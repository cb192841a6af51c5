/** What this indexer checked by itself: failed checks first, each outcome in a sentence with both values it compared. */
import { useTranslations } from "next-intl";
import { type Check, Checks, type Tone } from "#app/kit";
import type { BlockDetailView, CheckDetail, CheckName, CheckStatus } from "#server/api";
import { CHECK_ORDER, failedFirst, reasonOf, sealKind } from "./check-reason";
import { useFact } from "./useFact";

const TONES: Record<CheckStatus, Tone> = {
  ok: "final",
  failed: "failed",
  notApplicable: "unknown",
  notGiven: "pending",
};

export function BlockChecks({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const meaning = (name: CheckName, given: CheckDetail) => {
    const reason = reasonOf(given);
    if (reason !== null) return t(`reason.${reason}`);
    if (name === "seal" && given.status === "ok") return t(`sealed.${sealKind(block.consensus.engine)}`);
    return t(`checks.${name}.${given.status}`);
  };
  const fact = useFact();
  // What is not known as a fact is shown in the checker's own words.
  const detailOf = (given: CheckDetail) => {
    if (given.detail === undefined || reasonOf(given) !== null) return null;
    return given.finding ? fact(given.finding) : <span lang="en">{given.detail}</span>;
  };
  const checks = CHECK_ORDER.map((name) => {
    const given: CheckDetail = block.checkDetails[name] ?? { status: block.checks[name] ?? "notGiven" };
    const { status, stated, computed } = given;
    // A proof of work is not equal to its target but at most that.
    const work = name === "seal" && sealKind(block.consensus.engine) === "work";
    const isHash = work && bare(computed) === bare(block.hash);
    const check: Check = {
      key: name,
      name: t(`checks.${name}.name`),
      tone: TONES[status],
      outcome: t(`outcome.${status}`),
      meaning: meaning(name, given),
      loud: status === "failed",
      detail: detailOf(given),
      ...(stated === undefined || computed === undefined
        ? {}
        : {
            compared: {
              stated: { label: t(work ? "target" : "stated"), value: stated },
              computed: { label: t(isHash ? "hashAsNumber" : work ? "targetLimit" : "computed"), value: computed },
              equal: status === "failed" && !work,
            },
          }),
    };
    return { status, check };
  });
  return <Checks checks={failedFirst(checks).map(({ check }) => check)} />;
}

/** Where a ledger writes its hashes without a prefix. */
function bare(hex: string | undefined): string | undefined {
  return hex?.replace(/^0x/, "");
}
