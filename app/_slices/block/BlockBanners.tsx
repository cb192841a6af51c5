/** What one has to know before reading on: this block fell off the chain, fails a check, has siblings, is not final yet. */
import { useTranslations } from "next-intl";
import { BlockHashLink, Notice } from "#app/kit";
import type { BlockDetailView } from "#server/api";
import { CHECK_ORDER } from "./check-reason";
import { tellsFinality } from "./finality";

export function BlockBanners({ block }: { block: BlockDetailView }) {
  const t = useTranslations("block");
  const failed = CHECK_ORDER.filter((name) => block.checks[name] === "failed").map((name) => t(`checks.${name}.name`));
  const siblings = block.siblings.map((hash) => (
    <span key={hash}>
      {" "}
      <BlockHashLink hash={hash} />
    </span>
  ));
  return (
    <>
      {failed.length > 0 && (
        <Notice tone="failed" title={t("checkFailedTitle", { count: failed.length })}>
          {t("checkFailedText", { checks: failed.join(", ") })}
        </Notice>
      )}
      {!block.canonical && (
        <Notice tone="forked" title={t("forkedTitle")}>
          {t("forkedText")} {siblings}
        </Notice>
      )}
      {block.canonical && block.siblings.length > 0 && (
        <Notice tone="forked" title={t("siblings", { count: block.siblings.length })}>
          {t("siblingsText")} {siblings}
        </Notice>
      )}
      {block.canonical && !block.final && tellsFinality(block) && (
        <Notice tone="pending" title={t("unfinal")}>
          {t("unfinalText", { engine: block.consensus.engine })}
        </Notice>
      )}
    </>
  );
}
